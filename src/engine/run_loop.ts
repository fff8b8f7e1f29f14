// A loop, turn after turn, until it ends, pauses, or has to come back later. Nothing sleeps here.
import { BudgetSpent, HostUnreachable, ModelUnavailable, ReceiptRefused, ShellBroken } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Mode, Next } from "../model/loop.ts";
import { endRunning } from "./end_running.ts";
import { forgetReceipts } from "./forget_receipts.ts";
import { iterate, settleLeft } from "./iterate.ts";
import type { Part } from "./part.ts";
import { resumePoint } from "./resume_point.ts";
import { spentTime } from "./time_budget.ts";
import { verdictOfDecisions, verdictOfPasses } from "./verdict.ts";
import type { WordPart } from "./word_increments.ts";
import type { Charge, Signals, World } from "./world.ts";

/** Milliseconds after which a receipt that still runs is looked at again. */
const RECEIPT_MS = 250;
/** Milliseconds after which a loop that runs for ever looks again whether it can be decided. */
const BLOCKED_MS = 300_000;
/** Milliseconds after which a host that was away in the middle of an action is tried again. */
const AWAY_MS = 5000;

/**
 * Walks a loop. Returns its end, `paused` when a human is needed, `stopped` at the stop signal, or `again` with the time after which to call
 * this anew. A shell that breaks under an action is such a time: the next turn settles the action by its receipt. Where a host cannot
 * tell what became of a receipt (its folder cannot be written), a human has to make room first.
 */
export async function runLoop(charge: Charge, world: World, signals: Signals): Promise<Next> {
  for (let turns = 0;; turns++) {
    const run = await world.journal.history();
    const last = run.at(-1);
    if (turns > 0 && last !== undefined) await forgetReceipts(last.actions, charge, world);
    const point = resumePoint(run);
    const running = point.running.length > 0;
    const isOpen = point.open !== null;
    const course = isOpen ? {} : await courseOf(run, charge, world);
    const end = course.end ?? (isOpen ? null : spentTime(run, charge.loop.options));
    // A run in which something may still run has not ended, whatever its passes say.
    if (end !== null && !(running && end.kind === "done")) {
      if (end.kind === "done" && end.status === "completed") await learn(run, charge, world);
      return ended(end, charge, world);
    }
    if (signals.stop.aborted || signals.signal.aborted) {
      if (signals.signal.aborted && running) await endRunning(run, charge, world);
      return ended({ kind: "stopped" }, charge, world);
    }
    try {
      const left = running && !isOpen ? await settleLeft(run, { charge, world, signals }) : NONE;
      if (left === "settled") continue;
      if (left === "waiting") return STILL_RUNNING;
      const [away] = left.values();
      if (end !== null && away !== undefined) {
        return waiting({ kind: "again", afterMs: AWAY_MS, reason: away, away: true }, charge, world);
      }
      const turn = await iterate(run, { charge, world, signals, part: course.part, words: course.words, away: left });
      if (turn === "waiting") return STILL_RUNNING;
      if (typeof turn === "object") return waiting(turn, charge, world);
    } catch (error) {
      // A question to a host that was cut short: the next turn sees to what runs.
      if (signals.signal.aborted && error === signals.signal.reason) continue;
      if (error instanceof ShellBroken) return { kind: "again", afterMs: RECEIPT_MS, reason: error.message };
      if (error instanceof HostUnreachable) {
        return waiting({ kind: "again", afterMs: AWAY_MS, reason: error.message, away: true }, charge, world);
      }
      if (error instanceof BudgetSpent) {
        return ended({ kind: "done", status: "failed", reason: error.message }, charge, world);
      }
      if (error instanceof ModelUnavailable) {
        const next = unasked(error, charge);
        return next.kind === "again" ? waiting(next, charge, world) : ended(next, charge, world);
      }
      if (error instanceof ReceiptRefused) return ended({ kind: "paused", reason: error.message }, charge, world);
      throw error;
    }
  }
}

/** What is made of a run in words that has converged. */
async function learn(run: readonly Iteration[], { loop }: Charge, { decides, lessons, events }: World): Promise<void> {
  if (decides.by !== "words" || lessons === undefined || !run.some(({ converged }) => converged)) return;
  const text = await lessons.learn(run);
  if (text !== null) events.emit({ kind: "learned", loop: loop.id, text });
}

interface Course {
  end?: Next;
  part?: Part;
  words?: WordPart;
}

/** How a loop goes on: to its end, with a part of its playbook, or with all of it. */
async function courseOf(run: readonly Iteration[], charge: Charge, world: World): Promise<Course> {
  const { loop: { mode, options } } = charge;
  const { decides } = world;
  if (mode === "incremental" && !options.dryRun) {
    if (decides.by === "playbook") {
      const { nextOfIncrements } = await import("./increments.ts");
      return await nextOfIncrements(run, decides.playbook, { options, world });
    }
    // Where only rules decide, nobody could make a plan.
    if (decides.decider !== null || options.steps !== undefined) {
      const { nextOfWords } = await import("./word_increments.ts");
      return await nextOfWords(run, decides, { options, world });
    }
  }
  const end = verdictOf(run, charge, world);
  return end === null ? {} : { end: lasting(end, mode) };
}

/** A playbook that policy stops today may be let through tomorrow: a loop that runs for ever comes back. */
function lasting(end: Next, mode: Mode): Next {
  return mode === "continuous" && end.kind === "done" && end.status === "blocked" ? { ...end, status: "failed" } : end;
}

function verdictOf(run: readonly Iteration[], { loop: { options } }: Charge, world: World): Next | null {
  return world.decides.by === "playbook" ? verdictOfPasses(run, options) : verdictOfDecisions(run, options);
}

/** A model that cannot be asked: later, with a growing wait; where a human has to change something, a loop that runs for ever asks again now and then. */
function unasked({ message, afterMs }: ModelUnavailable, { loop }: Charge): Next {
  if (afterMs !== null) return { kind: "again", afterMs, reason: message, away: true };
  return blocked(message, loop.mode);
}

/** Nothing can be decided. Who runs for ever does not end with that. */
function blocked(reason: string, mode: Mode): Next {
  return mode === "continuous"
    ? { kind: "again", afterMs: BLOCKED_MS, reason }
    : { kind: "done", status: "blocked", reason };
}

function waiting(next: Next & { kind: "again" }, { loop }: Charge, world: World): Next {
  world.events.emit({ kind: "waiting", loop: loop.id, reason: next.reason });
  return next;
}

function ended(next: Next, { loop }: Charge, world: World): Next {
  world.events.emit({ kind: "ended", loop: loop.id, next });
  return next;
}

const NONE: ReadonlyMap<string, string> = new Map();
const STILL_RUNNING: Next = { kind: "again", afterMs: RECEIPT_MS, reason: "an earlier command still runs" };
