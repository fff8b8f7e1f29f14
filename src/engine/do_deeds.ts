// The deeds of a step, on many hosts at once; each end is told and written as it comes.
import type { Action } from "../model/action.ts";
import type { ModuleResult } from "../model/plan.ts";
import { type Chosen, settled } from "./choose.ts";
import type { End } from "./conclude.ts";
import { fanOut } from "./fan_out.ts";
import { note } from "./note.ts";
import type { Pass } from "./pass.ts";
import { applyDeed, type Deed, entranceOf, entranceOfDeed, statusOf } from "./perform.ts";
import { isAway, recover, type Recovered } from "./recover.ts";
import type { Signals } from "./world.ts";

/** A step whose rows are written. */
interface Doing {
  noted: ReadonlyMap<Action, number>;
  /** Most hosts at once. */
  atOnce: number;
  /** Hears each end. */
  ended(chosen: Chosen, end: End): void;
  pass: Pass;
}

/**
 * Does the deeds. One whose connection breaks is found again by its receipt; where it never started it is noted and started once more, under
 * a row of its own. At a human's stop those that wait for their turn are not started any more. Throws what is our "cannot" when all have ended.
 */
export async function doDeeds(
  chosen: readonly Chosen[],
  { noted, atOnce, ended, pass }: Doing,
  signals: Signals,
): Promise<void> {
  const deeds = chosen.filter(({ choice, action }) => choice.kind === "deed" && noted.has(action));
  if (deeds.length === 0) return;
  const work = () =>
    fanOut(deeds, atOnce, async (each) => ended(each, await doOne(each, noted.get(each.action)!, { pass, signals })));
  // The end of one alone is written with what starts next.
  if (deeds.length === 1) await work();
  else await pass.ends.during(work);
}

async function doOne(
  chosen: Chosen,
  id: number,
  { pass, signals }: { pass: Pass; signals: Signals },
): Promise<End> {
  const { stop, signal } = signals;
  if (stop.aborted || signal.aborted) return unstarted(id, pass);
  const came = await attempt(deedOf(chosen, id, pass), { pass, signals });
  if (came.kind === "never started" && (stop.aborted || signal.aborted)) return unstarted(id, pass);
  if (came.kind !== "never started") return end(chosen, id, { came, pass, signals });
  const result = { changed: false, skipped: true, msg: "Never started: the connection broke first" };
  const again = await note([chosen], pass, [{ id, status: "skipped", result }]);
  const second = again.get(chosen.action)!;
  const last = await attempt(deedOf(chosen, second, pass), { pass, signals });
  return end(chosen, second, { came: last, pass, signals });
}

async function attempt(deed: Deed, { pass, signals }: { pass: Pass; signals: Signals }): Promise<Recovered> {
  const { charge, world } = pass;
  pass.ends.demandWritten();
  try {
    return await applyDeed(deed, charge, world);
  } catch (error) {
    if (!isAway(error)) throw error;
    return await recover(deed, { charge, world, signals });
  }
}

/** The stop came first: the next pass starts it. */
function unstarted(id: number, { ends, reached }: Pass): End {
  const result = { changed: false, skipped: true, msg: "Never started: the loop was stopped first" };
  ends.add([{ id, status: "skipped", result }]);
  reached.stopped();
  return { id, ended: { kind: "not started", result } };
}

/** The end on its way to the record; of a deed whose host is away nothing is written: its row stays running. */
function end(
  { action }: Chosen,
  id: number,
  { came, pass, signals }: { came: Recovered; pass: Pass; signals: Signals },
): End {
  const { host } = entranceOf(action, pass.world).way;
  const unreachable = (msg: string): ModuleResult => ({ changed: false, unreachable: true, msg });
  if (came.kind === "away") {
    const msg = `${came.reason} ("${action.name}" was running there and is settled when it answers)`;
    pass.reached.leave(id, host, msg);
    return { id, ended: { kind: "ran", result: unreachable(msg) } };
  }
  if (came.kind === "never started") {
    const msg = `The connection to ${host} broke twice before "${action.name}" could start`;
    pass.ends.add([{ id, status: "skipped", result: unreachable(msg) }]);
    pass.reached.away(host, msg);
    return { id, ended: { kind: "ran", result: unreachable(msg) } };
  }
  const result = came.kind === "ran" ? settled(action, came.result) : came.result;
  pass.ends.add([{ id, status: statusOf({ ...came, result }), result }]);
  if (action.terms?.noLog === true) pass.world.unrecorded.set(id, result);
  if (came.kind !== "interrupted" || signals.signal.aborted) return { id, ended: { ...came, result } };
  // Nobody ended it but the break: what it did is not known, so this host goes no further in this pass.
  const msg =
    `The connection to ${host} broke while "${action.name}" ran, and it left no end: what it did is not known`;
  pass.reached.interrupted(host, msg);
  return { id, ended: { kind: "interrupted", result: unreachable(msg) } };
}

function deedOf({ action, choice, module, call }: Chosen, id: number, { world, hosts }: Pass): Deed {
  if (choice.kind !== "deed" || module === undefined || call === undefined) throw new Error("only a deed is done");
  const admission = hosts.admissionTo(entranceOfDeed(action, module, world));
  return { id, action, plan: choice.plan, module, call, admission };
}
