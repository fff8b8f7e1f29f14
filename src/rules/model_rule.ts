// A rule as a model wrote it: checked like any other file, and more, for nobody has read it yet.
import { InputError, TemplateError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Rule } from "../model/rule.ts";
import { names } from "../templates/names.ts";
import type { RuleTerms } from "./read_rules.ts";
import { parseRule } from "./parse_rule.ts";
import { RESERVED_NAMES } from "./situation.ts";

/** Characters of a rule that a model may write. */
const MOST = 20_000;

/** The rule, or why it is none. Its goal is the loop's, whatever it says. `seen`: names of looks that the loop takes anyway. */
export function modelRule(
  written: JsonObject,
  { goal, seen, terms }: { goal: string; seen: ReadonlySet<string>; terms: RuleTerms },
): Rule | { why: string } {
  if ("code" in written) return { why: "it is a program, and nothing that a model writes is run as one" };
  const { status: _status, origin: _origin, ...own } = written;
  const name = String(own["name"] ?? "").trim().replace(/[^\w.-]+/g, "-").replace(/^[^A-Za-z0-9]+|-+$/g, "").slice(
    0,
    48,
  );
  const text = JSON.stringify({ ...own, name, goal });
  if (text.length > MOST) return { why: `it is longer than ${MOST} characters` };
  try {
    const { modules, checkPattern = () => {} } = terms;
    const rule = { ...parseRule(text, "the model's rule", { modules, checkPattern }), status: "proposed" as const };
    const looked = new Set([...seen, ...RESERVED_NAMES, ...rule.observe.map((look) => look.name)]);
    const unseen = [...names(rule.when)].find((each) => !looked.has(each));
    return unseen === undefined ? rule : { why: `nobody looks at "${unseen}", which its condition names` };
  } catch (error) {
    if (error instanceof InputError || error instanceof TemplateError) return { why: error.message };
    throw error;
  }
}
