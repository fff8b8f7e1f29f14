// What changed between two iterations: what was seen, and what was done.
import type { Json } from "../model/json.ts";
import type { ActionRow } from "../ports/archive.ts";
import { objectOf } from "./json_object.ts";
import { sameJson } from "./same_json.ts";

/** One of two is null where it is new, or gone. */
export interface Changed<T> {
  before: T | null;
  after: T | null;
}

/** What a look saw on a host, or how the host came out of a pass (`look` is null then). */
export interface SeenChange extends Changed<Json> {
  host: string;
  look: string | null;
}

/** An action that one of the two has and the other has not, or that came out otherwise. */
export interface ActionChange extends Changed<ActionRow> {
  host: string | null;
  name: string;
  module: string;
  item: Json;
}

/** Differences of observations as the record has them, whatever they are; by host, then by look. */
export function compareSeen(before: Json, after: Json): SeenChange[] {
  const [was, is] = [seenIn(before), seenIn(after)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((key): SeenChange[] => {
    const [one, other] = [was.get(key), is.get(key)];
    if (one !== undefined && other !== undefined && sameJson(one.seen, other.seen)) return [];
    const { host, look } = (one ?? other)!;
    return [{ host, look, before: one?.seen ?? null, after: other?.seen ?? null }];
  });
}

/** Differences of actions, in the order of the later iteration, gone ones at the end; one of the same place is the same, the second with the second. */
export function compareActions(before: readonly ActionRow[], after: readonly ActionRow[]): ActionChange[] {
  const left = Map.groupBy(before, placeOf);
  const changes = after.flatMap((action): ActionChange[] => {
    const was = left.get(placeOf(action))?.shift();
    return was !== undefined && sameOutcome(was, action) ? [] : [changeOf(was ?? null, action)];
  });
  return [...changes, ...[...left.values()].flat().map((was) => changeOf(was, null))];
}

function seenIn(observations: Json): Map<string, { host: string; look: string | null; seen: Json }> {
  const { looks, tally } = objectOf(observations);
  const found = new Map<string, { host: string; look: string | null; seen: Json }>();
  for (const [host, seen] of Object.entries(objectOf(tally))) {
    found.set(JSON.stringify([host]), { host, look: null, seen });
  }
  for (const [host, named] of Object.entries(objectOf(looks))) {
    for (const [look, seen] of Object.entries(objectOf(named))) {
      found.set(JSON.stringify([host, look]), { host, look, seen });
    }
  }
  return found;
}

function placeOf({ host, task, name, module, item }: ActionRow): string {
  return JSON.stringify([host, task ?? name, module, item]);
}

function sameOutcome(a: ActionRow, b: ActionRow): boolean {
  return a.status === b.status && a.changed === b.changed && a.rc === b.rc && a.verdict === b.verdict &&
    sameJson(a.params, b.params) && sameJson(a.diff, b.diff);
}

function changeOf(before: ActionRow | null, after: ActionRow | null): ActionChange {
  const { host, name, module, item } = (after ?? before)!;
  return { host, name: name ?? module, module, item, before, after };
}
