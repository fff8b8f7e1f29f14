// Who decides when no playbook does.
import type { Decision } from "../model/decision.ts";
import type { Iteration, Observations } from "../model/iteration.ts";

/** What a decider reads. */
export interface Brief {
  desiredState: string;
  observations: Observations;
  /** The current run so far, oldest first. */
  run: readonly Iteration[];
}

/** Reads a brief and says what to do next. Throws when it cannot be asked; an answer that makes no sense is `unreadable`. */
export interface Decider {
  decide(brief: Brief, signal: AbortSignal): Promise<Decision>;
}
