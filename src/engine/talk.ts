// The calls of one decision: each a row before it is sent, and its reply a row before anything is made of it.
import { BudgetSpent } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import type { RecordedCall } from "../model/model_call.ts";
import type { Talk } from "../ports/decider.ts";
import { budgetSpent } from "./model_budget.ts";
import type { Charge, World } from "./world.ts";

/** A talk in an iteration that was just opened; it goes on with what was said in those before it that were cut short without a decision. */
export function talkOf(
  { run, iteration }: { run: readonly Iteration[]; iteration: number },
  { charge, world }: { charge: Charge; world: World },
): Talk {
  const { journal, events, clock } = world;
  const loop = charge.loop.id;
  const own: RecordedCall[] = [];
  const begun = new Map<number, { at: number; model: string }>();
  return {
    earlier: run.slice(1 + run.findLastIndex(({ decision }) => decision !== null)).flatMap(({ calls }) => calls),
    begin: async (call) => {
      const spent = budgetSpent([...run, { calls: own } as Iteration], charge.loop.options);
      if (spent !== null) throw new BudgetSpent(spent);
      const id = await journal.beginCall(iteration, call);
      const { purpose, attempt, model } = call;
      const nothing = { reply: null, problem: null, tokensIn: null, tokensOut: null, costUsd: null, ms: null };
      own.push({ id, iteration, purpose, attempt, model, status: "sent", ...nothing, startedAt: "" });
      begun.set(id, { at: clock.monotonic(), model });
      events.emit({ kind: "model asked", loop, model, attempt });
      return id;
    },
    answered: async (id, reply) => {
      const { at, model } = begun.get(id)!;
      const ms = Math.round(clock.monotonic() - at);
      await journal.endCall(id, { status: "answered", reply, ms });
      const { tokensIn, tokensOut, costUsd } = reply;
      Object.assign(own.find((call) => call.id === id)!, { status: "answered", tokensIn, tokensOut, costUsd });
      events.emit({ kind: "model answered", loop, model, ms, tokensIn, tokensOut, costUsd });
    },
    refused: async (id, problem) => {
      const answered = own.find((call) => call.id === id)?.status !== "sent";
      await journal.endCall(id, { status: answered ? "answered" : "failed", problem });
      if (answered) events.emit({ kind: "model refused", loop, model: begun.get(id)?.model ?? "", problem });
    },
  };
}
