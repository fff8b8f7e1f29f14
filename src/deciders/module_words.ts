// The modules as a model is told of them: each in one line, and some in full.
import type { StateOp } from "../model/decision.ts";
import type { Iteration } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { State } from "../model/resource.ts";
import type { Module, ModuleDoc, Modules, Parameter } from "../ports/module.ts";
import { PARTS } from "./brief_limits.ts";
import { within } from "./within.ts";

/** What replies are checked with, and what a model is told it may use. */
export interface DeciderTerms {
  modules: Modules;
  /** Parameters that are bound to secrets and need not be given. */
  bound(module: string): string[];
  /** Hears the calls of a reply before it is written down: what they give to parameters for secrets is to be on no record. */
  heard?(calls: readonly { module: string; params: JsonObject }[]): void;
  /** What is wrong with changes of a state, in sentences. Absent: their form alone is checked. */
  stateProblems?(ops: readonly StateOp[], state: State): string[];
}

/** Parameters that all modules of files share: told once. */
const ATTRIBUTES = "mode owner group attributes seuser serole setype selevel unsafe_writes".split(" ");

/** Whether a model may use it: not those that only work with a playbook's variables, nor the one that asks people. */
export function isOffered({ name, doc }: Module): boolean {
  return doc.controllerOnly !== true && name !== "pause";
}

/** One line a module: `name: what it does. parameters`, a `!` behind those that must be given. */
export function modulesText({ modules, bound }: DeciderTerms): string {
  return offered(modules).map((module) => `- ${module.name}: ${module.doc.summary}. ${moduleLine(module, { bound })}`)
    .join("\n");
}

/** What a module takes, in a line. */
export function moduleLine({ name, doc }: Module, { bound }: Pick<DeciderTerms, "bound">): string {
  const secret = bound(name);
  const parameters = Object.entries(doc.parameters)
    .filter(([key]) => !ATTRIBUTES.includes(key))
    .map(([key, parameter]) =>
      secret.includes(key) ? `${key} (bound to a secret: leave it out)` : signature(key, parameter)
    );
  const attributes = ATTRIBUTES.every((key) => key in doc.parameters) ? ["and the file attributes"] : [];
  return `${[...parameters, ...attributes].join(", ")}${conditions(doc)}`;
}

/** In full: the modules that this run has used, and those that the goal names. Empty where there are none. */
export function modulesInFull(
  { desiredState, run }: { desiredState: string; run: readonly Iteration[] },
  { modules, bound }: DeciderTerms,
): string {
  const used = new Set(run.flatMap(({ actions }) => actions.map(({ module }) => module)));
  const named = new Set(desiredState.toLowerCase().match(/[a-z_]+/g) ?? []);
  const wanted = offered(modules).filter(({ name }) => used.has(name) || named.has(name));
  return within(wanted.map(({ name, doc }) => moduleInFull(doc, bound(name))), PARTS.modules, "modules");
}

function offered(modules: Modules): Module[] {
  return modules.names().flatMap((name) => modules.get(name) ?? []).filter(isOffered);
}

function signature(key: string, { type, required, choices, default: usual }: Parameter): string {
  const values = choices === undefined ? type === "str" ? "" : ` ${type}` : ` ${choices.join("|")}`;
  const known = usual === undefined || usual === "" || usual === null ? "" : `=${JSON.stringify(usual)}`;
  return `${key}${required === true ? "!" : ""}${values}${known}`;
}

function conditions(
  { mutuallyExclusive = [], requiredOneOf = [], requiredTogether = [], requiredIf = [] }: ModuleDoc,
): string {
  return [
    ...requiredOneOf.map((keys) => `; one of ${keys.join(", ")} must be given`),
    ...mutuallyExclusive.map((keys) => `; of ${keys.join(", ")} at most one`),
    ...requiredTogether.map((keys) => `; ${keys.join(", ")} only together`),
    ...requiredIf.map(([key, value, keys, any]) =>
      `; where ${key} is ${String(value)}, ${any === true ? "one" : "all"} of ${keys.join(", ")}`
    ),
  ].join("");
}

/** What a module is for and takes, each parameter with its description. */
export function moduleInFull(doc: ModuleDoc, bound: readonly string[]): string {
  const parameters = Object.entries(doc.parameters)
    .filter(([key]) => !ATTRIBUTES.includes(key) || key === "mode")
    .map(([key, parameter]) => {
      const secret = bound.includes(key) ? " Bound to a secret: leave it out." : "";
      return `    ${signature(key, parameter)}: ${parameter.description}${secret}`;
    });
  const returns = Object.keys(doc.returns);
  return [
    `- ${doc.name}: ${doc.summary}`,
    ...parameters,
    ...(returns.length === 0 ? [] : [`    returns ${returns.join(", ")}`]),
    ...(doc.notes ?? []).map((note) => `    note: ${note}`),
  ].join("\n");
}
