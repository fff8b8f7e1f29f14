// Times as people read them. Rows of the original program may hold anything where a time should be.
import { durationText, elapsedText } from "./duration_text.ts";

const unknown = "unknown";

/** `2026-11-22 15:45:20`, UTC. */
export function stamp(iso: string | null): string {
  if (iso === null) return "";
  const at = Date.parse(iso);
  return Number.isNaN(at) ? unknown : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** `3 min ago`. */
export function ago(iso: string | null, now: number): string {
  if (iso === null) return "";
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return unknown;
  return `${durationText(now - at)} ago`;
}

/** `in 42 s`, the last second begun counted, or `now` once it has come. */
export function until(iso: string | null, now: number): string {
  if (iso === null) return "";
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return unknown;
  return at <= now ? "now" : `in ${durationText(Math.ceil((at - now) / 1000) * 1000)}`;
}

/** Time between two moments: `0.12 s`, `2 min 5 s`; empty where one is missing. */
export function took(from: string | null, to: string | null): string {
  // A clock that was set back in between says nothing of how long it took.
  const ms = Math.max(0, Date.parse(to ?? "") - Date.parse(from ?? ""));
  if (Number.isNaN(ms)) return "";
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  return elapsedText(Math.round(ms / 1000) * 1000);
}
