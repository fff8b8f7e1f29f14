// A journal that tells, each time, what the loop keeps in mind from now on: hosts that were added, resources.
import type { State } from "../model/resource.ts";
import type { Journal } from "../ports/journal.ts";

/** Whoever wants to know; told before anybody goes on. */
export type StateListener = (state: State) => void | Promise<void>;

/** The same journal. `told` hears of the state when it is asked for, and after a decision that changes it is on disk. */
export function watchedState(journal: Journal, told: StateListener): Journal {
  const state = async () => {
    const now = await journal.state();
    await told(now);
    return now;
  };
  return {
    ...journal,
    state,
    noteDecision: async (iteration, decidedBy, decision, notes) => {
      const rows = await journal.noteDecision(iteration, decidedBy, decision, notes);
      if ((decision.stateOps ?? []).length > 0) await state();
      return rows;
    },
  };
}
