// One step of a pass: one task on its hosts. Looks, chooses, notes and starts in one commit, does, and notes the ends in another.
import type { Action, RecordedAction, RecordedResult } from "../model/action.ts";
import type { CommandResult } from "../model/command.ts";
import type { Outcome } from "../model/event.ts";
import type { Diff, ModuleResult } from "../model/plan.ts";
import { judge, type Verdict } from "../policy/judge.ts";
import type { Note } from "../ports/journal.ts";
import { chooseSkipped, chooseWay, type Way } from "./choose_way.ts";
import type { Ledger } from "./ledger.ts";
import { applyDeed, type Deed, lookAt } from "./perform.ts";
import { outcomeOf, type Tallies } from "./tally.ts";
import type { Charge, Signals, World } from "./world.ts";
import type { Module, ModuleCall } from "../ports/module.ts";

/** A pass while it walks. */
export interface Pass {
  iteration: number;
  charge: Charge;
  world: World;
  ledger: Ledger;
  tallies: Tallies;
  checkMode: boolean;
}

/** A step needs a human's word about an action that was interrupted. */
export interface Asking {
  asking: RecordedAction[];
}

interface Chosen {
  action: Action;
  verdict: Verdict;
  occurrence: number;
  /** `settled`: as it is, whatever the task's conditions say. */
  way: Way | { kind: "settled" | "denied"; result: ModuleResult };
  module?: Module;
  call?: ModuleCall;
}

/** Takes one step. Returns the results in the actions' order, or the question that must be answered first. */
export async function walkStep(actions: Action[], pass: Pass, { signal }: Signals): Promise<RecordedResult[] | Asking> {
  const judged = judge(actions.filter((action) => action.settled === undefined), pass.world.policy);
  const verdicts = new Map(judged.map(({ action, verdict }) => [action, verdict]));
  const chosen = await Promise.all(
    actions.map((action) => choose(action, verdicts.get(action) ?? "allow", pass, signal)),
  );
  const asking = chosen.flatMap(({ way }) => way.kind === "ask" ? [way.record] : []);
  if (asking.length > 0) return { asking };
  const noted = await note(chosen, pass);
  const deeds = chosen.flatMap((each): Deed[] => {
    const id = noted.get(each.action);
    if (each.way.kind !== "deed" || id === undefined) return [];
    return [{ id, action: each.action, plan: each.way.plan, module: each.module!, call: each.call! }];
  });
  const done = await doAll(deeds, pass, signal);
  return chosen.map((each) => conclude(each, noted.get(each.action) ?? null, done.get(each.action), pass));
}

async function choose(action: Action, verdict: Verdict, pass: Pass, signal: AbortSignal): Promise<Chosen> {
  const past = pass.ledger.past(action);
  const chosen = { action, verdict, occurrence: past.occurrence };
  if (action.settled !== undefined) {
    const way = chooseSkipped(action.settled, action, past);
    return { ...chosen, way: way.kind === "known" ? { kind: "settled", result: way.result } : way };
  }
  if (verdict !== "allow") {
    return { ...chosen, way: { kind: "denied", result: { changed: false, failed: true, msg: "denied by policy" } } };
  }
  const { world, charge, checkMode } = pass;
  const looked = await lookAt(action, world, checkMode, signal);
  if (looked.kind === "known") return { ...chosen, way: { kind: "settled", result: looked.result } };
  const { module, call, plan } = looked;
  const onInterrupted = world.onInterrupted ?? charge.loop.options?.onInterrupted ?? "ask";
  const conclude = (predicted: ModuleResult) => module.conclude(predicted, silentEnd(world));
  return { ...chosen, way: chooseWay(plan, action, past, { checkMode, onInterrupted, conclude }), module, call };
}

/** Rows for deeds (running) and for results that changed or failed without one, in one commit. */
async function note(chosen: Chosen[], { world, iteration, checkMode }: Pass): Promise<Map<Action, number>> {
  if (checkMode) return new Map();
  const notes = chosen.flatMap((each) => noteOf(each));
  if (notes.length === 0) return new Map();
  const rows = await world.journal.noteActions(iteration, notes);
  return new Map(rows.map((row, index) => [notes[index]!.action, row.id]));
}

function noteOf({ action, verdict, occurrence, way }: Chosen): Note[] {
  const noted = (status: Note["status"] & string, result: ModuleResult, diff: Diff[] = []): Note[] => [
    { action, verdict, occurrence, status, result, diff },
  ];
  if (way.kind === "deed") return noted("running", way.plan.result, way.plan.diff);
  if (way.kind === "recorded" || way.kind === "ask" || way.kind === "would") return [];
  const result = way.kind === "known" ? settled(action, way.result) : way.result;
  if (result["unreachable"] === true) return noted("skipped", result);
  if (way.kind === "denied") return noted("denied", result);
  if (result["failed"] === true) return noted("failed", result);
  return result.changed ? noted("completed", result) : [];
}

async function doAll(deeds: Deed[], { world, charge }: Pass, signal: AbortSignal): Promise<Map<Action, ModuleResult>> {
  if (deeds.length === 0) return new Map();
  const ends = await Promise.allSettled(deeds.map((deed) => applyDeed(deed, charge, world)));
  const done = deeds.flatMap((deed, index) => {
    const end = ends[index]!;
    return end.status === "fulfilled" ? [{ deed, result: settled(deed.action, end.value) }] : [];
  });
  if (done.length > 0) {
    await world.journal.finishAction(done.map(({ deed, result }) => ({
      id: deed.id,
      status: signal.aborted ? "interrupted" : result["failed"] === true ? "failed" : "completed",
      result,
    })));
  }
  const broken = ends.find((end) => end.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  return new Map(done.map(({ deed, result }) => [deed.action, result]));
}

function conclude(chosen: Chosen, id: number | null, done: ModuleResult | undefined, pass: Pass): RecordedResult {
  const { action, way } = chosen;
  if (way.kind === "ask") throw new Error("a question has no result");
  const raw = way.kind === "deed" || way.kind === "would" ? way.plan.result : way.result;
  const result = done ?? (way.kind === "settled" ? raw : settled(action, raw));
  const recorded = way.kind === "recorded";
  // The record's own `changed` stands: a changed_when that is constantly true must not fire again in a later pass.
  if (recorded) result.changed = way.result.changed && result.changed;
  const outcome: Outcome = way.kind === "denied"
    ? "denied"
    : way.kind === "would" && (way.plan.cannotTell === true)
    ? "would run"
    : outcomeOf(result);
  pass.tallies.note(action, outcome, { result, recorded });
  const diff = way.kind === "deed" || way.kind === "would" ? way.plan.diff : recorded ? way.record.diff : [];
  emit(chosen.action, { id, outcome, recorded, result, diff }, pass);
  return { action, id: recorded ? way.record.id : id, result, recorded };
}

function emit(
  action: Action,
  seen: { id: number | null; outcome: Outcome; recorded: boolean; result: ModuleResult; diff: Diff[] },
  { world, charge }: Pass,
): void {
  const { host, name, module, terms } = action;
  const noLog = terms?.noLog === true;
  const { changed } = seen.result;
  const hidden: ModuleResult = { changed, failed: seen.result["failed"] === true, censored: HIDDEN };
  world.events.emit({
    kind: "result",
    loop: charge.loop.id,
    host,
    name,
    module,
    ...(action.item === undefined || noLog ? {} : { item: action.item }),
    ...seen,
    ignored: seen.outcome === "failed" && terms?.ignoreErrors === true,
    noLog,
    result: noLog ? hidden : seen.result,
    diff: noLog ? [] : seen.diff,
  });
}

function settled(action: Action, result: ModuleResult): ModuleResult {
  return action.terms === undefined ? result : action.terms.settle(result);
}

/** A command that ended well and said nothing. */
function silentEnd({ clock }: World): CommandResult {
  const now = new Date(clock.now()).toISOString();
  return {
    rc: 0,
    stdout: "",
    stderr: "",
    startedAt: now,
    endedAt: now,
    timedOut: false,
    cancelled: false,
    truncated: false,
  };
}

const HIDDEN = "the output has been hidden due to the fact that 'no_log: true' was specified for this result";
