// How hosts came out in an iteration, counted: what lists show of it without reading what was seen.
import type { Observations } from "../model/iteration.ts";
import { isObject, type Json } from "../model/json.ts";
import { readColumn, readObject } from "./json_column.ts";

/** Hosts by the worst that happened to them. */
export interface HostCounts {
  ok: number;
  changed: number;
  failed: number;
  unreachable: number;
}

/** Of a pass its tally, of a goal in words what was done and looked at; null where no host is in either. */
function countHosts(observations: Observations): HostCounts | null {
  const outcomes = new Map<string, keyof HostCounts>();
  for (const [host, looks] of entriesOf(observations.looks)) {
    outcomes.set(host, Object.values(looks).some(isUnreachable) ? "unreachable" : "ok");
  }
  for (const [host, { unreachable, failed, changed }] of entriesOf(observations.tally)) {
    outcomes.set(host, unreachable > 0 ? "unreachable" : failed > 0 ? "failed" : changed > 0 ? "changed" : "ok");
  }
  if (outcomes.size === 0) return null;
  const counts = { ok: 0, changed: 0, failed: 0, unreachable: 0 };
  for (const outcome of outcomes.values()) counts[outcome]++;
  return counts;
}

/** Rows of the original have anything for observations. */
function entriesOf<T extends object>(by: { [host: string]: T } | undefined): [string, T][] {
  if (by === null || typeof by !== "object") return [];
  return Object.entries(by).filter(([, value]) => value !== null && typeof value === "object");
}

function isUnreachable(look: Json): boolean {
  return isObject(look) && look["unreachable"] === true;
}

/** The column `counts` of an iteration. */
export function countsColumn(observations: Observations): string | null {
  const counts = countHosts(observations);
  return counts === null ? null : JSON.stringify([counts.ok, counts.changed, counts.failed, counts.unreachable]);
}

/** Read back; where the column is empty, as in rows of earlier releases, counted from what was seen. */
export function countsOf(row: { counts: string | null; observations: string | null }): HostCounts | null {
  const [ok, changed, failed, unreachable] = listOf(readColumn(row.counts));
  if (ok !== undefined) return { ok, changed: changed ?? 0, failed: failed ?? 0, unreachable: unreachable ?? 0 };
  const seen = readObject(row.observations);
  return seen === null ? null : countHosts(seen as Observations);
}

function listOf(value: Json): number[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "number") : [];
}
