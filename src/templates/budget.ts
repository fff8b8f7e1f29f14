// How much one evaluation may do, everything that it sets off included.
import { TemplateError } from "../model/errors.ts";
import { MAX_NESTED, MAX_STEPS } from "./limits.ts";
import type { Operand } from "./operand.ts";

/** Steps done so far, and how many evaluations are under way inside one another. */
export class Budget {
  #steps = 0;
  #nested = 0;

  /** Counts steps, or parts of one; too many end the evaluation. */
  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > MAX_STEPS) throw new TemplateError(`The template takes more than ${MAX_STEPS} steps`);
  }

  /** Counts a value that was made: an item is a step, and so are 64 characters, which bounds memory as well as time. */
  spend(made: Operand): void {
    if (typeof made === "string") this.step(made.length >> 6);
    else if (Array.isArray(made)) this.step(made.length);
    else if (made instanceof Map) this.step(made.size);
  }

  /** Runs an evaluation that this one needs: a variable's own template, or a file's. */
  nested<T>(work: () => T): T {
    if (++this.#nested > MAX_NESTED) {
      this.#nested--;
      throw new TemplateError(`Templates use each other more than ${MAX_NESTED} levels deep`);
    }
    try {
      return work();
    } finally {
      this.#nested--;
    }
  }
}

let running: Budget | undefined;

/** Does work with the budget of the evaluation that is under way, or with a new one. Evaluation is synchronous: there is never more than one. */
export function withBudget<T>(work: (budget: Budget) => T): T {
  const outer = running;
  const budget = outer ?? new Budget();
  running = budget;
  try {
    return budget.nested(() => work(budget));
  } finally {
    running = outer;
  }
}

/** Counts steps, or parts of one, of the evaluation that is under way, if there is one. */
export function chargeRunning(steps: number): void {
  running?.step(steps);
}
