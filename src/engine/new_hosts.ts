// A host that a decision has just added may still be booting: it is waited for, a while.
import type { Iteration, Observations } from "../model/iteration.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import type { State } from "../model/resource.ts";
import type { InTheWay } from "./held_hosts.ts";

/** Milliseconds that a new host may take until it answers; after that whoever decides is told that it does not. */
const MOST_MS = 300_000;
/** The first and the longest wait; it doubles in between. */
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/** What was seen, of whom, and when (ms since 1970). */
export interface Newcomers {
  run: readonly Iteration[];
  state: State;
  looks: Observations["looks"];
  now: number;
}

/** Thrown where nothing can be decided before a new host answers. */
export class HostNotUp extends Error {
  override name = "HostNotUp";
  constructor(readonly next: InTheWay) {
    super(next.reason);
  }
}

/** When to come back where a host that was added in this run has not answered yet; null where nobody has to be waited for. Pure. */
export function notUpYet({ run, state, looks = {}, now }: Newcomers): InTheWay | null {
  const waits = state.hosts.flatMap(({ name }) => {
    const added = run.findLastIndex(({ decision }) =>
      (decision?.stateOps ?? []).some((op) => op.op === "add_host" && op.name === name)
    );
    const by = run[added];
    if (by === undefined || !isSilent(looks[name])) return [];
    if (run.slice(added + 1).some(({ observations }) => hasAnswered(observations.looks?.[name]))) return [];
    const waited = Math.max(0, now - Date.parse(by.completedAt ?? by.createdAt));
    return waited < MOST_MS ? [{ name, waited, why: whyOf(looks[name]) }] : [];
  });
  const newest = waits.toSorted((a, b) => a.waited - b.waited)[0];
  if (newest === undefined) return null;
  const { name, waited, why } = newest;
  const afterMs = Math.min(Math.max(waited, FIRST_MS), LONGEST_MS, MOST_MS - waited);
  const left = Math.ceil((MOST_MS - waited) / 60_000);
  const minutes = left === 1 ? "a minute" : `${left} minutes`;
  return {
    kind: "again",
    afterMs,
    reason: `${name} was added and does not answer yet, it has ${minutes} more: ${why}`,
  };
}

type Looks = NonNullable<Observations["looks"]>[string] | undefined;

function results(looks: Looks): JsonObject[] {
  return Object.values(looks ?? {}).filter(isObject);
}

/** Whether it was looked at, and not one look came through. */
function isSilent(looks: Looks): boolean {
  const all = results(looks);
  return all.length > 0 && all.every((each) => each["unreachable"] === true);
}

function hasAnswered(looks: Looks): boolean {
  return results(looks).some((each) => each["unreachable"] !== true);
}

function whyOf(looks: Looks): string {
  return String(results(looks)[0]?.["msg"] ?? "no answer");
}
