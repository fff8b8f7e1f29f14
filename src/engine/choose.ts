// One call of a step: looked at, and how to go on with it chosen.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Question } from "../model/decision.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Judged } from "../model/verdict.ts";
import { classOf } from "../policy/module_class.ts";
import type { Module, ModuleCall } from "../ports/module.ts";
import { type Choice, choiceOf, choiceOfSkipped } from "./choice.ts";
import { deniedBy } from "./judged.ts";
import { knownModule } from "./known_module.ts";
import type { Past } from "./ledger.ts";
import type { Pass } from "./pass.ts";
import type { Asked } from "./approval_text.ts";
import { saidNo } from "./approvals.ts";
import { shownOf, unattended } from "./approve_batch.ts";
import { madeHash, seenHash } from "./fingerprint.ts";
import { entranceOf, lookAt, type Looked } from "./perform.ts";
import { aboutRecord, ofTask } from "./questions.ts";
import { silentEnd } from "./silent_end.ts";
import type { Standing } from "./temporary.ts";

/** An action with what is on record of it. */
export interface Call {
  action: Action;
  past: Past & { occurrence: number };
}

/** A call, and how to go on with it. */
export interface Chosen extends Call {
  judged: Judged;
  /** Look only. */
  checkMode: boolean;
  /** `settled`: a result without a deed, the task's conditions applied. `unapproved`: a deed that a human has to be asked about. */
  choice: Exclude<Choice, { kind: "known" | "ask" | "question" }> | { kind: "asking"; question: Question } | {
    kind: "settled" | "denied";
    result: ModuleResult;
  } | { kind: "unapproved"; asked: Asked };
  /** A deed that was approved beforehand: what is to be written down of that. */
  beforehand?: Asked;
  /** What a human has to be asked about before such a deed; it is only looked for now. */
  foreseen?: Asked;
  module?: Module;
  call?: ModuleCall;
}

/** Looks, where that is needed, and chooses. */
export async function choose(
  { action, past }: Call,
  judged: Judged,
  pass: Pass,
  signal: AbortSignal,
): Promise<Chosen> {
  const { world, charge } = pass;
  const checkMode = action.terms?.checkMode ?? pass.checkMode;
  const chosen = { action, judged, past, checkMode: checkMode || pass.foreseen !== undefined };
  const module = await knownModule(action.module, world.modules, signal);
  const choosing = {
    checkMode,
    onInterrupted: charge.loop.options.onInterrupted,
    conclude: (predicted: ModuleResult) => module?.conclude(predicted, silentEnd(world)) ?? predicted,
  };
  if (action.settled !== undefined) {
    const choice = choiceOfSkipped(action.settled, action, past, choosing);
    if (pass.foreseen !== undefined && choice.kind === "ask") {
      return { ...chosen, choice: { kind: "settled", result: action.settled } };
    }
    return {
      ...chosen,
      choice: choice.kind === "known" ? { kind: "settled", result: choice.result } : asAsking(choice, action, past),
    };
  }
  if (judged.verdict === "deny") return { ...chosen, choice: denied(deniedBy(judged)) };
  const settle = (result: ModuleResult): Chosen => ({ ...chosen, choice: { kind: "settled", result } });
  if (past.begun !== undefined) return settle({ changed: false, unreachable: true, msg: begunElsewhere(past.begun) });
  const stands = checkMode ? undefined : pass.temporary.stands(action, past);
  if (stands !== undefined) return { ...chosen, choice: standing(stands, past) };
  const facts = pass.facts.standsFor(action);
  if (facts !== undefined) return settle(settled(action, facts));
  const { host } = entranceOf(action, world).way;
  const asksHost = module?.doc.controllerOnly !== true;
  const away = asksHost ? pass.reached.whyAway(host, module?.doc) : undefined;
  if (away !== undefined) return settle({ changed: false, unreachable: true, msg: away });
  // Who only finds out what there is to ask does not wait for what no task has brought about yet.
  const waits = pass.foreseen !== undefined && classOf(action.module) === "reads";
  const record = past.chain ?? past.run;
  const looked = await lookAt(
    action,
    world,
    { checkMode: checkMode || waits, past: record?.result ?? undefined },
    signal,
  );
  if (looked.kind === "known") {
    const { unreachable, msg } = looked.result;
    const told = unreachable === true && looked.unasked !== true;
    if (told && action.terms?.ignoreUnreachable !== true) pass.reached.away(host, String(msg));
    if (looked.entered) pass.reached.refused(host, String(msg));
    return settle(looked.result);
  }
  if (module?.doc.awaitsHost !== true) { if (asksHost) pass.reached.answered(host); }
  else if (looked.plan.kind !== "fail" && !checkMode) pass.reached.cameBack(host);
  if (looked.plan.kind === "same") pass.facts.learn(action, looked.plan.result);
  const choice = choiceOf(looked.plan, action, past, choosing);
  if (choice.kind === "known") return settle(settled(action, choice.result));
  const met = { ...chosen, module: looked.module, call: looked.call };
  // Nobody is asked by a walk that only finds out what there is to ask.
  const asks = choice.kind === "question" || choice.kind === "ask";
  if (pass.foreseen !== undefined && asks) return settle(settled(action, looked.plan.result));
  if (choice.kind !== "deed") return { ...met, choice: asAsking(choice, action, past) };
  const permitted = judged.verdict === "ask" ? permit(choice, { judged, looked, pass }) : { choice };
  if (pass.foreseen === undefined) return { ...met, ...permitted };
  return { ...met, ...permitted, choice: foreseenEnd(choice, past) };
}

/** A deed that policy asks about goes on where a human has said yes to it; one that is only foreseen is kept in mind. */
function permit(
  choice: Choice & { kind: "deed" },
  { judged, looked, pass }: { judged: Judged; looked: Looked; pass: Pass },
): Pick<Chosen, "choice" | "beforehand" | "foreseen"> {
  const { action } = judged;
  const shown = shownOf(judged, { seen: seenHash(looked), made: madeHash(looked) }, pass);
  const { way } = entranceOf(action, pass.world);
  const asked = { action, shown, looked, way, before: pass.approvals.before(shown) };
  if (pass.foreseen !== undefined) return { choice, foreseen: asked };
  if (pass.covered.has(shown.call)) return { choice };
  const answer = pass.approvals.ofOne(shown);
  if (answer.kind === "approved") return { choice };
  if (answer.kind === "declined") {
    return { choice: denied(saidNo(answer)) };
  }
  return unattended(pass.charge) === undefined
    ? { choice: { kind: "unapproved", asked } }
    : { choice, beforehand: asked };
}

/** What a deed that is only foreseen would return: as it did the last time in this run, or as its look predicts. */
function foreseenEnd(choice: Choice & { kind: "deed" }, { run }: Past): Chosen["choice"] {
  const told = choice.plan.cannotTell === true ? run?.result ?? undefined : undefined;
  return told === undefined ? { kind: "would", plan: choice.plan } : { kind: "settled", result: told };
}

function denied(msg: string): { kind: "denied"; result: ModuleResult } {
  return { kind: "denied", result: { changed: false, failed: true, msg } };
}

function begunElsewhere({ name, host }: RecordedAction): string {
  return `"${name}" is done once for all hosts, and was running on ${host}, which is away: it is settled when that host answers`;
}

/** A module's result as the task's conditions have it. */
export function settled(action: Action, result: ModuleResult): ModuleResult {
  return action.terms === undefined ? result : action.terms.settle(result);
}

/** The result of an earlier pass, in its words; a change of a pass that this one does not complete is none of this one. */
function standing(stands: Standing, { chain }: Past): Chosen["choice"] {
  if ("result" in stands) return { kind: "settled", result: { ...stands.result, changed: false } };
  const { record } = stands;
  const result = record.result ?? { changed: true };
  return { kind: "recorded", record, result: chain === record ? result : { ...result, changed: false } };
}

function asAsking(choice: Exclude<Choice, { kind: "known" }>, action: Action, past: Past): Chosen["choice"] {
  if (choice.kind === "ask") return { kind: "asking", question: aboutRecord(choice.record) };
  if (choice.kind === "question") return { kind: "asking", question: ofTask(action, choice.text, past.about) };
  return choice;
}
