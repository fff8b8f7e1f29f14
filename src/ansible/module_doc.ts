// What a module's code and documentation say of it, as one document.
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { ModuleDoc, Parameter } from "../ports/module.ts";
import { plainWords, sentences } from "./plain_words.ts";
import { pythonText } from "../modules/frame/python_print.ts";

/** What controller.py tells of a module. */
export interface Told extends JsonObject {
  /** Fully qualified. */
  name: string;
  /** DOCUMENTATION; null where it cannot be read. */
  doc: JsonObject | null;
  /** EXAMPLES and RETURN. */
  examples: string | null;
  returns: JsonObject | null;
  /** What it hands to AnsibleModule; null where its code does not get that far here. */
  spec: JsonObject | null;
}

const TYPES = ["str", "int", "float", "bool", "path", "raw", "list", "dict", "jsonarg"] as const;

/** The document: parameters from the code, words from the documentation; where the code tells nothing, both from the documentation. */
export function moduleDoc({ name, doc, examples, returns, spec }: Told): ModuleDoc {
  const options = objectOf(doc?.["options"]);
  const coded = objectOf(spec?.["argument_spec"]);
  const parameters = parametersOf(spec === null ? options : coded, options);
  const main = (key: string) =>
    Object.hasOwn(parameters, key)
      ? key
      : Object.entries(parameters).find(([, { aliases = [] }]) => aliases.includes(key))?.[0] ?? key;
  const groups = (key: string) => groupsOf(spec?.[key]).map((group) => group.map(main));
  const conditions = {
    mutuallyExclusive: groups("mutually_exclusive"),
    requiredOneOf: groups("required_one_of"),
    requiredTogether: groups("required_together"),
    requiredIf: conditionsOf(spec?.["required_if"], main),
  };
  const requiredBy = Object.entries(objectOf(spec?.["required_by"])).map(([key, names]) => [main(key), textsOf(names)]);
  const notes = [...notesOf(doc), ...(spec?.["supports_check_mode"] === true ? [] : [NO_CHECK_MODE])];
  return {
    name,
    summary: plainWords(textOf(doc?.["short_description"])).replace(/\.$/, "") || UNDESCRIBED,
    parameters,
    ...Object.fromEntries(Object.entries(conditions).filter(([, each]) => each.length > 0)),
    ...(requiredBy.length === 0 ? {} : { requiredBy: Object.fromEntries(requiredBy) }),
    returns: Object.fromEntries(
      Object.entries(objectOf(returns)).map(([key, value]) => [key, sentences(objectOf(value)["description"])]),
    ),
    example: written(examples) ?? exampleOf(name, parameters),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function written(examples: string | null): string | undefined {
  const text = (examples ?? "").replace(/^(?:---\s*\n|\s*\n)+/, "").trimEnd();
  return text === "" ? undefined : `${text}\n`;
}

/** Where nobody wrote one: what must be given. */
function exampleOf(name: string, parameters: ModuleDoc["parameters"]): string {
  const required = Object.entries(parameters).filter(([, each]) => each.required);
  return [`- ${name}:${required.length === 0 ? " {}" : ""}`, ...required.map(([key]) => `    ${key}: …`), ""].join(
    "\n",
  );
}

/** Some that Ansible uses itself have no documentation. */
const UNDESCRIBED = "A module of Ansible's that has no description";

const NO_CHECK_MODE = "It cannot say beforehand what it would change: a dry run leaves it out.";

function notesOf(doc: JsonObject | null): string[] {
  const needs = textsOf(doc?.["requirements"]).map(plainWords);
  return [
    ...(needs.length === 0 ? [] : [`Needs on the host: ${needs.join(", ")}.`]),
    ...textsOf(doc?.["notes"]).map(plainWords),
  ];
}

function parametersOf(coded: JsonObject, written: JsonObject): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(coded).map(([name, value]) => [name, parameterOf(objectOf(value), objectOf(written[name]))]),
  );
}

function parameterOf(coded: JsonObject, written: JsonObject): Parameter {
  const type = typeOf(coded["type"] ?? "str");
  const elements = coded["elements"] === undefined || coded["elements"] === null
    ? undefined
    : typeOf(coded["elements"]);
  const options = objectOf(coded["options"] ?? coded["suboptions"]);
  const aliases = textsOf(coded["aliases"]);
  // A yes or no needs no list of what may be given.
  const choices = type === "bool" ? [] : choicesOf(coded["choices"]);
  const value = coded["default"] ?? null;
  return {
    type,
    description: sentences(written["description"]),
    // What is taken from the environment of the host need not be given.
    ...(coded["required"] === true && !Array.isArray(coded["fallback"]) ? { required: true } : {}),
    ...(value === null ? {} : { default: value }),
    ...(choices.length === 0 ? {} : { choices }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(elements === undefined ? {} : { elements }),
    ...(Object.keys(options).length === 0
      ? {}
      : { options: parametersOf(options, objectOf(written["suboptions"] ?? written["options"])) }),
    ...(coded["no_log"] === true ? { secret: true } : {}),
  };
}

/** Types of Ansible's that are none of ours (bytes, bits, one's own function) are left to the module. */
function typeOf(value: Json): Parameter["type"] {
  return value === "json" ? "jsonarg" : TYPES.find((type) => type === value) ?? "raw";
}

function choicesOf(value: Json | undefined): string[] {
  const given = Array.isArray(value) ? value : Object.keys(objectOf(value));
  return given.map((each) => typeof each === "string" ? each : pythonText(each));
}

/** A list of lists of names. A name alone is a list of one, as Ansible takes it. */
function groupsOf(value: Json | undefined): string[][] {
  return Array.isArray(value) ? value.map(textsOf).filter((group) => group.length > 0) : [];
}

function conditionsOf(value: Json | undefined, main: (key: string) => string): NonNullable<ModuleDoc["requiredIf"]> {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each) => {
    if (!Array.isArray(each) || typeof each[0] !== "string" || each[1] === undefined) return [];
    const names = textsOf(each[2]).map(main);
    return [each[3] === true ? [main(each[0]), each[1], names, true] : [main(each[0]), each[1], names]];
  });
}

function textsOf(value: Json | undefined): string[] {
  const given = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return given.map(textOf).filter((each) => each !== "");
}

function textOf(value: Json | undefined): string {
  return value === undefined || value === null ? "" : typeof value === "string" ? value : pythonText(value);
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
