// Moments and lengths of time: how long ago, and exactly on hover.
import { durationText } from "../../../words/duration_text.ts";
import { ago, stamp, took, until } from "../../../words/moment.ts";

/** `3 min ago`, `in 42 s` or, with `since`, `3 min`. Nothing for null; a text that is no time (rows of the original) is unknown. */
export function Time({ at, now, as = "ago" }: { at: string | null; now: number; as?: "ago" | "until" | "since" }) {
  if (at === null) return null;
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return <span class="dim">unknown</span>;
  const iso = new Date(ms).toISOString();
  const words = as === "ago" ? ago(iso, now) : as === "until" ? until(iso, now) : durationText(now - ms);
  return <time datetime={iso} title={`${stamp(iso)} UTC`} data-relative={as}>{words}</time>;
}

/** `2026-11-22 15:45:20`, for places where the moment itself matters. */
export function Moment({ at }: { at: string | null }) {
  if (at === null) return null;
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return <span class="dim">unknown</span>;
  return <time class="num" datetime={new Date(ms).toISOString()} title="UTC">{stamp(at)}</time>;
}

/** `2 min 5 s` between two moments; of one that has not ended how long it has lasted, ticking. */
export function Took({ from, to, now }: { from: string | null; to: string | null; now?: number }) {
  if (from !== null && to === null && now !== undefined) return <Time at={from} now={now} as="since" />;
  const words = took(from, to);
  return words === "" ? null : <span class="num">{words}</span>;
}
