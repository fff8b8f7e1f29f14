// Whether a run is over, read from its closed iterations. Pure, so that a crash between the last close and the end of the loop costs nothing.
import type { Failure, Iteration, RecordedPrompt } from "../model/iteration.ts";
import type { LoopOptions, Next } from "../model/loop.ts";
import { alternating, stuck } from "./stuck.ts";
import { changedNothing } from "./tally.ts";
import { nameTrace, steadyFailures, traceOf, undoing } from "./undoing.ts";

/** Failures that a reason names, where many hosts fail at once; the pass has them all. */
const TOLD = 3;

/** How a playbook's run goes on; null: with another pass. */
export function verdictOfPasses(run: readonly Iteration[], options: LoopOptions): Next | null {
  const waiting = unanswered(run);
  if (waiting !== null) return waiting;
  const passes = run.filter((iteration) => iteration.phase === "completed" || failures(iteration).length > 0);
  const last = passes.at(-1);
  if (last === undefined || settledSince(run)) return null;
  if (last.converged) return done("completed", "converged");
  const failed = failures(last);
  if (options.dryRun || options.once) {
    if (failed.length > 0) return done(failed.every(({ denied }) => denied) ? "blocked" : "failed", told(failed));
    return done("completed", options.dryRun ? dryRunReason(last) : "one pass, as asked");
  }
  // A pass that was cut short after the last whole one has to be completed before anything can be said.
  if (run.at(-1) !== last) return null;
  const before = passes.at(-2);
  const circle = alternating(passes, { of: traceOf, names: nameTrace });
  if (circle !== null) return done("failed", circle);
  if (failed.length > 0 && failed.every(({ denied }) => denied === true)) return done("blocked", told(failed));
  if (failed.length > 0) {
    if (before === undefined || !sameFailures(failures(before), failed)) return spent(passes, options);
    return done("failed", `failed twice in the same way: ${told(failed)}`);
  }
  const undone = before === undefined ? null : undoing(before, last);
  return undone === null ? spent(passes, options) : done("failed", undone);
}

/** How a run of decisions goes on; null: with another iteration. */
export function verdictOfDecisions(run: readonly Iteration[], options: LoopOptions): Next | null {
  const waiting = unanswered(run);
  if (waiting !== null) return waiting;
  const whole = run.filter((iteration) => iteration.phase === "completed");
  const last = whole.at(-1);
  if (last === undefined || run.at(-1) !== last) return null;
  if (last.converged) return done("completed", `${last.decision?.reasoning ?? "converged"}${deniedIn(run)}`);
  if (last.decision?.kind === "blocked") return done("blocked", last.decision.reasoning);
  if (last.decision?.kind === "act" && (options.dryRun || options.once)) {
    const failed = failures(last);
    if (failed.length > 0 && failed.every(({ denied }) => denied)) return done("blocked", told(failed));
    if (options.dryRun && wouldAct(last)) return done("completed", CHANGES);
    if (failed.length > 0) return done("failed", told(failed));
    return done("completed", options.dryRun ? dryRunReason(last) : "one pass, as asked");
  }
  const circle = stuck(run) ?? unbelieved(whole);
  return circle === null ? spent(whole, options) : done("failed", circle);
}

/** What was wanted on the way and not let through: whoever reads that the goal is reached is to know. */
function deniedIn(run: readonly Iteration[]): string {
  const denied = run.flatMap(({ actions }) => actions).filter(({ status }) => status === "denied").length;
  return denied === 0 ? "" : ` (${denied === 1 ? "1 action was" : `${denied} actions were`} denied on the way)`;
}

/** How often in a row a claim may turn out to be wrong in the same way. */
const MOST_CLAIMS = 2;

/** "Converged" was said again and again, and what was done is not so. */
function unbelieved(whole: readonly Iteration[]): string | null {
  const last = whole.slice(-MOST_CLAIMS).map(({ observations: { unproven } }) => unproven);
  const [first] = last;
  if (first === undefined || last.length < MOST_CLAIMS) return null;
  if (last.some((claim) => JSON.stringify(claim) !== JSON.stringify(first))) return null;
  return `stuck: the goal was said to be reached ${MOST_CLAIMS} times in a row, and is not: ${first.join("; ")}`;
}

/** The pause of a run in which somebody was asked and has not answered yet; else null. */
export function unanswered(run: readonly Iteration[]): Next | null {
  const open = run.flatMap(({ prompts }) => prompts).find(({ status }) => status === "pending");
  return open === undefined ? null : { kind: "paused", reason: asks(open) };
}

/** A question in a line: what an approval shows stands in the prompt. */
function asks({ kind, text }: RecordedPrompt): string {
  return kind === "approval" ? text.split("\n", 1)[0] ?? text : text;
}

/**
 * Whether an action whose host was away has ended since the last pass: what that pass saw says nothing any more. Of those that ended in their own pass
 * none counts, whatever the times say: the clock may have been set back since.
 */
function settledSince(run: readonly Iteration[]): boolean {
  const closed = run.at(-1)?.completedAt ?? null;
  return closed !== null && run.some((pass) =>
    pass.actions.some(({ completedAt, adopted, status }) => {
      const settled = adopted || status === "interrupted" || status === "skipped";
      return settled && completedAt !== null && completedAt > closed && completedAt > (pass.completedAt ?? closed);
    })
  );
}

function failures(iteration: Iteration): Failure[] {
  return iteration.observations.failures ?? [];
}

function told(failed: readonly Failure[]): string {
  const first = failed.slice(0, TOLD).map(({ host, name, item, msg }) => {
    const which = item === undefined ? "" : ` (item=${typeof item === "string" ? item : JSON.stringify(item)})`;
    return `"${name}"${which} on ${host}: ${msg}`;
  });
  return [...first, ...failed.length > TOLD ? [`and ${failed.length - TOLD} more failures`] : []].join("; ");
}

function sameFailures(some: readonly Failure[], others: readonly Failure[]): boolean {
  return JSON.stringify(steadyFailures(some)) === JSON.stringify(steadyFailures(others));
}

function dryRunReason(pass: Iteration): string {
  return changedNothing(pass.observations.tally ?? {}) ? "dry run: nothing to change" : CHANGES;
}

/** A playbook's plain commands are no changes. Who decides for one wants it now; what it makes possible looks impossible yet. */
function wouldAct({ observations: { tally = {} } }: Iteration): boolean {
  return !changedNothing(tally) || Object.values(tally).some(({ wouldRun }) => wouldRun > 0);
}

const CHANGES = "dry run: changes would be made";

function spent(whole: readonly Iteration[], { maxIterations }: LoopOptions): Next | null {
  return whole.length < maxIterations
    ? null
    : done("failed", `not converged after ${whole.length} iterations, the most it may take (--max-iterations)`);
}

function done(status: "completed" | "failed" | "blocked", reason: string): Next {
  return { kind: "done", status, reason };
}
