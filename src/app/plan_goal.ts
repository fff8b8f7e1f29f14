// The plan for a goal in words: worked out like any increments, as far as the question whether to go on.
import type { GoalPlan } from "../model/increment.ts";
import type { Submission } from "../model/loop.ts";
import { goalPlanOf } from "../playbook/goal_plan.ts";
import type { Events } from "../ports/events.ts";
import type { Worked } from "./work.ts";

/** Puts a submission on the record of this new database, and works on it. */
export type WorkOnce = (submission: Submission, db: string, events: Events) => Promise<Worked>;

/** The plan, on a record of its own that is gone afterwards; how the work ended where there is none. */
export async function planOfGoal(
  { options, ...submission }: Submission,
  events: Events,
  work: WorkOnce,
): Promise<GoalPlan | Worked> {
  const folder = await Deno.makeTempDir({ prefix: "ftl2-plan-" });
  let told: { reasoning: string; steps: string[] } | undefined;
  const emit: Events["emit"] = (event) => {
    if (event.kind === "decided" && event.steps !== undefined) {
      told = { reasoning: event.reasoning, steps: event.steps };
    }
    events.emit(event);
  };
  try {
    const { yes: _yes, notify: _notify, playbookOut: _out, ...own } = options;
    const worked = await work({ ...submission, mode: "incremental", options: own }, `${folder}/plan.db`, { emit });
    return told === undefined ? worked : goalPlanOf(submission.desiredState.trim(), told);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
