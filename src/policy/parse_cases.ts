// What a policy file says itself of what it should say: its `tests`.
import { InputError } from "../model/errors.ts";
import type { Action } from "../model/action.ts";
import type { Verdict } from "../model/verdict.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import { toPlain } from "../templates/value.ts";
import { type Document, entries, type Entry, items, parseYaml, valueOf, type YamlNode } from "../templates/document.ts";
import { CHOICES, noChoice, unknownKey } from "./policy_words.ts";
import type { Terms } from "./terms.ts";

/** An action, and the verdict that is expected of it. */
export interface Case {
  expect: Verdict;
  action: Action;
  terms: Terms;
  /** `FILE:LINE`. */
  place: string;
}

const EXAMPLE = '{ expect: deny, module: shell, params: { cmd: "rm -rf /" }, by: model }';
const KEYS = ["expect", "module", "params", "host", "groups", "environment", "by", "as"];

/** The `tests` of a policy's file, in order; empty where it has none. Throws InputError with file, line and column. */
export function parseCases(text: string, file: string): Case[] {
  const document = parseYaml(text, file);
  const tests = entries(document.root)?.find(({ key }) => key === "tests")?.value ?? null;
  if (tests === null) return [];
  const list = items(tests);
  if (list === undefined) throw new InputError(`tests is a list: write "- ${EXAMPLE}" below it`, document.place(tests));
  return list.map((node) => caseOf(node, document));
}

function caseOf(node: YamlNode, document: Document): Case {
  const found = entries(node);
  if (found === undefined) throw new InputError(`A test is a mapping: write ${EXAMPLE}`, document.place(node));
  const told = new Map(found.map((entry) => [entry.key, entry]));
  for (const entry of found) {
    if (!KEYS.includes(entry.key)) throw unknownKey(entry, KEYS, { of: "a test", document });
  }
  const text = (key: string, otherwise?: string): string => {
    const value = valueAt(told.get(key), document) ?? otherwise;
    const known = CHOICES[key];
    const at = told.get(key)?.value ?? node;
    if (typeof value !== "string" || value === "") {
      throw new InputError(`A test has ${key}, a text: write ${EXAMPLE}`, document.place(at));
    }
    if (known !== undefined && !known.includes(value)) {
      throw new InputError(noChoice(key, value, known), document.place(at));
    }
    return value;
  };
  const environment = told.has("environment") ? text("environment") : undefined;
  const module = text("module");
  const groups = valueAt(told.get("groups"), document) ?? [];
  if (!Array.isArray(groups) || groups.some((each) => typeof each !== "string")) {
    throw new InputError(
      "groups is a list of names: write [web, prod]",
      document.place(told.get("groups")?.value ?? node),
    );
  }
  const { file, line } = document.place(node);
  return {
    expect: text("expect") as Verdict,
    action: {
      host: text("host", "localhost"),
      module,
      params: paramsOf(told.get("params"), document),
      name: module,
      task: null,
    },
    terms: {
      by: text("by", "model") as Terms["by"],
      as: text("as", "deed") as Terms["as"],
      groups: () => groups.map(String),
      ...(environment === undefined ? {} : { environment }),
    },
    place: `${file}:${line ?? 1}`,
  };
}

function paramsOf(entry: Entry | undefined, document: Document): JsonObject {
  const value = valueAt(entry, document) ?? {};
  if (typeof value === "string") return { cmd: value };
  if (isObject(value)) return value;
  throw new InputError('params is a mapping: write { cmd: "ls" }', document.place(entry?.value ?? null));
}

function valueAt(entry: Entry | undefined, document: Document): Json | undefined {
  return entry === undefined || entry.value === null ? undefined : toPlain(valueOf(entry.value, document));
}
