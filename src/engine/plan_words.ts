// The iteration in which a goal in words is planned: hosts are looked at, steps are asked for, and a human is asked whether they are right.
import type { Decision } from "../model/decision.ts";
import { ModelUnavailable } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import { goalPlanOf, goalPlanText } from "../playbook/goal_plan.ts";
import { asking } from "./asking.ts";
import { briefOf } from "./brief_of.ts";
import { lookAround } from "./decide.ts";
import type { InTheWay } from "./held_hosts.ts";
import { talkOf } from "./talk.ts";
import type { Charge, Signals, Words, World } from "./world.ts";

/** What is planned. */
export interface Planning {
  run: readonly Iteration[];
  /** Known already, from a file or an earlier question. Null: they are asked for. */
  steps: string[] | null;
}

/**
 * Shows a plan; returns who has to be waited for first. Steps whose reply is on record are not asked for again. With `--yes` the question is answered with the same commit. Throws
 * ModelUnavailable, BudgetSpent.
 */
export async function planWords(
  words: Words,
  { run, steps }: Planning,
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<InTheWay | null> {
  const { journal, events } = world;
  const { id: loop, options } = charge.loop;
  const opened = await journal.openIteration({ fresh: true, decidedBy: null });
  const { n } = opened;
  events.emit({ kind: "iteration opened", loop, n, fresh: true, checkMode: false, part: "the plan" });
  const asked = await asking(
    async (signal) => {
      const plan = steps === null
        ? await askForSteps(words, { run, opened }, { charge, world, signal })
        : goalPlanOf(words.goal, { reasoning: "", steps });
      const names = plan.increments.map(({ name }) => name);
      const decision: Decision = {
        kind: "ask",
        reasoning: plan.reasoning,
        questions: [{
          kind: "plan",
          text: goalPlanText(plan),
          options: ["yes", "no"],
          about: `plan:${plan.hash}`,
          steps: names,
          ...(options.yes === true ? { answered: { response: "yes", by: "--yes" } } : {}),
        }],
      };
      const by = steps === null ? "model" : "human";
      await journal.noteDecision(opened.id, by, decision, []);
      events.emit({ kind: "decided", loop, by, decision: "ask", reasoning: plan.reasoning, actions: 0, steps: names });
      await journal.closeIteration(opened.id, { phase: "completed", converged: false });
      events.emit({ kind: "iteration closed", loop, n, tally: {}, converged: false });
    },
    { run, opened },
    { charge, world, signals },
  );
  return "next" in asked ? asked.next : null;
}

async function askForSteps(
  words: Words,
  { run, opened }: { run: readonly Iteration[]; opened: Iteration },
  { charge, world, signal }: { charge: Charge; world: World; signal: AbortSignal },
) {
  const { decider, unasked } = words;
  if (decider === null) throw new ModelUnavailable(unasked, null);
  const { observations, consulted, known, state } = await lookAround(words, { run, opened }, { charge, world, signal });
  const brief = briefOf({ words, observations, findings: consulted.findings, known, state, run }, { charge, world });
  const { reasoning, increments } = await decider.plan(
    brief,
    talkOf({ run, iteration: opened.id }, { charge, world }),
    signal,
  );
  return goalPlanOf(words.goal, { reasoning, steps: increments.map(({ name }) => name) });
}
