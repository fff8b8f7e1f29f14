// From a run that a model decided to a rule that would have decided it: what was seen to differ, and what was done about it.
import type { RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Json } from "../model/json.ts";
import type { Look, Rule } from "../model/rule.ts";
import type { Dict, Value } from "../model/value.ts";
import { lazyScope } from "../templates/scope.ts";
import { sortedKeys } from "../templates/sorted_keys.ts";
import { fromPlain } from "../templates/value.ts";
import { clauseOf, RESTLESS } from "./clauses.ts";
import { type Course, courseOf, type Sight } from "./course.ts";
import { type Deed, deedsOf, targetOf } from "./deeds.ts";
import { hostPattern } from "./host_pattern.ts";
import { literal } from "./literal.ts";
import { holdsAlone } from "./telling_part.ts";
import { type Watch, watchOf } from "./watch.ts";

/** What is known beside the run. */
export interface Learning {
  goal: string;
  /** The run's iterations, oldest first; the last one reached the goal. */
  run: readonly Iteration[];
  /** What each look by name does, as it was taken on a host: only these can be taken again. */
  looks: readonly (Look & { host?: string })[];
  /** Names of looks that every host gets anyway. */
  usual: ReadonlySet<string>;
  /** All hosts of the loop, and its groups with their hosts. */
  hosts: readonly string[];
  groups: ReadonlyMap<string, readonly string[]>;
}

/** A rule without what its file adds. */
export type Draft = Omit<Rule, "file" | "origin" | "status">;

/** Rules, one for hosts that were treated alike; or why there is none. */
export type Derived = { rules: Draft[] } | { why: string };

/** Derives rules. Pure; the same run gives the same rules. */
export function derive(learning: Learning): Derived {
  const course = courseOf(learning.run);
  if (course === null) return { why: "the run did not end with looks that show the goal reached" };
  const { deeds, hidden } = deedsOf(course.done, (action) => changedOver(action, learning.run));
  if (deeds.length === 0) return { why: "nothing was done in it that a rule could do again" };
  if (hidden.length > 0) return { why: `what "${hidden[0]}" was given is a secret, which the record does not have` };
  const drafts: Draft[] = [];
  const kinds = alike(deeds);
  for (const [at, { hosts, deeds }] of kinds.entries()) {
    const clauses = clausesFor(hosts, { deeds, course, learning });
    if (clauses.length === 0) return { why: `no look tells ${hosts.join(", ")} as it is now from what it was before` };
    drafts.push({
      ...naming(learning.goal, kinds.length === 1 ? "" : `-${at + 1}`, { deeds, clauses, run: learning.run }),
      goal: learning.goal,
      ...hostPattern(hosts, learning),
      observe: clauses.map(({ look }) => look),
      when: clauses.map(({ clause }) => clause).join("\nor "),
      actions: deeds.map(({ name, module, params }) => ({ name: literal(name) as string, module, params })),
    });
  }
  return { rules: drafts };
}

interface Clause {
  clause: string;
  look: Look;
}

/** Hosts that were treated alike, with all that was done to any of them: calls that do not contradict each other go together. */
function alike(deeds: readonly Deed[]): { hosts: string[]; deeds: Deed[] }[] {
  const kinds: { hosts: string[]; deeds: Deed[] }[] = [];
  for (const host of new Set(deeds.flatMap(({ hosts }) => hosts))) {
    const own = deeds.filter(({ hosts }) => hosts.includes(host));
    const kind = kinds.find((each) => own.some((deed) => each.deeds.includes(deed)) && !contradict(each.deeds, own));
    if (kind === undefined) kinds.push({ hosts: [host], deeds: own });
    else {
      kind.hosts.push(host);
      kind.deeds = deeds.filter((deed) => kind.deeds.includes(deed) || own.includes(deed));
    }
  }
  return kinds;
}

/** Whether the same target is given different things. */
function contradict(some: readonly Deed[], others: readonly Deed[]): boolean {
  return some.some((one) =>
    others.some((other) => {
      const target = targetOf(one);
      return one !== other && one.module === other.module && target !== undefined && target === targetOf(other);
    })
  );
}

/** Looks that changed in the run first, then the model's other looks, then looks at what was done and not looked at. */
function clausesFor(
  hosts: readonly string[],
  { deeds, course, learning }: { deeds: readonly Deed[]; course: Course; learning: Learning },
): Clause[] {
  const meant = JSON.stringify([learning.goal, deeds.map(({ params, name }) => [params, name])]);
  const found: { clause: string; look: Look; moved: boolean }[] = [];
  const names = new Set(course.sights.map(({ look }) => look));
  for (const name of names) {
    const sights = hosts.flatMap((host) => course.sights.filter((each) => each.host === host && each.look === name));
    if (sights.length < hosts.length) continue;
    const look = sameLook(name, hosts, learning);
    const clause = clauseOf(name, sights, meant);
    if (clause === null || look === null || sights.some(({ after }) => holdsOf(clause, name, after.at(-1)))) continue;
    const moved = sights.some(({ before }) => before.some((seen) => holdsOf(clause, name, seen)));
    if (moved || !learning.usual.has(name)) found.push({ clause, look, moved });
  }
  found.sort((a, b) => Number(b.moved) - Number(a.moved));
  const taken = new Set(names);
  const watched = deeds.flatMap((deed): Watch[] => {
    // Only a sum sees all of a file: that it can be read, or that a command liked it, is less.
    const isSeen = found.some(({ moved, look, clause }) =>
      moved && look.module === "stat" && look.params["path"] === targetOf(deed) &&
      (deed.module === "file" || clause.includes(".checksum"))
    );
    if (isSeen) return [];
    const watch = watchOf(deed, endsOf(deed, course), taken);
    if (watch === null) return [];
    taken.add(watch.look.name);
    return [watch];
  });
  if (watched.length === 0 && !found.some(({ moved }) => moved)) return [];
  return [...found, ...watched].map(({ clause, look }) => ({ clause, look }));
}

/** Whether a condition on one look holds for what was seen. */
function holdsOf(clause: string, look: string, seen: Json | undefined): boolean {
  const values: Dict = new Map<Value, Value>([[look, fromPlain(seen)], ["looks", new Map([[look, fromPlain(seen)]])]]);
  return holdsAlone(clause, lazyScope([{ values, trusted: false }]));
}

function endsOf({ module, hosts, params }: Deed, { done }: Course): RecordedAction[] {
  const target = targetOf({ params });
  return hosts.flatMap((host) =>
    done.findLast((action) => action.host === host && action.module === module && targetOf(action) === target) ?? []
  );
}

/** How a look is taken, where it is the same on all these hosts, and was all the time. */
function sameLook(name: string, hosts: readonly string[], { looks, run }: Learning): Look | null {
  const kinds = hosts.map((host) =>
    looks.findLast((look) => look.name === name && (look.host === undefined || look.host === host))
  );
  const [first] = kinds;
  if (first === undefined) return null;
  const text = (look: Pick<Look, "module" | "params"> | undefined) =>
    JSON.stringify([look?.module, sortedKeys(look?.params ?? {})]);
  const asked = run.flatMap(({ decision }) => decision?.probes ?? []).filter((probe) =>
    probe.name === name && hosts.includes(probe.host)
  );
  const same = [...kinds, ...asked].every((each) => text(each) === text(first));
  return same ? { name, module: first.module, params: first.params } : null;
}

function differs({ before, after }: Sight): boolean {
  const steady = (seen: unknown) => {
    const { start: _start, end: _end, delta: _delta, ...rest } = (seen ?? {}) as Record<string, unknown>;
    return JSON.stringify(rest);
  };
  return before.some((each) => steady(each) !== steady(after.at(-1)));
}

/**
 * Whether any look of an action's host came out otherwise after it than before it. An iteration that goes on with a decision (after an approval, or a
 * crash) takes no looks: the newest before it count.
 */
function changedOver({ host, iteration }: RecordedAction, run: readonly Iteration[]): boolean {
  const at = run.findIndex(({ id }) => id === iteration);
  const seen = run.map(({ observations }) => observations.looks?.[host] ?? {});
  const before = Object.assign({}, ...seen.slice(0, at + 1)) as Record<string, Json>;
  const after = Object.assign({}, ...seen.slice(at + 1).toReversed()) as Record<string, Json>;
  return Object.entries(after).some(([look, now]) =>
    !RESTLESS.has(look) && before[look] !== undefined &&
    differs({ host, look, before: [before[look]], after: [now] })
  );
}

function naming(
  goal: string,
  end: string,
  { deeds, clauses, run }: { deeds: readonly Deed[]; clauses: readonly Clause[]; run: readonly Iteration[] },
): { name: string; description: string } {
  const words = goal.toLowerCase().normalize("NFKD").match(/[a-z0-9]+/g) ?? [];
  const chosen = words.filter((word) => !/^(a|an|and|is|are|the|on|of|in|it|to|with|be|for)$/.test(word)).slice(0, 5);
  const name = (chosen.join("-") || "rule").slice(0, 48).replace(/-+$/, "") + end;
  const repeated = deeds.filter((deed) => !deed.idempotent).map(({ name }) => `"${name}"`);
  const asked = run.flatMap(({ prompts }) => prompts).filter(({ kind, status, response }) =>
    kind === "question" && status === "answered" && response !== null
  ).map(({ text, response }) => `People were asked "${text}" and said "${response}".`);
  return {
    name,
    description: [
      `Does again what a model did for this goal, where ${
        clauses.length === 1 ? "its look" : "one of its looks"
      } shows a difference.`,
      ...(repeated.length === 0
        ? []
        : [`It runs ${repeated.join(", ")} each time it fires: nothing in it tells whether it is needed.`]),
      ...asked,
    ].join(" "),
  };
}
