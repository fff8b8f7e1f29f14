// How loops are worked on here, as whoever asks for it says.
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Next } from "../model/loop.ts";
import type { WorkerEvent } from "../model/worker_event.ts";
import type { Passwords } from "../model/way.ts";
import type { Events } from "../ports/events.ts";
import type { Keep } from "../ports/upkeep.ts";
import type { Answer } from "../words/read_answer.ts";

/** How a loop is worked on here. */
export interface Work {
  events: Events;
  /** Start nothing more; the running action is finished, the loop is suspended and goes on with `resume`. */
  stop: AbortSignal;
  /** End the running command too. */
  signal: AbortSignal;
  /** Who gives the signals. */
  by: string;
  /** Whether the first of them was no human's word, the terminal having gone or the machine going down: the loop is left to whoever works. */
  unasked?(): boolean;
  /** What was typed for hosts; nowhere on record. */
  passwords?: Passwords;
  /**
   * Asks a human who is there; undefined leaves the prompt open. `answered` fires when somebody answers elsewhere. Absent: nobody
   * is there.
   */
  ask?: (prompt: RecordedPrompt, answered: AbortSignal) => Promise<Answer | undefined>;
}

/** How a worker works. */
export interface WorkAll {
  /** Most loops at once. */
  concurrency: number;
  /** Milliseconds after which it looks for work at the latest; it is woken before by whoever writes. */
  pollMs: number;
  keep: Keep;
  /** What loops tell. */
  events: Events;
  tell: (event: WorkerEvent) => void;
  /** Claim nothing more, let running actions end. */
  stop: AbortSignal;
  /** End running commands, too. */
  signal: AbortSignal;
}

/** How work on one loop came out here. */
export type Worked = Next | { kind: "taken"; by: string };
