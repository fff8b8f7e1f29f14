// What a view is: it reads a part of the record, shows it in lines, and knows what its keys do.
import type { App } from "../../app.ts";
import type { FeedEvent } from "../../model/feed.ts";
import type { Io } from "../io.ts";
import type { Key } from "./keys.ts";

/** All that views have of the program. */
export interface TopWorld {
  io: Io;
  app: Pick<App, "archive" | "survey" | "queue">;
  /** The database as it was typed. */
  db: string;
  /** Workers that are alive, as they were counted last. */
  workers: number;
  /** Events of the feed as `logs` prints them: coloured lines, harmless to a terminal. */
  logLines(page: FeedEvent[]): Promise<string[]>;
  /** A command in messages: only its words, it could not be typed here. */
  type(command: string): string;
  /** Whether an owner of leases is known to have ended, though they have not run out. */
  isGone?(owner: string): boolean;
}

/** The room that a view has. */
export interface Size {
  columns: number;
  rows: number;
}

/** A key and what it does, for the last line; the first ones stay where there is little room. */
export type Hint = [key: string, does: string];

/** Something that was done, or why not. */
export interface Said {
  ok: boolean;
  text: string;
}

/** A question about what was asked for by a key. */
export type Asking =
  | {
    kind: "confirm";
    /** Ends with a question mark; y or enter is a yes. */
    text: string;
    yes: () => Promise<Turn>;
  }
  | {
    kind: "field";
    /** Before what is typed. */
    label: string;
    text: string;
    /** Its text acts on a loop: nothing that was typed before it was seen counts. */
    acts: boolean;
    /** Hears each change; and what was there before, where it is given up. */
    changed?: (text: string) => Promise<void>;
    enter: (text: string) => Promise<Turn>;
  };

/** What a key leads to. */
export type Turn =
  | { kind: "stay" }
  | { kind: "open"; view: View }
  | { kind: "back" }
  | { kind: "ask"; asking: Asking }
  | { kind: "said"; said: Said };

/** A part of the record on the screen. */
export interface View {
  /** Where one is, in a few words, harmless. */
  title(): string;
  /** Reads what it shows anew. Throws what the store throws. */
  look(): Promise<void>;
  /** At most so many lines, none wider; they may have our own colours in them. */
  lines(size: Size): string[];
  hints(): Hint[];
  /** Undefined for a key that it does not know. */
  press(key: Key): Promise<Turn | undefined>;
}

/** Nothing more comes of a key. */
export const STAY: Turn = { kind: "stay" };

/** Tells what was done, or why not. */
export function said(ok: boolean, text: string): Turn {
  return { kind: "said", said: { ok, text } };
}
