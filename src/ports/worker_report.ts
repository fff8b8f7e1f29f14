// How a worker is told to people and machines while it works, a line an event. The command line hands in where to write.
import type { WorkerEvent } from "../model/worker_event.ts";
import type { DriftRow, PromptRow } from "./archive.ts";
import type { Clock } from "./clock.ts";
import type { Events } from "./events.ts";

/** What lines are made with. */
export interface WorkerReportOptions {
  /** Takes a line without its end. */
  write(line: string): void;
  clock: Clock;
  format: "text" | "json";
  /** Only what a human has to see: failures, questions, trouble. */
  quiet: boolean;
  /** A command of this program as one would type it. */
  type(command: string): string;
}

/** What lines tell of a run that was given back. */
export interface RunCounts {
  run: number;
  changed: number;
}

/** Hears a worker and its loops. */
export interface WorkerReport extends Events {
  tell(event: WorkerEvent): void;
  /** A question that a loop has left open. */
  asks(prompt: PromptRow): void;
  drifted(drift: DriftRow): void;
  /** What was heard of a loop's current run, or of its last one. */
  counts(loop: number): RunCounts | undefined;
}
