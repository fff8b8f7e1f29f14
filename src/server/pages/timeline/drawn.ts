// What of an iteration is drawn: its span, its lanes by host, its calls to a model.
import type { TimelineAction, TimelineIteration } from "../../../ports/survey.ts";
import { actionOutcome, iterationOutcome } from "../../../words/outcomes.ts";
import type { Span } from "./time_scale.ts";

/** A bar: an action, from when to when; its word of state. */
export interface Bar {
  action: TimelineAction;
  from: number;
  to: number;
  state: string;
}

/** An iteration with moments as numbers. */
export interface Drawn {
  iteration: TimelineIteration;
  span: Span;
  /** By host, in the order of their names: a host stands in one place in all of them. */
  lanes: { host: string; bars: Bar[] }[];
  /** Hosts for which there is no room. */
  more: number;
  calls: { id: number; status: string; from: number; to: number }[];
  /** Somebody is at it. */
  live: boolean;
  /** From the first action's start to the last one's end. */
  acted: Span | undefined;
}

/** `web2` before `web10`. */
const byName = new Intl.Collator("en", { numeric: true });
/** Lanes of one iteration. */
const MOST_LANES = 24;

/** Undefined where its times are none (rows of the original hold anything). What has not ended reaches to `now`, if somebody is at it. */
export function drawnOf(
  iteration: TimelineIteration,
  { now, live }: { now: number; live: boolean },
): Drawn | undefined {
  const from = Date.parse(iteration.createdAt);
  if (Number.isNaN(from)) return undefined;
  const bars = iteration.actions.flatMap((action) => barOf(action, now, live));
  const calls = iteration.calls.flatMap(({ id, status, startedAt, endedAt }) => {
    const start = Date.parse(startedAt);
    if (Number.isNaN(start)) return [];
    return [{ id, status, from: start, to: endOf(start, endedAt, { now, live: live && status === "sent" }) }];
  });
  const last = Math.max(from, ...bars.map(({ to }) => to), ...calls.map(({ to }) => to));
  const quiet = iteration.repeats > 1;
  const ended = Date.parse((quiet ? iteration.lastAt : null) ?? iteration.completedAt ?? "");
  const to = Number.isNaN(ended) ? (live ? Math.max(last, now) : last) : Math.max(last, ended);
  const byHost = [...Map.groupBy(bars, ({ action }) => action.host ?? "?")].sort(([a], [b]) => byName.compare(a, b));
  return {
    iteration,
    span: { from, to, quiet },
    lanes: byHost.slice(0, MOST_LANES).map(([host, bars]) => ({ host, bars })),
    more: Math.max(0, byHost.length - MOST_LANES),
    calls,
    live: live && iteration.completedAt === null,
    acted: bars.length === 0
      ? undefined
      : { from: Math.min(...bars.map(({ from }) => from)), to: Math.max(...bars.map(({ to }) => to)) },
  };
}

/** How an iteration came out, in a word; of one that came to its end what its actions say: a picture has no counts of tasks. */
export function stateOf(iteration: TimelineIteration): string {
  const { decidedBy, actions, actionCount } = iteration;
  const outcome = iterationOutcome({ ...iteration, observations: null });
  if (outcome !== "completed") return outcome;
  const states = actions.map(actionOutcome);
  // A playbook's pass may go on after a failure: that it came to its end says that none was left.
  if (decidedBy !== "playbook" && states.includes("failed")) return "failed";
  return states.includes("changed") || actionCount > actions.length ? "changed" : outcome;
}

/** The kind of a bar by its action's state. */
export function barKind(state: string): string {
  return ["changed", "ok", "failed", "running"].includes(state) ? state : "other";
}

function barOf(action: TimelineAction, now: number, live: boolean): Bar[] {
  const from = Date.parse(action.startedAt ?? "");
  if (Number.isNaN(from)) return [];
  const to = endOf(from, action.completedAt, { now, live: live && action.status === "running" });
  return [{ action, from, to, state: actionOutcome(action) }];
}

function endOf(from: number, ended: string | null, { now, live }: { now: number; live: boolean }): number {
  const to = Date.parse(ended ?? "");
  return Number.isNaN(to) ? (live ? Math.max(from, now) : from) : Math.max(from, to);
}
