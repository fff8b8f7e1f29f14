// How a run is told to people while it happens, and summed up when it ends. The command line hands in where to write.
import type { DecidedBy, Decision } from "../model/decision.ts";
import type { Json } from "../model/json.ts";
import type { Tally } from "../model/iteration.ts";
import type { Next } from "../model/loop.ts";
import type { Diff } from "../model/plan.ts";
import type { Clock } from "./clock.ts";
import type { Events } from "./events.ts";

/** What a piece of text is, for whoever chooses colours. */
export type Style = "ok" | "changed" | "failed" | "skipped" | "notice" | "heading" | "added" | "removed" | "faint";

/** Where people read. Lines come without their line end; each may hold line ends of its own. */
export interface Writer {
  /** Progress and notices. */
  progress(line: string): void;
  /** What was asked for. */
  data(line: string): void;
  /** Replaces the one moving line below everything else, cut to the width; undefined takes it away. Does nothing where nothing can move. */
  status(line: string | undefined): void;
  /** Whether a moving line is seen. */
  readonly moving: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
  /** Text in its colour, or as it is where no colour is wanted. */
  style(style: Style, text: string): string;
}

/** What a report is made with. */
export interface ReportOptions {
  writer: Writer;
  clock: Clock;
  /** Calls `tick` every so many milliseconds until the returned function is called. */
  every(ms: number, tick: () => void): () => void;
  /** Nothing is told on the way. */
  quiet: boolean;
  /** Show what differs. A dry run shows it always. */
  diffs: boolean;
  dryRun: boolean;
}

/** An action that changed something, or would. */
export interface ChangedAction {
  /** Its row; null for a dry run. */
  id: number | null;
  pass: number;
  host: string;
  name: string;
  module: string;
  item?: Json;
  /** Done before this process took the run up. */
  recorded: boolean;
}

/** What a run came to, as far as it was heard. */
export interface RunSummary {
  /** Passes that reached their end or were cut short here. */
  passes: number;
  /** By host: changes of all passes, everything else as the last pass left it. A dry run counts its first pass. */
  recap: { [host: string]: Tally };
  /** Changes on all hosts. */
  changes: number;
  /** Tasks that cannot tell whether they are needed; dry run only. */
  wouldRun: number;
  changed: ChangedAction[];
  /** Dry run only. */
  diffs: ({ host: string; name: string } & Diff)[];
  /** What was decided for a goal in words; absent where nothing was. */
  decided?: Decided[];
}

/** A decision for a goal in words. */
export interface Decided {
  pass: number;
  by: DecidedBy;
  /** The rule that decided. */
  rule?: string;
  decision: Decision["kind"];
  reasoning: string;
  actions: number;
}

/** How it ended, for the closing sentences. */
export interface Ending {
  loop: { id: number; name: string };
  next: Next;
  once: boolean;
  dryRun: boolean;
  /** A signal stopped it. */
  interrupted: boolean;
  /** Changes that the run had made before this process took it up. Default none. */
  before?: number;
  /** On whose word it was stopped from elsewhere; `left`: on nobody's, its terminal having gone. */
  word?: { status: "paused" | "cancelled" | "left"; reason: string };
  /** Of a goal in words: who decided, and what it cost, in a line. */
  decided?: string;
  /** Open questions, in words. */
  questions: string[];
  /** A command of this program as one would type it. */
  type(command: string): string;
}

/** Hears everything while a loop works, tells it, and sums it up. */
export interface RunReport extends Events {
  summary(): RunSummary;
  /** Counts per host and the closing sentences. */
  recap(ending: Ending): string;
  /** Once all is told that was heard so far. */
  told(): Promise<void>;
  /** Ends what moves. */
  close(): void;
}
