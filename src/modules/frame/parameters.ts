// Parameters of a module call: checked against the module's doc and converted as Ansible converts them.
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import type { ModuleDoc, Parameter, Problem } from "../../ports/module.ts";
import { convert } from "./conversion.ts";
import { conditionProblems } from "./parameter_conditions.ts";
import { nearest } from "../../templates/nearest.ts";

/** Typed parameters by their main name: aliases resolved, defaults filled in. */
export class Params {
  readonly #values: Map<string, Json>;
  constructor(values: Map<string, Json>) {
    this.#values = values;
  }
  /** Whether the call gave it a value other than null, or it has a default. */
  has(name: string): boolean {
    return (this.#values.get(name) ?? null) !== null;
  }
  raw(name: string): Json {
    return this.#values.get(name) ?? null;
  }
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === "string" ? value : undefined;
  }
  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }
  number(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === "number" ? value : undefined;
  }
  list(name: string): Json[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value : [];
  }
  texts(name: string): string[] {
    return this.list(name).filter((item) => typeof item === "string");
  }
  entries(): [string, Json][] {
    return [...this.#values];
  }
}

/** What the parameters mean, or what is wrong with them. */
export type Parsed = { params: Params; problems: [] } | { params: undefined; problems: Problem[] };

/**
 * Checks and converts raw parameters. A value for which `templated` answers true is not known yet: only its name is checked.
 * A parameter that is given as null counts as not given, unless parameters may have any name: then null is its value.
 */
export function parse(
  doc: ModuleDoc,
  raw: JsonObject,
  options: { templated?: (value: Json) => boolean } = {},
): Parsed {
  const problems: Problem[] = [];
  const values = new Map<string, Json>();
  const given = new Map<string, string>();
  for (const [key, value] of Object.entries(raw)) {
    const name = mainName(doc, key);
    if (name === undefined) {
      problems.push({ parameter: key, message: unknownParameter(doc, key) });
      continue;
    }
    const twin = given.get(name);
    if (twin !== undefined) {
      problems.push({
        parameter: key,
        message: `${doc.name}: '${twin}' and '${key}' are the same parameter: give one`,
      });
    }
    // set_fact takes any name: {toString: x} asks for no parameter of ours.
    const parameter = Object.hasOwn(doc.parameters, name) ? doc.parameters[name] : undefined;
    if (value === null && parameter !== undefined) continue;
    given.set(name, key);
    if (parameter === undefined || options.templated?.(value)) {
      values.set(name, value);
      continue;
    }
    const converted = convert(key, parameter, value);
    if ("wrong" in converted) {
      problems.push({ parameter: key, message: `${doc.name}: ${converted.wrong}` });
    } else values.set(name, withOptions(converted.value, { doc, key, parameter, problems }));
  }
  problems.push(...missingProblems(doc, given), ...conditionProblems(doc, values, given));
  if (problems.length > 0) return { params: undefined, problems };
  for (const [name, parameter] of Object.entries(doc.parameters)) {
    if (!values.has(name) && parameter.default !== undefined) values.set(name, parameter.default);
  }
  return { params: new Params(values), problems: [] };
}

function mainName(doc: ModuleDoc, key: string): string | undefined {
  if (Object.hasOwn(doc.parameters, key)) return key;
  const found = Object.entries(doc.parameters).find(([, parameter]) => parameter.aliases?.includes(key));
  return found?.[0] ?? (doc.anyParameter ? key : undefined);
}

/** What a dict, or each dict of a list, holds, checked and converted as parameters are. */
function withOptions(
  value: Json,
  { doc, key, parameter, problems }: { doc: ModuleDoc; key: string; parameter: Parameter; problems: Problem[] },
): Json {
  const { options } = parameter;
  if (options === undefined) return value;
  if (Array.isArray(value)) {
    return value.map((each) => withOptions(each, { doc, key, parameter, problems }));
  }
  if (!isObject(value)) return value;
  const inner = parse({ ...NOTHING, name: doc.name, parameters: options }, value);
  for (const { message } of inner.problems) problems.push({ parameter: key, message: `${message} (in '${key}')` });
  return inner.params === undefined ? value : Object.fromEntries(inner.params.entries());
}

const NOTHING = { summary: "", returns: {}, example: "" };

function missingProblems(doc: ModuleDoc, given: Map<string, string>): Problem[] {
  const missing = Object.entries(doc.parameters)
    .flatMap(([name, { required }]) => required === true && !given.has(name) ? [name] : []);
  if (missing.length === 0) return [];
  return [{ parameter: null, message: `${doc.name}: missing required arguments: ${missing.sort().join(", ")}` }];
}

function unknownParameter(doc: ModuleDoc, key: string): string {
  const names = Object.keys(doc.parameters);
  const all = names.flatMap((name) => [name, ...(doc.parameters[name]?.aliases ?? [])]);
  const near = nearest(key, all);
  const hint = near === undefined ? "." : `: did you mean '${near}'?`;
  return `${doc.name} has no parameter '${key}'${hint} It takes: ${names.join(", ")}`;
}
