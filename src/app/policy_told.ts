// What a policy's file says, told to whoever writes it. Its text is handed in.
import type { Action } from "../model/action.ts";
import { InputError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Verdict } from "../model/verdict.ts";
import { modules } from "../modules/registry.ts";
import { explain, type Explanation } from "../policy/explain.ts";
import { parseCases } from "../policy/parse_cases.ts";
import { parsePolicy } from "../policy/parse_policy.ts";
import { NO_POLICY } from "../policy/policy.ts";
import type { Terms } from "../policy/terms.ts";

/** A file and its text. */
export interface PolicyText {
  file: string;
  text: string;
}

/** One of a file's tests, and what came of it. */
export interface TestedCase {
  /** `FILE:LINE`. */
  place: string;
  action: { host: string; module: string; params: JsonObject };
  by: string;
  expect: Verdict;
  is: Explanation;
}

/** An action as it is typed. */
export interface TypedAction {
  host: string;
  module: string;
  /** `key=value`, or a free command's text. */
  words: readonly string[];
}

/** Reads a policy and judges its tests. Throws InputError. */
export function testPolicy({ text, file }: PolicyText): { rules: number; cases: TestedCase[] } {
  const policy = parsePolicy(text, file);
  const cases = parseCases(text, file).map(({ place, action, terms, expect }) => {
    const { host, module, params } = action;
    return { place, action: { host, module, params }, by: terms.by, expect, is: explain(action, policy, terms) };
  });
  return { rules: policy.rules.length, cases };
}

/** Judges an action as it is typed. Throws InputError. */
export function explainPolicy(given: PolicyText | null, typed: TypedAction, terms: Terms): Explanation {
  const policy = given === null ? NO_POLICY : parsePolicy(given.text, given.file);
  return explain(actionOf(typed), policy, terms);
}

function actionOf({ host, module, words }: TypedAction): Action {
  const known = modules().get(module)?.doc;
  const named = new Set(
    Object.entries(known?.parameters ?? {}).flatMap(([name, { aliases = [] }]) => [name, ...aliases]),
  );
  const params: JsonObject = {};
  const free: string[] = [];
  for (const word of words) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined || known !== undefined && !named.has(name) && !known.anyParameter) {
      free.push(word);
    } else params[name] = /^[[{]/.test(value) ? listed(value, word) : value;
  }
  if (free.length > 0) {
    const form = known?.freeForm;
    if (form === undefined) {
      const parameters = named.size === 0 ? "" : `: its parameters are ${[...named].join(", ")}`;
      throw new InputError(`${JSON.stringify(free[0])} is no parameter of ${module}${parameters}`);
    }
    params[form] = free.join(" ");
  }
  return { host, module, params, name: module, task: null };
}

function listed(value: string, word: string): JsonObject[string] {
  try {
    return JSON.parse(value);
  } catch {
    throw new InputError(`${JSON.stringify(word)} begins like JSON and is none: write ["a", "b"] or {"a": 1}`);
  }
}
