// A decision's actions in order: each looked at right before it starts, each end written before the next begins. The same on several hosts goes side by side.
import type { ActionStatus, RecordedAction } from "../model/action.ts";
import type { Outcome } from "../model/event.ts";
import { FORKS } from "../model/forks.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Entrance } from "../model/way.ts";
import type { Finish } from "../ports/journal.ts";
import { sortedKeys } from "../playbook/sorted_keys.ts";
import type { Pending } from "./approve_batch.ts";
import { fanOut } from "./fan_out.ts";
import { callHash } from "./fingerprint.ts";
import { HeldHosts, type InTheWay, lookUntilHeld } from "./held_hosts.ts";
import { applyDeed, type Deed, type Ended, entranceOf, entranceOfDeed, lookAt, statusOf } from "./perform.ts";
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
  const { signals, world } = carrying;
  const hosts = new HeldHosts(new Reached());
  const all = pending.map(({ action }) => entranceOf(action, world));
  let left = pending;
  while (left.length > 0) {
    const step = left.slice(0, alike(left));
    const rest = left.map(({ row }) => row);
    if (signals.stop.aborted || signals.signal.aborted) return { rest };
    const ended = await executeTogether(step, { hosts, all }, carrying);
    if (ended === "stopped") return { rest };
    if (ended === "unapproved") return { rest, unapproved: true };
    if (!Array.isArray(ended)) return { rest, inTheWay: ended };
    left = left.slice(step.length);
    const bad = ended.find(({ outcome }) => ["failed", "unreachable", "interrupted"].includes(outcome));
    if (bad === undefined) continue;
    const { name, host } = bad.row;
    const why = `"${name}" on ${host} ${bad.outcome === "interrupted" ? "was interrupted" : "failed"} before it`;
    await skip(left.map(({ row }) => row), why, world);
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

/** How many at the front are the same call, each on a host of its own. */
function alike(pending: readonly Pending[]): number {
  const callOf = ({ action: { module, params } }: Pending) => JSON.stringify([module, sortedKeys(params)]);
  const hosts = new Set<string>();
  const first = callOf(pending[0]!);
  const end = pending.findIndex((each) => callOf(each) !== first || hosts.size === hosts.add(each.action.host).size);
  return end < 0 ? pending.length : Math.max(1, end);
}

/** One of a step, looked at; `deed` where there is something to do. */
interface Seen extends Pending {
  result: ModuleResult;
  deed?: Omit<Deed, "admission">;
}

/** Looks, starts in one commit, does, and notes each end. A look that a human ended says nothing: the actions stay pending. */
async function executeTogether(
  step: readonly Pending[],
  { hosts, all }: { hosts: HeldHosts; all: readonly Entrance[] },
  { covered, tallies, charge, world, signals }: Carrying,
): Promise<(Pending & { outcome: Outcome })[] | InTheWay | "stopped" | "unapproved"> {
  const { journal, forks = FORKS } = world;
  const seen = await lookUntilHeld(
    () => fanOut(step, forks, (each) => look(each, world, signals.signal)),
    (seen) => ({ hosts: seen.flatMap(({ deed }) => deed === undefined ? [] : touched(deed, world)), all: () => all }),
    { hosts, world },
    signals.signal,
  );
  if (seen === "stopped" || !Array.isArray(seen)) return seen;
  const deeds = seen.flatMap(({ deed, judged }) => deed === undefined ? [] : [{ deed, judged }]);
  const unapproved = deeds.some(({ deed, judged }) =>
    judged.verdict === "ask" &&
    !covered.has(callHash(deed.action, { salt: charge.loop.uid, way: entranceOf(deed.action, world).way }))
  );
  if (unapproved) return "unapproved";
  const starts = deeds.map(({ deed: { id, plan: { diff, result } } }) => ({ id, diff, result }));
  if (starts.length > 0) await journal.startAction(starts);
  return await fanOut(seen, forks, async ({ deed, result, ...each }) => {
    const { row, action } = each;
    const ended: Ended = deed === undefined ? { kind: "ran", result } : await applyDeed(
      { ...deed, admission: hosts.admissionTo(entranceOfDeed(action, deed.module, world)) },
      charge,
      world,
    );
    const status = deed === undefined ? statusOfLook(result) : statusOf(ended);
    await journal.finishAction([{ id: row.id, status, result: ended.result }]);
    const outcome = ended.kind === "interrupted" ? "interrupted" : outcomeOf(ended.result);
    tallies.note(action, outcome, { result: ended.result, recorded: false });
    const diff = deed?.plan.diff ?? [];
    tellResult(action, { id: row.id, outcome, recorded: false, result: ended.result, diff }, { charge, world });
    return { ...each, outcome };
  });
}

async function look(each: Pending, world: World, signal: AbortSignal): Promise<Seen> {
  const { row, action } = each;
  const looked = await lookAt(action, world, { checkMode: false }, signal);
  if (looked.kind === "known") return { ...each, result: looked.result };
  const { plan, module, call } = looked;
  return plan.kind === "change"
    ? { ...each, result: plan.result, deed: { id: row.id, action, plan, module, call } }
    : { ...each, result: plan.result };
}

function statusOfLook(result: ModuleResult): ActionStatus {
  return result["unreachable"] === true ? "skipped" : result["failed"] === true ? "failed" : "completed";
}

/** The host that a deed is about to change, if any. */
function touched({ action, module }: Omit<Deed, "admission">, world: World): Entrance[] {
  return module.doc.controllerOnly === true ? [] : [entranceOfDeed(action, module, world)];
}
