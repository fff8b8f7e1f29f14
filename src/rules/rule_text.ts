// A rule as its file says it, and changes to a file that leave its comments alone.
import { Document, isMap, isNode, isScalar, parseDocument } from "yaml";
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

/**
 * A rule's file with another status and more of its origin; everything else, comments too, stays as it is written, letter by letter. Throws InputError for a
 * file that is no rule's.
 */
export function withStatus(
  text: string,
  file: string,
  { status, origin }: { status: RuleStatus; origin: JsonObject },
): string {
  const document = parseDocument(text, STYLE);
  const { contents } = document;
  if (document.errors.length > 0 || !isMap(contents) || contents.flow === true) {
    throw new InputError("This is no rule in lines of `key: value`: it is not changed", { file });
  }
  const changed = put(text, { status });
  if (Object.keys(origin).length === 0) return changed;
  return put(changed, { origin: { ...document.toJS().origin, ...origin } });
}

/** A key's value in the place of its old one, or at the end. */
function put(text: string, entry: { [key: string]: unknown }): string {
  const [[key = "", value] = []] = Object.entries(entry);
  const { contents } = parseDocument(text, STYLE);
  const old = isMap(contents) ? contents.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  const keyEnd = isNode(old?.key) ? old.key.range?.[1] : undefined;
  const lines = new Document(entry, STYLE).toString(LINES);
  if (keyEnd === undefined) return `${text}${text.endsWith("\n") ? "" : "\n"}${lines}`;
  const colon = text.indexOf(":", keyEnd) + 1;
  const end = isNode(old?.value) ? Math.max(old.value.range?.[1] ?? 0, colon) : colon;
  const written = lines.slice(key.length + 1).replace(/\n$/, "");
  const after = text.slice(end);
  // Behind a scalar a comment may stay on its line; a mapping ends its own.
  const rest = typeof value === "string" || /^[ \t]*\n/.test(after) ? after : `\n${after.replace(/^[ \t]+/, "")}`;
  return `${text.slice(0, colon)}${written}${rest}`;
}
