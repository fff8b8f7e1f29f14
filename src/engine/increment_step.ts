// What comes next in an incremental run, read from its increments and iterations alone. Pure.
import type { Increment, NewIncrement } from "../model/increment.ts";
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions, Next } from "../model/loop.ts";
import { asksForPlan } from "./confirmation.ts";
import { undoing } from "./undoing.ts";
import { unanswered, verdictOfPasses } from "./verdict.ts";

/** What comes next. `work`: a pass, through one increment or (null) the whole playbook; it completes what `own` left unfinished. */
export type IncrementStep =
  | { kind: "work"; increment: Increment | null; own: Iteration[] }
  | { kind: "settle"; increment: Increment; status: "completed" | "failed" }
  | { kind: "fix"; fixes: NewIncrement[] }
  | { kind: "end"; next: Next };

/** Most fixes of one play in a row, and most rounds of fixes after verification passes. */
const MOST_FIXES = 2;

/**
 * Fixes go before what is still planned; when all increments hold, a verification pass walks the whole playbook. What that finds
 * different it puts right as every pass does, and each such play has to prove with a fix increment that it holds.
 */
export function incrementStep(
  rows: readonly Increment[],
  run: readonly Iteration[],
  options: LoopOptions,
): IncrementStep {
  const record = new Rows(rows, run);
  const broken = rows.find((row) => row.status === "failed" && !record.isMended(row));
  if (broken !== undefined) return afterFailure(broken, record, options);
  const isOpen = ({ status }: Increment) => status === "pending" || status === "running";
  const current = rows.find((row) => row.isFix && isOpen(row)) ?? rows.find(isOpen);
  if (current === undefined) return options.once ? end("completed", ONCE) : verification(rows, run, options);
  const verdict = verdictOfPasses(record.own(current), options);
  if (verdict === null) return { kind: "work", increment: current, own: record.lineage(current).flatMap(record.own) };
  // What runs on a host that is away may yet end well: until that is known the increment has not failed.
  const away = record.own(current).some(({ actions }) => actions.some(({ status }) => status === "running"));
  if (verdict.kind !== "done" || away) return { kind: "end", next: verdict };
  return { kind: "settle", increment: current, status: verdict.status === "completed" ? "completed" : "failed" };
}

/** Which iterations are whose. */
class Rows {
  constructor(readonly rows: readonly Increment[], readonly run: readonly Iteration[]) {}

  readonly own = ({ id }: Increment): Iteration[] => this.run.filter(({ increment }) => increment === id);

  /** Whether a fix was inserted for it. */
  isMended(row: Increment): boolean {
    return this.rows.some(({ foundBy }) => this.own(row).some(({ id }) => id === foundBy));
  }

  /** The failed increments that this one is the fix of, oldest first, and itself: it completes what they left unfinished. */
  lineage(row: Increment): Increment[] {
    const mended = row.foundBy === null ? undefined : this.run.find(({ id }) => id === row.foundBy)?.increment;
    const before = this.rows.find(({ id }) => id === mended);
    return before === undefined ? [row] : [...this.lineage(before), row];
  }
}

function afterFailure(row: Increment, record: Rows, options: LoopOptions): IncrementStep {
  const last = record.own(row).at(-1);
  const fixes = record.lineage(row).filter(({ isFix }) => isFix).length;
  if (last !== undefined && fixes < MOST_FIXES && !options.once) return { kind: "fix", fixes: [fixOf(row, last)] };
  const verdict = verdictOfPasses(record.own(row), options);
  const reason = verdict?.kind === "done" ? `: ${verdict.reason}` : "";
  const { n } = record.rows.find(({ isFix, play }) => !isFix && play === row.play) ?? row;
  const tries = fixes === 0 ? "failed" : `failed, and so did ${fixes} fix${fixes === 1 ? "" : "es"} of it in a row`;
  return end("failed", `increment ${n} (${JSON.stringify(row.name)}) ${tries}${reason}`);
}

function verification(rows: readonly Increment[], run: readonly Iteration[], options: LoopOptions): IncrementStep {
  const own = run.filter((iteration) => iteration.increment === null && !asksForPlan(iteration));
  const waiting = unanswered(own);
  if (waiting !== null) return { kind: "end", next: waiting };
  const passes = own.filter((pass) => pass.phase === "completed" || hasFailed(pass));
  const last = passes.at(-1);
  const work: IncrementStep = { kind: "work", increment: null, own };
  // A pass that was cut short after the last whole one has to be completed before anything can be said.
  if (last === undefined || own.at(-1) !== last) return work;
  if (last.converged) return end("completed", "converged");
  const rounds = passes.filter(({ id }) => rows.some(({ foundBy }) => foundBy === id));
  if (!rounds.includes(last)) {
    const before = passes.at(-2);
    const plays = playsAtFault(own.slice(before === undefined ? 0 : own.indexOf(before) + 1));
    const found = rows.filter(({ isFix, play }) => !isFix && plays.includes(play));
    if (found.length > 0) {
      if (rounds.length < MOST_FIXES) return { kind: "fix", fixes: found.map((row) => fixOf(row, last)) };
      return end("failed", restless(found, { before, last }));
    }
  }
  if (passes.length < options.maxIterations) return work;
  return end("failed", `not converged after ${passes.length} passes through the whole playbook (--max-iterations)`);
}

/** Plays that changed something, or failed, in a verification: its last pass, and those that this one completed. */
function playsAtFault(chain: readonly Iteration[]): number[] {
  const changed = chain.flatMap(({ actions }) => actions).filter(({ result }) => result?.changed === true);
  const failed = chain.at(-1)?.observations.failures ?? [];
  return [...changed, ...failed].flatMap(({ task }) => task === null ? [] : [Number(task.split(".")[0])]);
}

function hasFailed({ observations }: Iteration): boolean {
  return (observations.failures ?? []).length > 0;
}

function fixOf({ play, name }: Increment, found: Iteration): NewIncrement {
  return { play, name, isFix: true, foundBy: found.id };
}

function restless(found: readonly Increment[], { before, last }: { before: Iteration | undefined; last: Iteration }) {
  const names = found.map(({ n, name }) => `${n} (${JSON.stringify(name)})`);
  const what = hasFailed(last)
    ? `increment${names.length === 1 ? "" : "s"} ${
      names.join(" and ")
    } did not hold after ${MOST_FIXES} rounds of fixes: ${last.error}`
    : names.length === 1
    ? `increment ${names[0]} did not hold after ${MOST_FIXES} rounds of fixes: something puts it back`
    : `increments ${names.join(" and ")} undo each other: each of ${MOST_FIXES} rounds of fixes was undone`;
  const tasks = before === undefined ? null : undoing(before, last);
  return tasks === null ? what : `${what}; ${tasks}`;
}

function end(status: "completed" | "failed", reason: string): IncrementStep {
  return { kind: "end", next: { kind: "done", status, reason } };
}

const ONCE = "one pass of each increment, as asked";
