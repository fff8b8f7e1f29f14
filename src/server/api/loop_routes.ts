// Loops as they are: the list, one of them, and what belongs to it.
import { next, page, pageTerms } from "./paging.ts";
import { foundLoop, lineFor, withoutLooks } from "./found.ts";
import { decisionCount, iteration, loopLine, loopStatus, mode, row } from "./nouns.ts";
import { timeline } from "./nouns_beside.ts";
import { route } from "./route.ts";
import { z } from "./zod.ts";

const tag = "loops";
const refuses = [404] as const;

export const loopRoutes = [
  route({
    ...{ id: "listLoops", method: "get", path: "/loops", tag },
    summary: "Loops, a page at a time",
    about: "Those that have not ended, unless `all` is true or statuses are named.",
    query: z.strictObject({
      status: z.exactOptional(z.array(loopStatus)).describe("any of these"),
      all: z.exactOptional(z.boolean()),
      mode: z.exactOptional(mode),
      search: z.exactOptional(z.string().max(200)).describe("in name, goal, file or reason, or the number"),
      only: z.exactOptional(z.enum(["drift", "asking"])),
      sort: z.exactOptional(z.enum(["id", "name", "status", "last", "next", "drift", "cost"])),
      descending: z.exactOptional(z.boolean()),
      ...page,
    }),
    answer: z.strictObject({ loops: z.array(loopLine), next }),
    act: async ({ world, visitor, query: { status, after, limit, ...filter } }) => {
      const statuses = status === undefined ? {} : { statuses: status };
      const { rows, next } = await world.survey.loops({ ...filter, ...statuses, ...pageTerms({ after, limit }) });
      return { loops: rows.map((line) => lineFor(visitor, line)), next };
    },
  }),
  route({
    ...{ id: "getLoop", method: "get", path: "/loops/{loop}", tag, refuses },
    summary: "One loop, and where it stands",
    answer: z.strictObject({
      loop: loopLine,
      drifts: z.strictObject({ all: z.int(), open: z.int() }),
      decisions: decisionCount,
      workers: z.int().describe("alive"),
    }),
    act: async ({ world, visitor, part }) => {
      const { id } = await foundLoop(world, part("loop"));
      const [line, drifts, decisions, workers] = await Promise.all([
        world.survey.line(id),
        world.archive.driftCount(id),
        world.archive.decisionCount(id),
        world.queue.workers(),
      ]);
      // Loops are not deleted.
      return { loop: lineFor(visitor, line!), drifts, decisions, workers: workers.length };
    },
  }),
  route({
    ...{ id: "listIterations", method: "get", path: "/loops/{loop}/iterations", tag, refuses },
    summary: "A loop's iterations, newest first",
    query: z.strictObject(page),
    answer: z.strictObject({ iterations: z.array(iteration), next }),
    act: async ({ world, part, query }) => {
      const { id } = await foundLoop(world, part("loop"));
      const { rows, next } = await world.survey.iterations(id, pageTerms(query));
      return { iterations: rows.map(withoutLooks), next };
    },
  }),
  route({
    ...{ id: "getTimeline", method: "get", path: "/loops/{loop}/timeline", tag, refuses },
    summary: "When a loop's iterations and actions began and ended, newest first",
    query: z.strictObject({
      before: z.exactOptional(z.int().min(1)).describe("an iteration's `n`"),
      limit: z.exactOptional(z.int().min(1).max(100)).describe("iterations, 20 where it is left out"),
    }),
    answer: z.strictObject({ iterations: z.array(timeline) }),
    act: async ({ world, part, query: { before, limit = 20 } }) => {
      const { id } = await foundLoop(world, part("loop"));
      const of = { limit, ...(before === undefined ? {} : { before }) };
      return { iterations: await world.survey.timeline(id, of) };
    },
  }),
  route({
    ...{ id: "getSources", method: "get", path: "/loops/{loop}/sources", tag, refuses },
    summary: "The files of a loop's current run, as it read them",
    answer: z.strictObject({ sources: z.record(z.string(), z.string()).describe("texts by their paths") }),
    act: async ({ world, part }) => ({
      sources: await world.survey.sources((await foundLoop(world, part("loop"))).id),
    }),
  }),
  route({
    ...{ id: "getLoopRecord", method: "get", path: "/loops/{loop}/record", tag, refuses },
    summary: "Increments of a loop's plan, its hosts and the resources that it made, as the database has them",
    answer: z.strictObject({ increments: z.array(row), hosts: z.array(row), resources: z.array(row) }),
    act: async ({ world: { archive }, part, world }) => {
      const { id } = await foundLoop(world, part("loop"));
      const [increments, hosts, resources] = await Promise.all([
        archive.increments(id),
        archive.hosts(id),
        archive.resources(id),
      ]);
      return { increments, hosts, resources };
    },
  }),
];
