// Whether a rule of a policy is for an action: certainly, perhaps, or not.
import type { Action } from "../model/action.ts";
import { isObject, type Json } from "../model/json.ts";
import { isFalse, isTrue } from "./boolean_words.ts";
import { startAsksElsewhere } from "./asked_addresses.ts";
import { commandText, startsOf, textOf } from "./called.ts";
import { plainPath } from "./guarded_paths.ts";
import { ANY, fits, isPlain, mayFit } from "./glob.ts";
import { isReading, startNotReading } from "./is_reading.ts";
import { isFree, modulesBelow, namesOf, shortName } from "./module_names.ts";
import { otherNames } from "./parameter_names.ts";
import type { PolicyRule } from "./policy.ts";
import { baseName, isUsualPlace, type Start, type Starts } from "./starts.ts";
import type { Terms } from "./terms.ts";

/** `maybe`: what decides it is known on the host only. */
export type Fit = { is: "yes" | "no" } | { is: "maybe"; why: string };

const YES: Fit = { is: "yes" };
const NO: Fit = { is: "no" };

/** An action as rules are compared with it; what is costly to know is worked out once, when a rule asks. */
export class Subject {
  #starts: Starts | null | undefined;
  constructor(readonly action: Action, readonly terms: Terms) {}

  get starts(): Starts | undefined {
    if (this.#starts === undefined) this.#starts = startsOf(this.action) ?? null;
    return this.#starts ?? undefined;
  }

  /** Whether where it is done was added by a decision. */
  isAdded(): boolean {
    const { host, delegate = host } = this.action;
    return this.terms.added?.(delegate) ?? false;
  }

  /** Its host, and the one it is delegated to, with their groups. */
  hosts(): string[][] {
    const { host, delegate } = this.action;
    const all = delegate === undefined || delegate === host ? [host] : [host, delegate];
    return all.map((name) => [name, ...this.terms.groups?.(name) ?? []]);
  }
}

/** Whether a rule that denies or asks is for an action: it is where any reading of it fits. */
export function stops(rule: PolicyRule, subject: Subject): Fit {
  const { match } = rule;
  const { action } = subject;
  const module = moduleFit(rule, action);
  if (module.is === "no" || !around(rule, subject) || !anyHost(match.host, subject.hosts().flat())) return NO;
  const fitting: Fit[] = [module];
  if (match.program !== undefined) fitting.push(programFit(match.program, subject.starts));
  for (const [name, patterns] of Object.entries(match.params)) {
    if (isCommand(name, action)) fitting.push(commandFit(patterns, subject));
    else if (!valuesOf(action, name).some((value) => patterns.some((pattern) => valueFits(pattern, value)))) return NO;
  }
  if (fitting.some(({ is }) => is === "no")) return NO;
  return fitting.find(({ is }) => is === "maybe") ?? YES;
}

/** Whether a rule says only where and for whom, and nothing of what is done: then it is not meant for what only reads. */
function isBroad({ match }: PolicyRule): boolean {
  const named = match.module?.some((pattern) => !isAny(pattern)) ?? false;
  return !named && match.program === undefined && Object.keys(match.params).length === 0;
}

/** The first of the rules that allow that is for an action. A command line is allowed where each command of it is: by one of the rules, or as reading. */
export function allowing(rules: readonly PolicyRule[], subject: Subject): PolicyRule | undefined {
  const { action } = subject;
  const fitting = rules.filter((rule) => {
    const { match } = rule;
    if (moduleFit(rule, action).is !== "yes" || !around(rule, subject)) return false;
    const last = subject.hosts().at(-1) ?? [];
    if (!anyHost(subject.isAdded() ? match.host?.filter(isAny) : match.host, last)) return false;
    return Object.entries(match.params).every(([name, patterns]) => {
      if (isCommand(name, action)) return true;
      const values = valuesOf(action, name);
      return values.length > 0 && values.every((value) => patterns.some((pattern) => everyReading(pattern, value)));
    });
  });
  const whole = fitting.find((rule) => commandPatterns(rule, action) === undefined && rule.match.program === undefined);
  if (whole !== undefined) return whole;
  const text = commandText(action);
  const exact = fitting.find((rule) =>
    rule.match.program === undefined &&
    commandPatterns(rule, action)?.some((pattern) => isPlain(pattern) && pattern === text?.trim())
  );
  if (exact !== undefined) return exact;
  const { starts } = subject;
  if (starts === undefined || starts.unsure !== undefined || starts.list.length === 0) return undefined;
  let found: PolicyRule | undefined;
  for (const start of starts.list) {
    const asks = subject.terms.by === "model" && startAsksElsewhere(start, action, subject.terms) !== undefined;
    if (!asks && startNotReading(start) === undefined) continue;
    // What a start does beside its program is not what the rule allows: files that it writes, variables that it sets.
    const beside = startNotReading({ ...start, words: [] }) !== undefined;
    const rule = beside ? undefined : fitting.find((each) => covers(each, start, action));
    if (rule === undefined) return undefined;
    found ??= rule;
  }
  return found;
}

function covers({ match }: PolicyRule, start: Start, action: Action): boolean {
  const programs = match.program;
  const name = start.words[0]?.text ?? "";
  if (
    programs !== undefined &&
    !programs.some((pattern) => fits(pattern, name) || fits(pattern, baseName(name)) && isUsualPlace(name))
  ) {
    return false;
  }
  const commands = commandPatterns({ match }, action);
  return commands === undefined ||
    commands.some((pattern) =>
      forms(start).every((form) => !form.includes(ANY)) && forms(start).some((form) => fits(pattern, form))
    );
}

/** Whether a rule is for this module. */
function moduleFit({ match: { module: patterns }, decision }: PolicyRule, { module, params }: Action): Fit {
  if (patterns === undefined) return YES;
  const fitting = (names: readonly string[]) => names.some((name) => patterns.some((each) => fits(each, name)));
  // What stops something stops it in every collection; what allows something allows what it names.
  if (fitting(namesOf(module)) || decision !== "allow" && fitting([module.slice(module.lastIndexOf(".") + 1)])) {
    return YES;
  }
  const below = decision === "allow" ? undefined : modulesBelow(module, params);
  if (below === undefined || !fitting(below.names)) return NO;
  return below.sure ? YES : { is: "maybe", why: `which module ${shortName(module)} becomes is known on the host only` };
}

/** Environment, who, and what for. */
function around({ match }: PolicyRule, { terms }: Subject): boolean {
  const { environment, by, as } = match;
  return (environment === undefined || environment.some((pattern) => fits(pattern, terms.environment ?? ""))) &&
    (by === undefined || by.includes(terms.by)) && (as === undefined || as.includes(terms.as));
}

function isAny(pattern: string): boolean {
  return /^\*+$/.test(pattern);
}

function anyHost(patterns: string[] | undefined, names: readonly string[]): boolean {
  return patterns === undefined || names.some((name) => patterns.some((pattern) => fits(pattern, name)));
}

function programFit(patterns: readonly string[], starts: Starts | undefined): Fit {
  if (starts === undefined) return NO;
  const fitting = (name: string) => patterns.some((pattern) => fits(pattern, name) || fits(pattern, baseName(name)));
  const programs = starts.list.flatMap(({ words }) => words.slice(0, 1)).map((word) => word.text);
  if (programs.some((name) => !name.includes(ANY) && fitting(name))) return YES;
  if (starts.unsure !== undefined) return { is: "maybe", why: starts.unsure };
  const copied = starts.copied.find((name) =>
    patterns.some((pattern) => !/^\*+$/.test(pattern) && mayFit(pattern, name))
  );
  return copied === undefined ? NO : { is: "maybe", why: "it may give the program another name" };
}

/** The whole text, and each simple command: its words joined by one blank, its program with and without its path. */
function commandFit(patterns: readonly string[], { action, starts }: Subject): Fit {
  const text = commandText(action) ?? "";
  const all = [text, ...(starts?.list ?? []).flatMap(forms)];
  if (patterns.some((pattern) => all.some((form) => !form.includes(ANY) && fits(pattern, form)))) return YES;
  if (starts?.unsure !== undefined) return { is: "maybe", why: starts.unsure };
  const may = patterns.some((pattern) => all.some((form) => form.includes(ANY) && mayFit(pattern, form)));
  return may ? { is: "maybe", why: "its arguments are known on the host only" } : NO;
}

function forms({ words }: Start): string[] {
  const [program, ...rest] = words.map((word) => word.text);
  if (program === undefined) return [];
  return [...new Set([program, baseName(program)])].map((name) => [name, ...rest].join(" "));
}

/** `param.cmd` of a free command is its text, however it was given. */
function isCommand(name: string, action: Action): boolean {
  return isFree(action.module) && ["cmd", "_raw_params", "argv", "free_form"].includes(name);
}

function commandPatterns({ match }: Pick<PolicyRule, "match">, action: Action): string[] | undefined {
  return Object.entries(match.params).find(([name]) => isCommand(name, action))?.[1];
}

/** A parameter's values under all of its names; each item of a list. */
function valuesOf({ module, params }: Action, name: string): Json[] {
  const names = [name, ...otherNames(shortName(module), name)];
  const direct = names.flatMap((each) => each in params ? [params[each] ?? null] : []);
  const [head = "", ...tail] = name.split(".");
  const inner = direct.length > 0 || tail.length === 0 ? undefined : params[head];
  if (isObject(inner)) {
    return valuesOf({ module, params: inner } as Action, tail.join("."));
  }
  return direct.flatMap((value) => Array.isArray(value) ? value : [value]);
}

function valueFits(pattern: string, value: Json): boolean {
  const text = textOf(value);
  if (isSameBoolean(pattern, text)) return true;
  // A mode that was written without quotes is a number by now.
  if (typeof value === "number" && /^0\d+$/.test(pattern) && parseInt(pattern, 8) === value) return true;
  return fits(pattern, text) || fits(pattern, plainPath(text)) ||
    text.includes(",") && text.split(",").some((each) => fits(pattern, each.trim()));
}

/** For what is allowed: a path as it is written, and as the host will take it. */
function everyReading(pattern: string, value: Json): boolean {
  const text = textOf(value);
  return isSameBoolean(pattern, text) || fits(pattern, text) && fits(pattern, plainPath(text));
}

function isSameBoolean(one: string, other: string): boolean {
  return isTrue(one) && isTrue(other) || isFalse(one) && isFalse(other);
}

/** Whether a broad rule that asks leaves an action alone. */
export function leavesAlone(rule: PolicyRule, { action }: Subject): boolean {
  return isBroad(rule) && isReading(action);
}
