// A rule as its file says it, and changes to a file that leave its comments alone.
import { Document, isMap, parseDocument } from "yaml";
import { InputError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Rule, RuleStatus } from "../model/rule.ts";

/** Ansible's YAML, so that `yes` stays a text; block texts as people write them. */
const STYLE = { version: "1.1" } as const;
const LINES = { lineWidth: 120, indent: 2, blockQuote: "literal" } as const;

/** A rule's file: its keys in the order in which people read them, below a comment of these lines. */
export function ruleText(rule: Omit<Rule, "file">, comment: readonly string[] = []): string {
  const { name, description, goal, hosts, observe, when, actions, status, origin } = rule;
  const document = new Document({
    name,
    ...(description === "" ? {} : { description }),
    ...(goal === undefined ? {} : { goal }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(observe.length === 0 ? {} : { observe }),
    when,
    actions,
    status,
    ...(origin === null ? {} : { origin }),
  }, STYLE);
  if (comment.length > 0) document.commentBefore = comment.map((line) => ` ${line.replace(/\s+/g, " ")}`).join("\n");
  return document.toString(LINES);
}

/** A rule's file with another status and more of its origin; everything else stays as it is written. Throws InputError for a file that is no rule's. */
export function withStatus(
  text: string,
  file: string,
  { status, origin }: { status: RuleStatus; origin: JsonObject },
): string {
  const document = parseDocument(text, { ...STYLE, keepSourceTokens: true });
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new InputError("This is no rule: it is not changed", { file });
  }
  document.set("status", status);
  if (!isMap(document.get("origin", true))) document.set("origin", document.createNode({}));
  for (const [key, value] of Object.entries(origin)) document.setIn(["origin", key], document.createNode(value));
  return document.toString(LINES);
}
