// Says where two runs differ, in sentences whose first word is the key that `# differs:` names.
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Run, ToldTask } from "./told.ts";
import { type Case, DUMP, dumped } from "./case.ts";
import { isComparedKey } from "./keys.ts";

/** One difference. */
export interface Difference {
  key: string;
  ours: unknown;
  theirs: unknown;
}

/** Everything that differs between our run and Ansible's. */
export function compareRuns(one: Case, { ours, theirs }: { ours: Run; theirs: Run }): Difference[] {
  const found: Difference[] = [];
  const note = (key: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) found.push({ key, ours: a, theirs: b });
  };
  note("ended", ours.ended, theirs.ended);
  // What is refused before it begins leaves nothing to compare.
  if (ours.ended === "refused") return [...found, ...Object.keys(ours.tree).map((path) => left(path, ours))];
  found.push(...compareTasks(ours.tasks, theirs.tasks));
  for (const column of Object.keys(theirs.recap)) note(`recap.${column}`, ours.recap[column], theirs.recap[column]);
  for (const path of keysOf(ours.tree, theirs.tree)) {
    const [a, b] = [ours.tree[path], theirs.tree[path]];
    if (!a || !b) note(`tree:${path}`, a ?? "as before", b ?? "as before");
    else for (const key of keysOf(a, b)) note(`tree:${path}.${key}`, field(a, key), field(b, key));
  }
  if (ours.registered === null || theirs.registered === null) {
    note("registered", ours.registered === null ? "none" : "some", theirs.registered === null ? "none" : "some");
  } else {
    for (const [name, module] of dumped(one)) {
      const [a, b] = [ours.registered[name] ?? null, theirs.registered[name] ?? null];
      found.push(...compareValues(`registered.${name}`, a, b, { module }));
    }
  }
  return found;
}

function left(path: string, ours: Run): Difference {
  return { key: `tree:${path}`, ours: ours.tree[path], theirs: "nothing may be touched" };
}

/** Where check mode and run, or we and Ansible, tell tasks and items differently. */
export function compareTasks(ours: ToldTask[], theirs: ToldTask[]): Difference[] {
  const found: Difference[] = [];
  const title = ({ handler, module, name }: ToldTask) => `${handler ? "handler " : ""}${module} [${name}]`;
  const [a, b] = [ours.map(title), theirs.map(title)];
  const at = a.findIndex((one, index) => one !== b[index]);
  if (at >= 0 || b.length > a.length) {
    const from = at < 0 ? a.length : at;
    return [{ key: "tasks", ours: a.slice(from, from + 3), theirs: b.slice(from, from + 3) }];
  }
  for (const [index, task] of theirs.entries()) found.push(...compareResults(ours[index]!, task));
  return found;
}

function compareResults(ours: ToldTask, theirs: ToldTask): Difference[] {
  const found: Difference[] = [];
  const outcomes = ({ results }: ToldTask) =>
    results.map(({ host, item, outcome, ignored }) =>
      `${host === undefined ? "" : `${host}: `}${item === undefined ? "" : `(${shortly(item)}) `}${outcome}${
        ignored ? ", ignored" : ""
      }`
    );
  if (JSON.stringify(outcomes(ours)) !== JSON.stringify(outcomes(theirs))) {
    const says = ({ results }: ToldTask) => results.map(({ result }) => result["msg"] ?? "");
    return [{
      key: ours.name,
      ours: [...outcomes(ours), ...says(ours)],
      theirs: [...outcomes(theirs), ...says(theirs)],
    }];
  }
  if (ours.name === DUMP) return [];
  for (const [index, told] of theirs.results.entries()) {
    const where = { module: theirs.module, outcome: told.outcome };
    found.push(...compareObjects(ours.name, ours.results[index]!.result, told.result, where));
  }
  return found;
}

/** What a registered result holds is compared elsewhere. */
function shortly(item: Json): string {
  return typeof item === "object" && item !== null ? "…" : JSON.stringify(item);
}

interface Where {
  module: string;
  outcome?: string;
}

/** Ansible's keys must be there with its values; what we return beyond them is ours. */
function compareObjects(key: string, ours: JsonObject, theirs: JsonObject, where: Where): Difference[] {
  return Object.entries(theirs).filter(([name, value]) => isComparedKey(name, value, { ...where, result: theirs }))
    .flatMap(([name, value]) =>
      name in ours
        ? compareValues(`${key}.${name}`, ours[name]!, value, where)
        : [{ key: `${key}.${name}`, ours: undefined, theirs: value }]
    );
}

function compareValues(key: string, ours: Json, theirs: Json, where: Where): Difference[] {
  if (isObject(ours) && isObject(theirs)) return compareObjects(key, ours, theirs, where);
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return theirs.flatMap((value, index) => compareValues(`${key}.${index}`, ours[index]!, value, where));
  }
  return same(ours, theirs) ? [] : [{ key, ours, theirs }];
}

/** A lone expression keeps its type with us (as in ansible-core 2.19); ansible-core 2.14 makes text of it. */
function same(ours: Json, theirs: Json): boolean {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return true;
  if (typeof theirs !== "string") return false;
  return typeof ours === "number" && String(ours) === theirs ||
    typeof ours === "boolean" && (ours ? "True" : "False") === theirs;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function field(of: object, key: string): unknown {
  return (of as Record<string, unknown>)[key];
}

function keysOf(...objects: object[]): string[] {
  return [...new Set(objects.flatMap((one) => Object.keys(one)))];
}
