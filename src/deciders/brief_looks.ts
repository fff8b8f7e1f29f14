// What was just seen: in full where it is new, in one line where it is as it was; equal answers of several hosts once.
import type { Probe } from "../model/decision.ts";
import type { Iteration, Observations } from "../model/iteration.ts";
import { isObject, type Json } from "../model/json.ts";
import { BEGINNING, type Closeness } from "./brief_limits.ts";
import { data, names, quoted } from "./fence.ts";
import { outline } from "./outline.ts";
import { toldResult, wrong } from "./told_result.ts";

/** One answer, and all the hosts that gave it. */
interface Seen {
  name: string;
  hosts: string[];
  /** What is told of it. */
  told: Json;
  wrong: "unreachable" | "failed" | null;
  /** It was the same an iteration before, and nobody has asked for it since. */
  unchanged: boolean;
  /** The module would change something there. */
  wouldChange: boolean;
}

/** The looks of this iteration. What the last decision asked for is told in full, changed or not. */
export function looksText(
  { observations, run }: { observations: Observations; run: readonly Iteration[] },
  closeness: Closeness,
): string {
  const all = seenOf(observations, run);
  if (all.length === 0) return "Nothing was looked at.";
  const chosen = mostTelling(all, closeness.looks);
  const left = all.length - chosen.length;
  const lines = chosen.map((seen) => lookText(seen, closeness.text));
  return [
    ...lines,
    ...(left === 0 ? [] : [`- (${left} more looks left out, the unchanged ones first: the brief is full)`]),
  ].join(
    "\n",
  );
}

function seenOf({ looks = {} }: Observations, run: readonly Iteration[]): Seen[] {
  const before = run.findLast(({ observations }) => observations.looks !== undefined)?.observations.looks ?? {};
  const asked = new Set((run.at(-1)?.decision?.probes ?? []).map(keyOf));
  const found = new Map<string, Map<string, Seen>>();
  for (const [host, seen] of Object.entries(looks)) {
    for (const [name, result] of Object.entries(seen)) {
      const told = toldResult(result);
      const text = JSON.stringify(told);
      const earlier = Object.hasOwn(before, host) ? before[host]?.[name] : undefined;
      const unchanged = !asked.has(keyOf({ host, name })) && earlier !== undefined &&
        JSON.stringify(toldResult(earlier)) === text;
      const object = isObject(result) ? result : null;
      const same = JSON.stringify([text, unchanged, wrong(object)]);
      const ofName = found.get(name) ?? new Map<string, Seen>();
      const one = ofName.get(same) ??
        { name, hosts: [], told, wrong: wrong(object), unchanged, wouldChange: object?.["changed"] === true };
      one.hosts.push(host);
      found.set(name, ofName.set(same, one));
    }
  }
  return [...found.values()].flatMap((ofName) => [...ofName.values()]);
}

function keyOf({ host, name }: Pick<Probe, "host" | "name">): string {
  return JSON.stringify([host, name]);
}

/** The first `most` by what they tell: those that failed, those that are new, the others; in their order. */
function mostTelling(all: readonly Seen[], most: number): readonly Seen[] {
  if (all.length <= most) return all;
  const rank = (seen: Seen) => seen.unchanged ? 2 : seen.wrong === null ? 1 : 0;
  const kept = new Set(all.toSorted((one, other) => rank(one) - rank(other)).slice(0, most));
  return all.filter((seen) => kept.has(seen));
}

function lookText(seen: Seen, text: number): string {
  const state = seen.wrong ?? (seen.wouldChange ? "ok, the module would change it" : "ok");
  const head = `- look ${quoted(seen.name, 200)} on ${names(seen.hosts)}: ${state}`;
  const lines = outline(seen.told, seen.unchanged ? 2 * BEGINNING : text);
  if (!seen.unchanged) return `${head}\n${data(lines)}`;
  return `${head}, unchanged, it begins ${
    quoted(lines.map((line) => line.trim()).join(" / "), Math.min(BEGINNING, text))
  }`;
}
