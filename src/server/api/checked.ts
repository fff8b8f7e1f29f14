// A request checked against the schemas of its route: the value, or a sentence that names the field.
import type * as zod from "zod";
import { Refusal } from "../refusal.ts";
import { z } from "./zod.ts";

/** Fields beyond these are only counted in a sentence. */
const MOST_NAMED = 40;

const NOTHING = z.strictObject({});

/** What a query says; words become the numbers, truths and lists that the schema has. Throws Refusal. */
export function checkedQuery(schema: zod.ZodObject | undefined, query: URLSearchParams): unknown {
  const shape = schema ?? NOTHING;
  const types = typesOf(shape);
  const given: { [name: string]: unknown } = Object.create(null);
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    const type = types.get(name);
    if (type === "array") given[name] = values.flatMap((value) => value.split(",")).filter((value) => value !== "");
    else if (values.length > 1) throw wrong(`\`${name}\` is there ${values.length} times.`);
    else given[name] = typed(values[0] ?? "", type);
  }
  return checked(shape, { ...given }, "query");
}

/** What a body says: JSON, and nothing else; an empty one is an object without fields. Throws Refusal. */
export async function checkedBody(schema: zod.ZodObject | undefined, request: Request): Promise<unknown> {
  const text = await request.text();
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (text !== "" && type !== "application/json") {
    throw new Refusal(415, "not_json", "The body is to be JSON.", {
      hint: "send it with content-type: application/json",
    });
  }
  return checked(schema ?? NOTHING, text.trim() === "" ? {} : parsed(text), "body");
}

/** A number in a path. Throws Refusal. */
export function checkedNumber(name: string, text: string): void {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw wrong(`\`${name}\` is a number from 1 up, not ${quoted(text)}.`);
}

function checked(schema: zod.ZodObject, value: unknown, where: "query" | "body"): unknown {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw wrong(sentenceOf(issue!, value, { where, known: Object.keys(schema.shape) }));
}

function sentenceOf(
  issue: zod.core.$ZodIssue,
  value: unknown,
  { where, known }: { where: "query" | "body"; known: readonly string[] },
): string {
  if (issue.code === "unrecognized_keys") {
    const names = known.slice(0, MOST_NAMED).join(", ");
    const more = known.length > MOST_NAMED ? `, and ${known.length - MOST_NAMED} more` : "";
    const are = known.length === 0 ? "it has no fields" : `its fields are ${names}${more}`;
    return `There is no field ${issue.keys.slice(0, 3).map(quoted).join(", ")} in this ${where}: ${are}.`;
  }
  const place = issue.path.map((step) => typeof step === "number" ? `[${step}]` : `.${String(step)}`).join("").slice(1);
  const name = place === "" ? `The ${where}` : `\`${place}\``;
  const given = issue.path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown>)?.[step], value);
  if (issue.code === "invalid_type") {
    if (given === undefined && place !== "") return `${name} is missing.`;
    return `${name} is to be ${kindOf(issue.expected)}, not ${quoted(given)}.`;
  }
  if (issue.code === "invalid_value") {
    return `${name} is one of ${issue.values.map(String).join(", ")}, not ${quoted(given)}.`;
  }
  if (issue.code === "too_small") return `${name} ${bound(issue.origin, "at least", issue.minimum, issue.inclusive)}.`;
  if (issue.code === "too_big") return `${name} ${bound(issue.origin, "at most", issue.maximum, issue.inclusive)}.`;
  if (issue.code === "invalid_union") return `${name} is none of what it may be: ${quoted(given)}.`;
  return `${name}: ${issue.message}.`;
}

function bound(origin: string, which: string, limit: number | bigint, inclusive: boolean | undefined): string {
  if (origin === "string") return `has ${which} ${limit} characters`;
  if (origin === "array") return `has ${which} ${limit} parts`;
  if (inclusive === false) return `is ${which === "at least" ? "more" : "less"} than ${limit}`;
  return `is ${which} ${limit}`;
}

function kindOf(expected: string): string {
  const kinds: { [type: string]: string } = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    record: "an object",
  };
  return kinds[expected] ?? expected;
}

/** Made once for each route. */
const TYPES = new WeakMap<zod.ZodObject, Map<string, unknown>>();

function typesOf(schema: zod.ZodObject): Map<string, unknown> {
  const known = TYPES.get(schema);
  if (known !== undefined) return known;
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  const types = new Map(
    Object.entries(properties).map(([name, of]) => [name, typeof of === "object" ? of.type : undefined]),
  );
  TYPES.set(schema, types);
  return types;
}

/** As it stands where it is no number or truth: the check then says what it is to be. */
function typed(value: string, type: unknown): unknown {
  if (type === "integer" || type === "number") return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (type !== "boolean") return value;
  return value === "true" || value === "1" ? true : value === "false" || value === "0" ? false : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(`The body is no JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`);
  }
}

/** As JSON, not longer than a sentence bears. */
function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 80 ? text : `${text.slice(0, 80).toWellFormed()}\u2026`;
}

function wrong(sentence: string): Refusal {
  return new Refusal(400, "input", sentence);
}
