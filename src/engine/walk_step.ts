// One step of a pass: one task on its hosts. Looks, chooses, notes and starts in one commit, does, and notes the ends in another.
import type { Action, ActionStatus, RecordedResult } from "../model/action.ts";
import type { Question } from "../model/decision.ts";
import type { Outcome } from "../model/event.ts";
import type { Diff, ModuleResult } from "../model/plan.ts";
import { judge, type Verdict } from "../policy/judge.ts";
import type { Difference, Note } from "../ports/journal.ts";
import type { Module, ModuleCall } from "../ports/module.ts";
import { chooseSkipped, chooseWay, type Way } from "./choose_way.ts";
import { type Demand, type HeldHosts, type InTheWay, lookUntilHeld } from "./held_hosts.ts";
import { differencesOf } from "./differences.ts";
import type { Ledger, Past } from "./ledger.ts";
import { applyDeed, type Deed, type Ended, entranceOf, lookAt, statusOf } from "./perform.ts";
import type { PendingEnds } from "./pending_ends.ts";
import { aboutRecord, ofTask } from "./questions.ts";
import { outcomeOf, type Tallies } from "./tally.ts";
import { silentEnd } from "./silent_end.ts";
import type { Standing, Temporary } from "./temporary.ts";
import { tellResult, tellRetry } from "./tell_result.ts";
import type { Charge, Signals, World } from "./world.ts";

/** A pass while it walks. */
export interface Pass {
  iteration: number;
  charge: Charge;
  world: World;
  ledger: Ledger;
  tallies: Tallies;
  checkMode: boolean;
  ends: PendingEnds;
  temporary: Temporary;
  hosts: HeldHosts;
  /** What a dry run found. */
  differences: Difference[];
}

/** A step needs a human's word first. */
export interface Asking {
  asking: Question[];
}

/** An action with what is on record of it. */
interface Call {
  action: Action;
  past: Past & { occurrence: number };
}

interface Chosen {
  action: Action;
  verdict: Verdict;
  past: Past & { occurrence: number };
  /** Look only. */
  checkMode: boolean;
  /** `settled`: a result without a deed, the task's conditions applied. */
  way: Exclude<Way, { kind: "known" | "ask" | "question" }> | { kind: "asking"; question: Question } | {
    kind: "settled" | "denied";
    result: ModuleResult;
  };
  module?: Module;
  call?: ModuleCall;
}

/**
 * Takes one step. Returns the results in the actions' order, the question that must be answered first, who is at work on one of its hosts, or
 * `stopped` where a human ended its looks: nothing is known then, and nothing was done.
 */
export async function walkStep(
  actions: Action[],
  pass: Pass,
  { stop, signal }: Signals,
): Promise<RecordedResult[] | Asking | InTheWay | "stopped"> {
  const calls = actions.map((action) => ({ action, past: pass.ledger.past(action) }));
  const waitMs = Math.max(0, ...calls.map(waitBefore));
  if (waitMs > 0) {
    await pass.ends.write();
    await pass.world.wait(waitMs, AbortSignal.any([stop, signal]));
    if (stop.aborted) return "stopped";
  }
  const judged = judge(actions.filter((action) => action.settled === undefined), pass.world.policy);
  const verdicts = new Map(judged.map(({ action, verdict }) => [action, verdict]));
  const look = () =>
    pass.ends.during(() =>
      Promise.all(calls.map((call) => choose(call, verdicts.get(call.action) ?? "allow", pass, signal)))
    );
  const chosen = await lookUntilHeld(look, (seen) => changing(seen, pass), pass, signal);
  if (chosen === "stopped" || "kind" in chosen) return chosen;
  const asking = chosen.flatMap(({ way }) => way.kind === "asking" ? [way.question] : []);
  if (asking.length > 0) return { asking };
  const noted = await note(chosen, pass);
  const deeds = chosen.flatMap((each): Deed[] => {
    const id = noted.get(each.action);
    if (each.way.kind !== "deed" || id === undefined) return [];
    const { action, way: { plan } } = each;
    return [{
      id,
      action,
      plan,
      module: each.module!,
      call: each.call!,
      admission: pass.hosts.admissionTo(entranceOf(action, pass.world)),
    }];
  });
  const done = await doAll(deeds, pass);
  return chosen.map((each) => conclude(each, noted.get(each.action) ?? null, done.get(each.action), pass));
}

/** The hosts that a step is about to change, and the play's. */
function changing(chosen: readonly Chosen[], { world }: Pass): Demand {
  const deeds = chosen.filter(({ way, module }) => way.kind === "deed" && module?.doc.controllerOnly !== true);
  const hosts = deeds.map(({ action }) => entranceOf(action, world));
  return { hosts, all: deeds[0]?.action.terms?.hosts?.() ?? [] };
}

async function choose({ action, past }: Call, verdict: Verdict, pass: Pass, signal: AbortSignal): Promise<Chosen> {
  const { world, charge } = pass;
  const checkMode = action.terms?.checkMode ?? pass.checkMode;
  const chosen = { action, verdict, past, checkMode };
  const module = world.modules.get(action.module);
  const choosing = {
    checkMode,
    onInterrupted: charge.loop.options?.onInterrupted ?? "ask",
    conclude: (predicted: ModuleResult) => module?.conclude(predicted, silentEnd(world)) ?? predicted,
  };
  if (action.settled !== undefined) {
    const way = chooseSkipped(action.settled, action, past, choosing);
    return {
      ...chosen,
      way: way.kind === "known" ? { kind: "settled", result: way.result } : asAsking(way, action, past),
    };
  }
  if (verdict !== "allow") {
    return { ...chosen, way: { kind: "denied", result: { changed: false, failed: true, msg: "denied by policy" } } };
  }
  const stands = checkMode ? undefined : pass.temporary.stands(action, past);
  if (stands !== undefined) return { ...chosen, way: standing(stands, past) };
  const looked = await lookAt(action, world, checkMode, signal);
  if (looked.kind === "known") return { ...chosen, way: { kind: "settled", result: looked.result } };
  const way = chooseWay(looked.plan, action, past, choosing);
  if (way.kind === "known") return { ...chosen, way: { kind: "settled", result: settled(action, way.result) } };
  return { ...chosen, way: asAsking(way, action, past), module: looked.module, call: looked.call };
}

/** The result of an earlier pass, in its words; a change of a pass that this one does not complete is none of this one. */
function standing(stands: Standing, { chain }: Past): Chosen["way"] {
  if ("result" in stands) return { kind: "settled", result: { ...stands.result, changed: false } };
  const { record } = stands;
  const result = record.result ?? { changed: true };
  return { kind: "recorded", record, result: chain === record ? result : { ...result, changed: false } };
}

/** Milliseconds to wait before a call; none where its result is on record and stands. */
function waitBefore({ action, past }: Call): number {
  const { waitMs = 0, changedWhen } = action.terms ?? {};
  const once = changedWhen === "unset" || changedWhen === true;
  return past.chain !== undefined || (once && past.run !== undefined) ? 0 : waitMs;
}

function asAsking(way: Exclude<Way, { kind: "known" }>, action: Action, past: Past): Chosen["way"] {
  if (way.kind === "ask") return { kind: "asking", question: aboutRecord(way.record) };
  if (way.kind === "question") return { kind: "asking", question: ofTask(action, way.text, past.about) };
  return way;
}

/** Rows for deeds (running) and for results that changed or failed without one, in one commit. */
async function note(chosen: Chosen[], { world, iteration, ends }: Pass): Promise<Map<Action, number>> {
  const notes = chosen.filter(({ checkMode }) => !checkMode).flatMap((each) => noteOf(each));
  if (notes.length === 0) return new Map();
  const rows = await world.journal.noteActions(iteration, notes, ends.take());
  return new Map(rows.map((row, index) => [notes[index]!.action, row.id]));
}

function noteOf({ action, verdict, past: { occurrence }, way }: Chosen): Note[] {
  const noted = (status: ActionStatus, result: ModuleResult, diff: Diff[] = []): Note[] => [
    { action, verdict, occurrence, status, result, diff: action.terms?.diff === false ? [] : diff },
  ];
  if (way.kind === "deed") {
    return noted("running", way.plan.result, way.plan.diff).map((note) => ({
      ...note,
      cannotTell: way.plan.cannotTell === true,
    }));
  }
  if (way.kind === "recorded" || way.kind === "asking" || way.kind === "would") return [];
  if (way.kind === "denied") return noted("denied", way.result);
  if (way.result["unreachable"] === true) return noted("skipped", way.result);
  if (way.result["failed"] === true) return noted("failed", way.result);
  return way.result.changed ? noted("completed", way.result) : [];
}

/** Does the deeds, all at once; their ends are written in one commit, also where another one's session broke. */
async function doAll(deeds: Deed[], { world, charge, ends: pending }: Pass): Promise<Map<Action, Ended>> {
  if (deeds.length === 0) return new Map();
  const ends = await Promise.allSettled(deeds.map((deed) => applyDeed(deed, charge, world)));
  const done = deeds.flatMap((deed, index) => {
    const end = ends[index]!;
    if (end.status === "rejected") return [];
    const { kind, result } = end.value;
    return [{ deed, ended: { kind, result: kind === "ran" ? settled(deed.action, result) : result } }];
  });
  pending.add(done.map(({ deed, ended }) => ({ id: deed.id, status: statusOf(ended), result: ended.result })));
  for (const { deed, ended } of done) {
    if (deed.action.terms?.noLog === true) world.unrecorded.set(deed.id, ended.result);
  }
  const broken = ends.find((end) => end.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  return new Map(done.map(({ deed, ended }) => [deed.action, ended]));
}

function conclude(chosen: Chosen, id: number | null, ended: Ended | undefined, pass: Pass): RecordedResult {
  const { action, way } = chosen;
  if (way.kind === "asking") throw new Error("a question has no result");
  const result = ended?.result ?? resultOf(action, way);
  const recorded = way.kind === "recorded";
  if (!recorded) pass.temporary.keep({ action, about: chosen.past.about, id, result });
  if (action.settled === undefined && action.terms?.retry?.again(result) === true) {
    if (!recorded) tellRetry(action, result, pass);
    return { action, id: recorded ? way.record.id : id, result, recorded };
  }
  const outcome: Outcome = way.kind === "denied"
    ? "denied"
    : way.kind === "would" && way.plan.cannotTell === true
    ? "would run"
    : ended?.kind === "interrupted"
    ? "interrupted"
    : outcomeOf(result);
  pass.tallies.note(action, outcome, { result, recorded, foreseen: way.kind === "would" && !pass.checkMode });
  if (way.kind === "would" && pass.checkMode) pass.differences.push(...differencesOf(action, way.plan));
  const diff = way.kind === "deed" || way.kind === "would" ? way.plan.diff : recorded ? way.record.diff : [];
  tellResult(action, { id, outcome, recorded, result, diff: action.terms?.diff === false ? [] : diff }, pass);
  return { action, id: recorded ? way.record.id : id, result, recorded };
}

function resultOf(action: Action, way: Exclude<Chosen["way"], { kind: "asking" }>): ModuleResult {
  if (way.kind === "deed" || way.kind === "would") return settled(action, way.plan.result);
  if (way.kind !== "recorded") return way.result;
  // The record's own `changed` stands: a changed_when that is constantly true must not fire again in a later pass.
  const result = settled(action, way.result);
  return { ...result, changed: way.result.changed && result.changed };
}

function settled(action: Action, result: ModuleResult): ModuleResult {
  return action.terms === undefined ? result : action.terms.settle(result);
}
