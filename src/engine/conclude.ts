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
  const { action, choice } = chosen;
  if (choice.kind === "asking" || choice.kind === "unapproved") throw new Error("a question has no result");
  const result = ended?.result ?? resultOf(action, choice);
  const recorded = choice.kind === "recorded";
  if (!recorded) pass.temporary.keep({ action, about: chosen.past.about, id, result });
  if (action.settled === undefined && action.terms?.retry?.again(result) === true) {
    if (!recorded) tellRetry(action, result, pass);
    return { action, id: recorded ? choice.record.id : id, result, recorded };
  }
  const outcome: Outcome = choice.kind === "denied"
    ? "denied"
    : choice.kind === "would" && choice.plan.cannotTell === true
    ? "would run"
    : ended?.kind === "interrupted"
    ? "interrupted"
    : outcomeOf(result);
  const counted = choice.kind === "recorded" && !pass.ledger.isNews(choice.record);
  pass.tallies.note(action, outcome, {
    result,
    recorded: counted,
    foreseen: choice.kind === "would" && !pass.checkMode,
  });
  if (choice.kind === "would" && pass.checkMode) pass.differences.push(...differencesOf(action, choice.plan));
  const diff = choice.kind === "deed" || choice.kind === "would"
    ? choice.plan.diff
    : recorded
    ? choice.record.diff
    : [];
  tellResult(action, { id, outcome, recorded, result, diff: action.terms?.diff === false ? [] : diff }, pass);
  return { action, id: recorded ? choice.record.id : id, result, recorded };
}

function resultOf(action: Action, choice: Exclude<Chosen["choice"], { kind: "asking" | "unapproved" }>): ModuleResult {
  if (choice.kind === "deed" || choice.kind === "would") return settled(action, choice.plan.result);
  if (choice.kind !== "recorded") return choice.result;
  // The record's own `changed` stands: a changed_when that is constantly true must not fire again in a later pass.
  const result = settled(action, choice.result);
  return { ...result, changed: choice.result.changed && result.changed };
}
