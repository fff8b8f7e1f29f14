// One iteration: what was seen, found, decided and done; its actions and its questions to the model, whole.
import { InputError } from "../../model/errors.ts";
import type { IterationRow } from "../../ports/archive.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import { comparedIterations, MOST_COMPARED } from "../compared_iterations.ts";
import { foundIteration, missing, withoutLooks } from "./found.ts";
import { action, call, id, iteration, row } from "./nouns.ts";
import { next, page, pageTerms } from "./paging.ts";
import { route } from "./route.ts";
import { z } from "./zod.ts";

const tag = "iterations";
const refuses = [404] as const;

export const iterationRoutes = [
  route({
    ...{ id: "getIteration", method: "get", path: "/iterations/{iteration}", tag, refuses },
    summary: "One iteration: what was seen, what rules found, what the model was asked",
    answer: z.strictObject({
      loop: id,
      iteration,
      observations: z.unknown().describe("looks by host, or a pass' counts by host"),
      ruleResults: z.array(row),
      calls: z.array(call),
      before: z.nullable(id).describe("the iteration before it, in the same loop"),
    }),
    act: async ({ world: { archive, survey }, world, part }) => {
      const found = await foundIteration(world, part("iteration"));
      const [loop, observations, ruleResults, calls, before] = await Promise.all([
        loopOf(world, found.id),
        survey.observations(found.id),
        archive.ruleResults([found.id]),
        archive.modelCalls([found.id]),
        survey.iterationBefore(found.id),
      ]);
      return { loop, iteration: withoutLooks(found), observations, ruleResults, calls, before: before?.id ?? null };
    },
  }),
  route({
    ...{ id: "listActions", method: "get", path: "/iterations/{iteration}/actions", tag, refuses },
    summary: "Actions of an iteration in the order they were noted, in brief",
    about: "Of outputs only the beginnings; way, parameters and differences are null here: `getAction` has them.",
    query: z.strictObject({
      host: z.exactOptional(z.string().max(300)),
      status: z.exactOptional(z.string().max(50)),
      ...page,
    }),
    answer: z.strictObject({ actions: z.array(action), next }),
    act: async ({ world, part, query: { after, limit, ...of } }) => {
      const found = await foundIteration(world, part("iteration"));
      const { rows, next } = await world.survey.actions(found.id, { ...of, ...pageTerms({ after, limit }) });
      return { actions: rows, next };
    },
  }),
  route({
    ...{ id: "getAction", method: "get", path: "/actions/{action}", tag, refuses },
    summary: "One action with its whole outputs, as far as they are kept",
    answer: z.strictObject({ loop: id, action }),
    act: async ({ world, part }) => {
      const [found] = await world.archive.actions({ ids: [Number(part("action"))], whole: true });
      if (found === undefined) throw missing(`There is no action ${part("action")}.`, "/iterations/ITERATION/actions");
      return { loop: await loopOf(world, found.iteration), action: found };
    },
  }),
  route({
    ...{ id: "getCall", method: "get", path: "/calls/{call}", tag, refuses },
    summary: "One question to the model: what it read, and what it replied",
    answer: z.strictObject({ call, brief: z.nullable(z.string()).describe("null once it is pruned") }),
    act: async ({ world: { archive }, part }) => {
      const found = await archive.call(Number(part("call")));
      if (found === undefined) {
        throw missing(`There is no question ${part("call")} to a model.`, "/iterations/ITERATION");
      }
      return { call: found, brief: await archive.brief(found.id) ?? null };
    },
  }),
  route({
    ...{ id: "compareIterations", method: "get", path: "/iterations/{iteration}/changes", tag, refuses },
    summary: "What an iteration saw and did otherwise than another one of its loop",
    query: z.strictObject({
      since: z.exactOptional(id).describe("the other one's id; the one before it where it is left out"),
    }),
    answer: z.strictObject({
      since: z.nullable(iteration).describe("null: there is none before it"),
      iteration,
      seen: z.array(z.strictObject({
        host: z.string(),
        look: z.nullable(z.string()).describe("null: how the host came out of a pass"),
        before: z.unknown(),
        after: z.unknown(),
      })),
      actions: z.array(z.strictObject({
        host: z.nullable(z.string()),
        name: z.string(),
        module: z.string(),
        item: z.unknown(),
        before: z.nullable(action),
        after: z.nullable(action),
      })),
      whole: z.boolean().describe(
        `false: one of them has more than ${MOST_COMPARED} actions, and only the first were compared`,
      ),
    }),
    act: async ({ world, part, query }) =>
      await compared(world, await foundIteration(world, part("iteration")), query.since),
  }),
];

/** Null for the first iteration of a loop, where no other one is named. Throws Refusal. */
async function compared(world: PageWorld, after: IterationRow, since: number | undefined) {
  const before = since === undefined
    ? await world.survey.iterationBefore(after.id)
    : await foundIteration(world, String(since));
  if (before !== undefined && await loopOf(world, before.id) !== await loopOf(world, after.id)) {
    throw new InputError(`Iterations ${before.id} and ${after.id} are of different loops: compare two of the same.`);
  }
  const { seen, actions, whole } = await comparedIterations(world, before, after);
  return {
    since: before === undefined ? null : withoutLooks(before),
    iteration: withoutLooks(after),
    ...{ seen, actions, whole },
  };
}

/** Of an iteration that is there. */
async function loopOf({ survey }: PageWorld, iteration: number): Promise<number> {
  const loop = await survey.loopOf(iteration);
  if (loop === undefined) throw missing(`There is no iteration ${iteration} any more.`, "/loops/LOOP/iterations");
  return loop;
}
