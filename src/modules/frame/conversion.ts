// One value to the type of its parameter, by the rules of Ansible's argument_spec (ansible/module_utils/common/validation.py).
import { isObject, type Json } from "../../model/json.ts";
import type { Parameter } from "../../ports/module.ts";
import { pythonJson, pythonText } from "./python_print.ts";

/** The converted value, or what is wrong with it as the end of a sentence. */
export type Converted = { value: Json } | { wrong: string };

/** Ansible's words for true, in small letters. */
export const TRUE: ReadonlySet<string> = new Set(["y", "yes", "on", "1", "true", "t"]);
/** Ansible's words for false. */
export const FALSE: ReadonlySet<string> = new Set(["n", "no", "off", "0", "false", "f"]);

/** Converts a value that is not null. `name` is what the caller wrote, for the sentence. */
export function convert(name: string, parameter: Parameter, value: Json): Converted {
  const converted = toType(parameter.type, value);
  if (converted === undefined) {
    const shown = pythonText(value);
    return { wrong: `argument '${name}' is ${kindOf(value)} '${shown}' and cannot be converted to ${parameter.type}` };
  }
  if (parameter.type === "list" && Array.isArray(converted) && parameter.elements !== undefined) {
    const type = parameter.elements;
    const items = converted.map((item) => toType(type, item));
    const bad = items.findIndex((item) => item === undefined);
    if (bad >= 0) {
      return { wrong: `element ${bad + 1} of '${name}' is ${kindOf(converted[bad] ?? null)}, expected ${type}` };
    }
    return chosen(name, parameter, items.filter((item) => item !== undefined));
  }
  return chosen(name, parameter, converted, value);
}

/** A value that must be one of its parameter's choices, or a list of such; `raw` is what was written. */
function chosen(name: string, { choices }: Parameter, converted: Json, raw = converted): Converted {
  const fits = (each: Json) => choices === undefined || choices.includes(pythonText(each));
  if (Array.isArray(converted)) {
    const bad = converted.find((each) => !fits(each));
    if (bad === undefined) return { value: converted };
    return {
      wrong: `value of ${name} must be one or more of: ${choices?.join(", ")}. Got no match for: ${pythonText(bad)}`,
    };
  }
  if (choices !== undefined && !fits(converted)) {
    const nearestCase = choiceFor(choices, raw);
    if (nearestCase !== undefined) return { value: nearestCase };
    return { wrong: `value of ${name} must be one of: ${choices.join(", ")}, got: ${pythonText(converted)}` };
  }
  return { value: converted };
}

/** YAML reads `no` and `off` as false; a choice spelled like that was meant. */
function choiceFor(choices: string[], value: Json): string | undefined {
  if (typeof value !== "boolean") return undefined;
  const fits = choices.filter((choice) => (value ? TRUE : FALSE).has(choice));
  return fits.length === 1 ? fits[0] : undefined;
}

function toType(type: Parameter["type"], value: Json): Json | undefined {
  switch (type) {
    case "raw":
      return value;
    case "str":
    case "path":
      return pythonText(value);
    case "bool":
      return toBool(value);
    case "int":
      return toInt(value);
    case "float":
      return toFloat(value);
    case "list":
      return toList(value);
    case "dict":
      return toDict(value);
    case "jsonarg":
      return typeof value === "string" ? value.trim() : typeof value === "object" ? pythonJson(value) : undefined;
  }
}

function toBool(value: Json): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).toLowerCase().trim();
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined;
}

function toInt(value: Json): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  if (typeof value !== "string" || !/^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) return undefined;
  return Number(value.replaceAll("_", ""));
}

function toFloat(value: Json): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function toList(value: Json): Json[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return value.split(",");
  return typeof value === "number" || typeof value === "boolean" ? [pythonText(value)] : undefined;
}

function toDict(value: Json): Json | undefined {
  if (isObject(value)) return value;
  if (typeof value !== "string") return undefined;
  if (value.startsWith("{")) {
    try {
      return JSON.parse(value);
    } catch {
      return undefined;
    }
  }
  const pairs = value.trim().split(/[,\s]+/).map((pair) => pair.split(/=(.*)/s));
  return pairs.every((pair) => pair.length > 1)
    ? Object.fromEntries(pairs.map(([key, text]) => [key, text]))
    : undefined;
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a dictionary";
  return typeof value === "number" ? "the number" : typeof value === "boolean" ? "the boolean" : "the text";
}
