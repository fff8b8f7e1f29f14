// Rules: what they say, what speaks for them, whether they may act.
import type { PageWorld } from "../../ports/page_world.ts";
import type { RuleSheet } from "../../ports/rule_book.ts";
import { Refusal } from "../refusal.ts";
import { deedAnswer, told } from "./deed_answer.ts";
import { missing } from "./found.ts";
import { ruleSheet } from "./nouns_beside.ts";
import { type Asked, route } from "./route.ts";
import { z } from "./zod.ts";

const tag = "rules";
const folder = z.exactOptional(z.string().max(4000)).describe("needed where rules of several folders share the name");
const decided = z.looseObject({ rule: z.string(), status: z.string(), ...told });
const decision = z.strictObject({
  folder,
  text: z.exactOptional(z.string()).describe("the rule's text as it was read: it counts only while it is still that"),
});

export const ruleRoutes = [
  route({
    ...{ id: "listRules", method: "get", path: "/rules", tag },
    summary: "Rules of all folders that loops go by, and what is wrong with files that are none",
    answer: z.strictObject({ rules: z.array(ruleSheet), mistakes: z.array(z.string()) }),
    act: ({ world }) => world.rules.rules(),
  }),
  route({
    ...{ id: "getRule", method: "get", path: "/rules/{rule}", tag, refuses: [404, 409] },
    summary: "One rule",
    query: z.strictObject({ folder }),
    answer: z.strictObject({ rule: ruleSheet }),
    act: async ({ world, part, query }) => ({ rule: await foundRule(world, part("rule"), query.folder) }),
  }),
  route({
    ...{ id: "backtestRule", method: "post", path: "/rules/{rule}/backtest", tag, refuses: [404, 409] },
    summary: "Tries a rule on every decision on record",
    about: "It reads the whole record, so it takes a full token.",
    body: z.strictObject({ folder }),
    answer: z.strictObject({ rule: z.string(), folder: z.string(), evidence: z.string() }),
    act: async ({ world, part, body }) => {
      const { name, folder } = await foundRule(world, part("rule"), body.folder);
      const evidence = await world.rules.backtest(folder, name);
      if (evidence === undefined) throw missing(`There is no rule ${JSON.stringify(name)} any more.`, "/rules");
      return { rule: name, folder, evidence };
    },
  }),
  route({
    ...{ id: "approveRule", method: "post", path: "/rules/{rule}/approve", tag, refuses: [404, 409] },
    summary: "Lets a rule act, from each loop's next run on",
    body: decision,
    answer: decided,
    act: (asked) => decide(asked, "approve"),
  }),
  route({
    ...{ id: "disableRule", method: "post", path: "/rules/{rule}/disable", tag, refuses: [404, 409] },
    summary: "Stops a rule",
    body: decision,
    answer: decided,
    act: (asked) => decide(asked, "disable"),
  }),
];

async function decide(asked: Asked<unknown, { folder?: string; text?: string }>, what: "approve" | "disable") {
  const { world, part, body } = asked;
  const { name, folder } = await foundRule(world, part("rule"), body.folder);
  const text = body.text === undefined ? {} : { text: body.text };
  return decided.parse(await deedAnswer(asked, { kind: "rule", what, name, folder, ...text }));
}

/** Throws Refusal where there is none, or where the name alone does not say which. */
async function foundRule({ rules }: PageWorld, name: string, folder: string | undefined): Promise<RuleSheet> {
  const named = (await rules.rules()).rules.filter((rule) =>
    rule.name === name && (folder === undefined || rule.folder === folder)
  );
  const [rule] = named;
  const where = folder === undefined ? "" : ` in ${folder}`;
  if (rule === undefined) throw missing(`There is no rule ${JSON.stringify(name)}${where}.`, "/rules");
  if (named.length === 1) return rule;
  const folders = named.map((each) => each.folder).join(", ");
  throw new Refusal(409, "conflict", `Several folders have a rule ${JSON.stringify(name)}: ${folders}.`, {
    hint: "name its folder",
  });
}
