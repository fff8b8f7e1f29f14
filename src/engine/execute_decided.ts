// A decision's actions, one after another: each looked at right before it starts, each end written before the next begins.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Diff } from "../model/plan.ts";
import type { Entrance } from "../model/way.ts";
import type { Finish } from "../ports/journal.ts";
import { callHash } from "./fingerprint.ts";
import { HeldHosts, type InTheWay, lookUntilHeld } from "./held_hosts.ts";
import { applyDeed, type Ended, entranceOf, entranceOfDeed, lookAt, type Looked, statusOf } from "./perform.ts";
import type { Pending } from "./approve_batch.ts";
import { Reached } from "./reached.ts";
import { outcomeOf, type Tallies } from "./tally.ts";
import { tellResult } from "./tell_result.ts";
import type { Charge, Signals, World } from "./world.ts";

/** What is left of a decision that was stopped: by a human, by who is at work on a host, or because a human has to be asked about what comes next. */
export interface Stopped {
  rest: RecordedAction[];
  inTheWay?: InTheWay;
  unapproved?: true;
}

/** What actions are carried out with. */
export interface Carrying {
  /** Calls that a human has approved, by their hashes. */
  covered: ReadonlySet<string>;
  tallies: Tallies;
  charge: Charge;
  world: World;
  signals: Signals;
}

/** Runs pending actions in order; after one that fails the rest is skipped. Returns what is left when it is stopped. */
export async function executeDecided(pending: readonly Pending[], carrying: Carrying): Promise<Stopped | null> {
  const { charge, world, signals, tallies } = carrying;
  const hosts = new HeldHosts(new Reached());
  const all = pending.map(({ action }) => entranceOf(action, world));
  for (const [index, each] of pending.entries()) {
    const rest = pending.slice(index).map(({ row }) => row);
    if (signals.stop.aborted || signals.signal.aborted) return { rest };
    const ended = await executeOne(each, { hosts, all }, carrying);
    if (ended === "stopped") return { rest };
    if (ended === "unapproved") return { rest, unapproved: true };
    if (ended.kind === "again") return { rest, inTheWay: ended };
    const { result, diff } = ended;
    const outcome = ended.kind === "interrupted" ? "interrupted" : outcomeOf(result);
    const { action, row: { id, name, host } } = each;
    tallies.note(action, outcome, { result, recorded: false });
    tellResult(action, { id, outcome, recorded: false, result, diff }, { charge, world });
    if (!["failed", "unreachable", "interrupted"].includes(outcome)) continue;
    const why = `"${name}" on ${host} ${outcome === "interrupted" ? "was interrupted" : "failed"} before it`;
    await skip(rest.slice(1), why, world);
    return null;
  }
  return null;
}

/** Rows that will not start any more. */
export async function skip(rows: readonly RecordedAction[], why: string, { journal }: World): Promise<void> {
  const result = { changed: false, skipped: true, msg: why };
  const ends = rows.map(({ id }): Finish => ({ id, status: "skipped", result }));
  if (ends.length > 0) await journal.finishAction(ends);
}

/** Looks, starts, does and notes the end of one action. A look that a human ended says nothing: the action stays pending. */
async function executeOne(
  { row, action, judged }: Pending,
  { hosts, all }: { hosts: HeldHosts; all: readonly Entrance[] },
  { covered, charge, world, signals }: Carrying,
): Promise<Ended & { diff: Diff[] } | InTheWay | "stopped" | "unapproved"> {
  const { journal } = world;
  const looked = await lookUntilHeld(
    () => lookAt(action, world, false, signals.signal),
    (seen) => ({ hosts: changed(seen, action, world), all: () => all }),
    { hosts, world },
    signals.signal,
  );
  if (looked === "stopped" || looked.kind === "again") return looked;
  if (looked.kind === "known" || looked.plan.kind !== "change") {
    const { result } = looked.kind === "known" ? looked : looked.plan;
    const status = result["unreachable"] === true ? "skipped" : result["failed"] === true ? "failed" : "completed";
    await journal.finishAction([{ id: row.id, status, result }]);
    return { kind: "ran", result, diff: [] };
  }
  if (judged.verdict === "ask" && !covered.has(callHash(action, charge.loop.uid))) return "unapproved";
  const { plan, module, call } = looked;
  await journal.startAction([{ id: row.id, diff: plan.diff, result: plan.result }]);
  const admission = hosts.admissionTo(entranceOfDeed(action, module, world));
  const ended = await applyDeed({ id: row.id, action, plan, module, call, admission }, charge, world);
  await journal.finishAction([{ id: row.id, status: statusOf(ended), result: ended.result }]);
  return { ...ended, diff: plan.diff };
}

/** The host that an action is about to change, if any. */
function changed(seen: Looked, action: Action, world: World): Entrance[] {
  if (seen.kind !== "plan" || seen.plan.kind !== "change" || seen.module.doc.controllerOnly === true) return [];
  return [entranceOfDeed(action, seen.module, world)];
}
