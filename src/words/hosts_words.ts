// A host in words: where it is, how it is, what was last done to it.
import type { KnownHost } from "./hosts_known.ts";
import { ago, stamp } from "./moment.ts";

/** What people read for each status. */
export const STATUS_WORDS: Record<KnownHost["status"], string> = {
  reachable: "reachable",
  unreachable: "unreachable",
  unknown: "not seen yet",
  gone: "gone",
};

/** `deploy@10.0.0.1:2222`, with what is known of it; empty where that is no more than its name. */
export function addressWords({ host, address, port, user }: KnownHost): string {
  if (address === null && port === null && user === null) return "";
  const name = address ?? host;
  const place = port === null ? name : `${name.includes(":") ? `[${name}]` : name}:${port}`;
  return user === null ? place : `${user}@${place}`;
}

/** `3 min ago: Install nginx`. */
export function changeWords({ changedAt, changedAction }: KnownHost, now: number): string {
  if (changedAt === null) return "";
  return [ago(changedAt, now), ...(changedAction === null ? [] : [changedAction.name])].join(": ");
}

/** `2026-11-22 15:45:20 (3 min ago)`; undefined for no time. */
export function whenWords(iso: string | null, now: number): string | undefined {
  return iso === null ? undefined : `${stamp(iso)} (${ago(iso, now)})`;
}
