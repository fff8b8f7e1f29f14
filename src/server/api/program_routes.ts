// What belongs to no single loop: counts, workers, what happened, modules, policies, the database's health.
import type { Json } from "../../model/json.ts";
import type { ListedModule } from "../../ports/module.ts";
import type { Performed } from "../../ports/page_world.ts";
import { targetWords } from "../../words/target_words.ts";
import { asTypedHere } from "../../words/as_typed.ts";
import { performedOutcome } from "../deeds/performed_outcome.ts";
import { refusalOf } from "./deed_answer.ts";
import { foundLoop, missing } from "./found.ts";
import { event } from "./nouns.ts";
import { counts, notification, worker } from "./nouns_beside.ts";
import { type Asked, route } from "./route.ts";
import { z } from "./zod.ts";

const tag = "this program";
const loop = z.exactOptional(z.string().max(300)).describe("a loop's number or name");
const anything = z.record(z.string(), z.unknown());

export const programRoutes = [
  route({
    ...{ id: "getCounts", method: "get", path: "/counts", tag },
    summary: "How many there are of everything",
    answer: z.strictObject({ counts, workers: z.int().describe("alive"), version: z.string() }),
    act: async ({ world }) => ({
      counts: await world.survey.counts(),
      workers: (await world.queue.workers()).length,
      version: world.version,
    }),
  }),
  route({
    ...{ id: "listWorkers", method: "get", path: "/workers", tag },
    summary: "Workers that are alive, and how large the database is",
    answer: z.strictObject({
      workers: z.array(worker),
      size: z.strictObject({ file: z.int(), wal: z.int() }).describe("bytes"),
    }),
    act: async ({ world }) => ({ workers: await world.queue.workers(), size: await world.upkeep.sizes() }),
  }),
  route({
    ...{ id: "listEvents", method: "get", path: "/logs", tag, refuses: [404] },
    summary: "What happened, in order, a page at a time",
    about: "`/api/v1/events` streams the same rows as they come.",
    query: z.strictObject({
      loop,
      after: z.exactOptional(z.int().min(0)).describe(
        "the id of the last row that was read; from the beginning where it is left out",
      ),
      limit: z.exactOptional(z.int().min(1).max(1000)).describe("rows, 200 where it is left out"),
    }),
    answer: z.strictObject({
      events: z.array(event),
      next: z.nullable(z.int()).describe("hand it back as `after` for what follows; null: there is no more yet"),
    }),
    act: async ({ world, query: { loop, after = 0, limit = 200 } }) => {
      const of = loop === undefined ? {} : { loop: (await foundLoop(world, loop)).id };
      const events = await world.archive.feed(after, { ...of, limit });
      return { events, next: events.length < limit ? null : events.at(-1)?.id ?? null };
    },
  }),
  route({
    ...{ id: "listNotifications", method: "get", path: "/notifications", tag, refuses: [404] },
    summary: "The last notifications, oldest first, and how their delivery went",
    query: z.strictObject({
      loop,
      limit: z.exactOptional(z.int().min(1).max(500)).describe("50 where it is left out"),
    }),
    answer: z.strictObject({ notifications: z.array(notification) }),
    act: async ({ world, visitor, query: { loop, limit = 50 } }) => {
      const of = loop === undefined ? {} : { loop: (await foundLoop(world, loop)).id };
      const rows = await world.archive.notifications({ ...of, limit });
      const told = (target: string) => visitor.role === "full" ? target : targetWords(target);
      return { notifications: rows.map((row) => ({ ...row, target: told(row.target) })) };
    },
  }),
  route({
    ...{ id: "listModules", method: "get", path: "/modules", tag },
    summary: "Modules that tasks can use",
    query: z.strictObject({
      all: z.exactOptional(z.boolean()).describe("also those of the Ansible that is installed where the page runs"),
    }),
    answer: z.strictObject({
      modules: z.array(z.strictObject({ name: z.string(), summary: z.string(), from: z.enum(["native", "ansible"]) })),
      ansible: z.int().describe("how many of Ansible's there are, listed or not"),
    }),
    act: async (asked) =>
      await performed(asked, ["modules", ...asked.query.all === true ? ["--all"] : []]) as unknown as {
        modules: ListedModule[];
        ansible: number;
      },
  }),
  route({
    ...{ id: "getModule", method: "get", path: "/modules/{module}", tag, refuses: [404] },
    summary: "How a module is used",
    answer: z.strictObject({ module: anything }),
    act: async (asked) => {
      const name = asked.part("module");
      const told = await performed(asked, ["modules", "--", name]) as { module?: Record<string, unknown> };
      // The command finds modules by a word, too.
      if (told.module === undefined) {
        throw missing(`There is no module ${JSON.stringify(name)}.`, "/modules?all=true");
      }
      return { module: told.module };
    },
  }),
  route({
    ...{ id: "testPolicy", method: "post", path: "/policy/test", tag },
    summary: "Reads a policy's file and judges its tests, as `policy test` does",
    body: z.strictObject({ file: z.string().min(1).max(4000).describe("on the machine where the page runs") }),
    answer: z.looseObject({ file: z.string(), rules: z.int(), tests: z.array(anything) }),
    act: async (asked) =>
      await performed(asked, ["policy", "test", "--", asked.body.file], true) as {
        file: string;
        rules: number;
        tests: Record<string, unknown>[];
      },
  }),
  route({
    ...{ id: "explainPolicy", method: "post", path: "/policy/explain", tag, refuses: [404] },
    summary: "Judges one action, as `policy explain` does",
    body: z.strictObject({
      module: z.string().min(1).max(200),
      params: z.exactOptional(z.array(z.string().max(10_000)).max(50)).describe(
        "as one types them: key=value, or free text",
      ),
      policy: z.exactOptional(z.string().min(1).max(4000)).describe("a file on the machine where the page runs"),
      host: z.exactOptional(z.string().min(1).max(300)),
      groups: z.exactOptional(z.array(z.string().min(1).max(300)).max(100)),
      environment: z.exactOptional(z.string().min(1).max(300)),
      by: z.exactOptional(z.enum(["model", "playbook", "rule", "human"])),
      as: z.exactOptional(z.enum(["deed", "look"])),
    }),
    answer: z.looseObject({ verdict: z.enum(["allow", "ask", "deny"]), reason: z.string() }),
    act: async (asked) => {
      const { module, params = [], groups = [], ...flags } = asked.body;
      const given = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
      const named = groups.map((group) => `--group=${group}`);
      const words = ["policy", "explain", ...given, ...named, "--", module, ...params];
      return await performed(asked, words) as { verdict: "allow"; reason: string };
    },
  }),
  route({
    ...{ id: "listFiles", method: "get", path: "/files", tag },
    summary: "Files near where the page was started that look like playbooks, inventories, policies or goals",
    answer: z.strictObject({
      files: z.array(z.strictObject({ path: z.string(), kind: z.enum(["playbook", "inventory", "policy", "goal"]) })),
    }),
    act: async ({ world }) => ({ files: await world.filesNear() }),
  }),
];

/** What the command says, as data. Throws Refusal. `even`: also where it came out otherwise than was hoped, and says how. */
async function performed({ world, visitor }: Asked<unknown, unknown>, words: string[], even = false): Promise<Json> {
  const done: Performed = await world.perform(words, visitor.name);
  const outcome = performedOutcome(done, "");
  if (outcome.ok || (even && done.data !== null)) return done.data;
  throw refusalOf(outcome.trouble, asTypedHere(outcome.text, world.type), outcome.hint);
}
