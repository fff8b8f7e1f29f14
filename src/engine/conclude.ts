// What a call of a step came to: counted, told, and handed back to the playbook.
import type { Action, RecordedResult } from "../model/action.ts";
import type { Outcome } from "../model/event.ts";
import type { ModuleResult } from "../model/plan.ts";
import { type Chosen, settled } from "./choose.ts";
import { differencesOf } from "./differences.ts";
import type { Pass } from "./pass.ts";
import type { Ended } from "./perform.ts";
import { outcomeOf } from "./tally.ts";
import { tellResult, tellRetry } from "./tell_result.ts";

/** The row of a call, if it has one, and how its deed ended, if it was one. */
export interface End {
  id: number | null;
  ended?: Ended;
}

/** Counts and tells it once. */
export function conclude(chosen: Chosen, { id, ended }: End, pass: Pass): RecordedResult {
  const { action, way } = chosen;
  if (way.kind === "asking" || way.kind === "unapproved") throw new Error("a question has no result");
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
  const counted = way.kind === "recorded" && !pass.ledger.isNews(way.record);
  pass.tallies.note(action, outcome, { result, recorded: counted, foreseen: way.kind === "would" && !pass.checkMode });
  if (way.kind === "would" && pass.checkMode) pass.differences.push(...differencesOf(action, way.plan));
  const diff = way.kind === "deed" || way.kind === "would" ? way.plan.diff : recorded ? way.record.diff : [];
  tellResult(action, { id, outcome, recorded, result, diff: action.terms?.diff === false ? [] : diff }, pass);
  return { action, id: recorded ? way.record.id : id, result, recorded };
}

function resultOf(action: Action, way: Exclude<Chosen["way"], { kind: "asking" | "unapproved" }>): ModuleResult {
  if (way.kind === "deed" || way.kind === "would") return settled(action, way.plan.result);
  if (way.kind !== "recorded") return way.result;
  // The record's own `changed` stands: a changed_when that is constantly true must not fire again in a later pass.
  const result = settled(action, way.result);
  return { ...result, changed: way.result.changed && result.changed };
}
