// What a page gets, and what it gives back.
import type { Child } from "hono/jsx";
import type { PageWorld } from "../../ports/page_world.ts";
import type { Counts } from "../../ports/survey.ts";
import type { Visitor } from "../visitor.ts";

/** Where the navigation stands. */
export type Section = "loops" | "inbox" | "hosts" | "drift" | "rules" | "workers" | "none";

/** One request for a page. */
export interface Visit {
  world: PageWorld;
  visitor: Visitor;
  url: URL;
  /** Parts of the path by name, decoded. */
  params: { [name: string]: string };
  /** Milliseconds since 1970, UTC. */
  now: number;
  /** What became of the deed that led here; the frame shows it. */
  said?: Said | null;
}

/** A page, without its frame. */
export interface View {
  title: string;
  section: Section;
  body: Child;
  /** Default 200. */
  status?: 200 | 404;
  /** Whose news make it old: all, nobody's, or one loop's (`loop:12`). Default all. */
  live?: "all" | "none" | `loop:${number}`;
}

/** Makes a page; undefined where there is none of that name or number. Throws InputError for a query that makes no sense. */
export type Page = (visit: Visit) => Promise<View | undefined>;

/** What the frame around every page shows. */
export interface Frame {
  view: View;
  visit: Visit;
  counts: Counts;
  /** Live workers. */
  workers: number;
  /** Loops that go on though no worker has them; known where no worker is alive, else 0. */
  byHand: number;
  /** The feed's newest row before the page was read: what comes after it is news to the page. */
  feed: number;
  /** What became of the deed before. */
  said: Said | null;
}

/** What became of a deed, for people. */
export interface Said {
  ok: boolean;
  text: string;
  /** The command that does the same. */
  command?: string;
  /** Of a submission that was refused: all that was typed, by field. */
  typed?: { [field: string]: string[] };
}
