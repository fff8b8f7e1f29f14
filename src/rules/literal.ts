// Text of the record as a rule may hold it: templates that it happens to look like are not filled in.
import type { Json } from "../model/json.ts";

/** A text as a constant of an expression; undefined for one that cannot be written plainly on one line. */
export function constant(text: string): string | undefined {
  if (/[\\\r\n]|[^\P{C}\t]|\{[{%#]|[}%#]\}/u.test(text)) return undefined;
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') ? undefined : `"${text}"`;
}

/** A value of which every text comes out of a template as it went in. */
export function literal(value: Json): Json {
  // What opens a template becomes a template that prints it.
  if (typeof value === "string") return value.replace(/\{[{%#]/g, (opening) => `{{ '${opening}' }}`);
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [literal(key) as string, literal(each)]));
}
