// Conditions: one expression or a list of them, without braces.
import { type Entry, valueOf } from "../templates/document.ts";
import type { Parsing } from "./parsing.ts";
import type { Condition } from "./playbook.ts";
import { checkCondition } from "../templates/template_places.ts";

/** The conditions of `when`, `changed_when` or `failed_when`; undefined where none are written. */
export function parseConditions(entry: Entry | undefined, parsing: Parsing): Condition[] | undefined {
  if (entry === undefined) return undefined;
  const { document, complaints } = parsing;
  const value = complaints.try(() => valueOf(entry.value, document)) ?? null;
  const list = Array.isArray(value) ? value : [value];
  return list.map((each) => {
    if (typeof each === "boolean") return each;
    const text = String(each ?? "").trim();
    const bare = /^\{\{((?:(?!\}\}|\{\{)[\s\S])*)\}\}$/.exec(text)?.[1]?.trim() ?? text;
    if (/^(true|false)$/i.test(bare)) return bare.toLowerCase() === "true";
    checkCondition(bare, entry, parsing);
    return bare;
  });
}
