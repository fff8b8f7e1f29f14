// All that the status page and its API have of the program.
import type { Json } from "../model/json.ts";
import type { Archive } from "./archive.ts";
import type { Clock } from "./clock.ts";
import type { Queue } from "./queue.ts";
import type { RuleBook } from "./rule_book.ts";
import type { Survey } from "./survey.ts";
import type { Upkeep } from "./upkeep.ts";

/** How a command came out, as `-o json` prints it. */
export interface Performed {
  ok: boolean;
  /** The exit code that it would end with. */
  exit: number;
  data: Json;
  /** For people: warnings and notices, a sentence each. */
  notes: string[];
  error: { kind: string; message: string; hint?: string } | null;
}

/** A file that could be meant where a form asks for one. */
export interface FileNear {
  /** As one would type it in the folder where the program was started. */
  path: string;
  kind: "playbook" | "inventory" | "policy" | "goal";
}

/** What the page reads, and the little that it does. */
export interface PageWorld {
  archive: Archive;
  survey: Survey;
  queue: Pick<Queue, "answer" | "suspend" | "cancel" | "resume" | "retry" | "workers" | "changed">;
  /** Whether an owner of leases is known to have ended, though they have not run out. */
  isGone(owner: string): boolean;
  upkeep: Pick<Upkeep, "sizes" | "verify">;
  rules: RuleBook;
  clock: Clock;
  /** So many random bytes. */
  random(bytes: number): Uint8Array<ArrayBuffer>;
  /** The folder where the program was started: from where relative paths are meant. */
  cwd: string;
  /** The database's path as it was typed, and the program's version. */
  db: string;
  version: string;
  /** A command as one would type it here. */
  type(command: string): string;
  /**
   * Carries out a command of the program in this process, in somebody's name: words as they stand behind the program's name, without `--db` and `-o`.
   * For what only the command line can check: a submission, a decision about a rule. Never throws for what it refuses.
   */
  perform(words: readonly string[], by: string): Promise<Performed>;
  /** Files in and near `cwd` that look like playbooks, inventories, policies; by path, a few dozen at most. */
  filesNear(): Promise<FileNear[]>;
  /** A line or more for the log of the process: what went wrong and is nobody's business outside. Absent: it is lost. */
  note?(text: string): void;
}

/** How the page is opened to others. */
export interface OpenTerms {
  /** An address and port to listen on; port 0: any that is free. */
  hostname: string;
  port: number;
  /** Names beside its own under which it may be asked for (behind a proxy). */
  names: readonly string[];
  /** Who may come in; absent: whoever reaches it, who has to be on this machine. */
  tokens?: readonly PageToken[];
  /** Who acts where no token says it. */
  user: string;
  /** PEM texts, for https. */
  tls?: { cert: string; key: string };
}

/** Somebody who may come in. */
export interface PageToken {
  name: string;
  /** `read` sees everything and does nothing. */
  role: "read" | "full";
  token: string;
}

/** A page that is open. */
export interface OpenPage {
  /** `http://127.0.0.1:8640/`. */
  url: string;
  /** Resolves once everything is closed: streams at once, requests within a second. */
  close(): Promise<void>;
}
