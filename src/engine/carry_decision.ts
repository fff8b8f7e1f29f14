// One iteration of a decider: observe, decide, and the decision's actions one after another.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Decision } from "../model/decision.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Diff } from "../model/plan.ts";
import type { Entrance } from "../model/way.ts";
import type { Judged } from "../model/verdict.ts";
import { judge } from "../policy/judge.ts";
import type { Finish, Note } from "../ports/journal.ts";
import { decide } from "./decide.ts";
import { HeldHosts, type InTheWay, lookUntilHeld } from "./held_hosts.ts";
import { Reached } from "./reached.ts";
import {
  applyDeed,
  type Ended,
  entranceOf,
  entranceOfDeed,
  lookAt,
  type Looked,
  recordedWay,
  statusOf,
} from "./perform.ts";
import { outcomeOf, Tallies } from "./tally.ts";
import { tellResult } from "./tell_result.ts";
import type { Charge, Signals, Words, World } from "./world.ts";

/** What is left of a decision whose iteration was cut short: it goes on in a new one. */
export interface Carried {
  decision: Decision;
  decidedBy: NonNullable<Iteration["decidedBy"]>;
  actions: RecordedAction[];
}

/** Decides, and carries the decision out; with `carried`, nobody is asked again. */
export async function carryDecision(
  words: Words,
  { run, carried }: { run: readonly Iteration[]; carried: Carried | null },
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<InTheWay | null> {
  const { journal, events } = world;
  const opened = await journal.openIteration(
    carried === null ? { fresh: true, decidedBy: null } : {
      fresh: false,
      decidedBy: carried.decidedBy,
      decision: carried.decision,
      take: carried.actions.map(({ id }) => id),
    },
  );
  events.emit({
    kind: "iteration opened",
    loop: charge.loop.id,
    n: opened.n,
    fresh: carried === null,
    checkMode: false,
  });
  let decision = carried?.decision;
  let rows = carried?.actions ?? [];
  if (decision === undefined) {
    const made = await decide(words, { run, opened }, { charge, world, signals });
    decision = made.decision;
    const actions = decision.kind === "act" ? decision.actions : [];
    const judged = judge(actions, world.policy, { by: made.by, as: "deed", environment: world.environment });
    rows = await journal.noteDecision(opened.id, made.by, decision, judged.map((each) => noteOf(each, world)));
  }
  const tallies = new Tallies();
  const stopped = await execute(rows, tallies, { charge, world, signals });
  if (stopped) {
    const { rest, inTheWay } = stopped;
    await journal.abandonIteration(opened.id, {
      error: inTheWay?.reason ?? "stopped by a human",
      carry: rest.map(({ id }) => id),
      ...(inTheWay === undefined ? {} : { waits: true }),
    });
    return inTheWay ?? null;
  }
  const tally = tallies.byHost();
  await journal.closeIteration(opened.id, { phase: "completed", converged: decision.kind === "converged" });
  events.emit({
    kind: "iteration closed",
    loop: charge.loop.id,
    n: opened.n,
    tally,
    converged: decision.kind === "converged",
  });
  return null;
}

/** What is left of a decision that was stopped, by a human or by who is at work on a host. */
interface Stopped {
  rest: RecordedAction[];
  inTheWay?: InTheWay;
}

/** Runs pending actions in order; after one that fails the rest is skipped. Returns what is left when it is stopped. */
async function execute(
  rows: readonly RecordedAction[],
  tallies: Tallies,
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Stopped | null> {
  const hosts = new HeldHosts(new Reached());
  const all = rows.map((row) => entranceOf(actionOf(row), world));
  for (const [index, row] of rows.entries()) {
    if (signals.stop.aborted || signals.signal.aborted) return { rest: rows.slice(index) };
    const ended = await executeOne(row, { hosts, all }, { charge, world, signals });
    if (ended === "stopped") return { rest: rows.slice(index) };
    if (ended.kind === "again") return { rest: rows.slice(index), inTheWay: ended };
    const { result, diff } = ended;
    const outcome = ended.kind === "interrupted" ? "interrupted" : outcomeOf(result);
    const { id, host, name } = row;
    tallies.note(actionOf(row), outcome, { result, recorded: false });
    tellResult(actionOf(row), { id, outcome, recorded: false, result, diff }, { charge, world });
    if (!["failed", "unreachable", "interrupted"].includes(outcome)) continue;
    const rest = rows.slice(index + 1).map(({ id }): Finish => ({
      id,
      status: "skipped",
      result: {
        changed: false,
        skipped: true,
        msg: `"${name}" on ${host} ${outcome === "interrupted" ? "was interrupted" : "failed"} before it`,
      },
    }));
    if (rest.length > 0) await world.journal.finishAction(rest);
    return null;
  }
  return null;
}

/** Looks, starts, does and notes the end of one action. A look that a human ended says nothing: the action stays pending. */
async function executeOne(
  row: RecordedAction,
  { hosts, all }: { hosts: HeldHosts; all: readonly Entrance[] },
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Ended & { diff: Diff[] } | InTheWay | "stopped"> {
  const { journal } = world;
  const action = actionOf(row);
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
  const { plan, module, call } = looked;
  await journal.startAction([{ id: row.id, diff: plan.diff, result: plan.result }]);
  const ended = await applyDeed(
    { id: row.id, action, plan, module, call, admission: hosts.admissionTo(entranceOfDeed(action, module, world)) },
    charge,
    world,
  );
  await journal.finishAction([{ id: row.id, status: statusOf(ended), result: ended.result }]);
  return { ...ended, diff: plan.diff };
}

/** The host that an action is about to change, if any. */
function changed(seen: Looked, action: Action, world: World): Entrance[] {
  if (seen.kind !== "plan" || seen.plan.kind !== "change" || seen.module.doc.controllerOnly === true) return [];
  return [entranceOfDeed(action, seen.module, world)];
}

/** A decided action as it is written down, with where its receipt will be looked for. */
function noteOf({ action, verdict }: Judged, world: World): Note {
  const module = world.modules.get(action.module);
  const way = module === undefined ? undefined : recordedWay(action, module, world);
  return { action, verdict, ...(way === undefined ? {} : { way }) };
}

function actionOf({ host, module, params, name, task, item }: RecordedAction): Action {
  return { host, module, params, name, task, ...(item === undefined ? {} : { item }) };
}
