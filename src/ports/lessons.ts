// What is made of a run that a model decided and that has converged.
import type { Iteration } from "../model/iteration.ts";

/** Proposes rules. Called once a run has converged; again after a crash, so it must not matter how often. */
export interface Lessons {
  /** Returns a sentence for people about what was proposed; null for nothing. Must not throw for what a model wrote. */
  learn(run: readonly Iteration[]): Promise<string | null>;
}
