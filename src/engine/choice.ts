// After the look: is there anything to do, was it done already, or must a human say?
import type { Action, RecordedAction } from "../model/action.ts";
import type { OnInterrupted } from "../model/loop.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { Past } from "./ledger.ts";

/** How to go on with one action. */
export type Choice =
  /** A result without a deed. */
  | { kind: "known"; result: ModuleResult }
  /** The result of an earlier pass of this run. */
  | { kind: "recorded"; record: RecordedAction; result: ModuleResult }
  /** Check mode: what would happen. */
  | { kind: "would"; plan: Change }
  | { kind: "deed"; plan: Change }
  /** A human's words are wanted. */
  | { kind: "question"; text: string }
  /** A command of which no look can tell what became of it (interrupted), or what it said (hidden by no_log from the process before). */
  | { kind: "ask"; record: RecordedAction };

type Change = Plan & { kind: "change" };

/** An action that was interrupted so often in a row is not started once more without a human: its session may break under it every time. */
const MOST_INTERRUPTIONS = 5;

/**
 * Chooses. A plain command, or one whose changed_when is constantly true, runs once a run per host and item; in a pass that completes an
 * unfinished one, whatever is on record as done there is not done again but reported with its recorded result; so is a command with a mark
 * (`creates`), which a later task of the pass may be the one to make. A command that itself tells whether it changed something is a look:
 * where it changed nothing, or failed, it runs again.
 */
export function choiceOf(
  plan: Plan,
  action: Action,
  past: Past,
  { checkMode, onInterrupted, conclude }: Choosing,
): Choice {
  if (plan.kind === "fail") return { kind: "known", result: plan.result };
  if (checkMode) {
    return plan.kind === "change" ? { kind: "would", plan } : { kind: "known", result: plan.result };
  }
  if (plan.kind === "change" && plan.question !== undefined) return asked(plan, plan.question, past);
  const changedWhen = action.terms?.changedWhen ?? "unset";
  const chain = covering(past.chain, action);
  const run = covering(past.run, action);
  if (plan.kind === "same") {
    if (chain !== undefined && chain.status !== "failed") {
      return { kind: "recorded", record: chain, result: resultOf(chain) };
    }
    if (run !== undefined && changedWhen === true) {
      return { kind: "recorded", record: run, result: unchanged(resultOf(run)) };
    }
    return { kind: "known", result: plan.result };
  }
  const tooOften = past.interruptions >= MOST_INTERRUPTIONS;
  if (plan.cannotTell !== true) {
    if (tooOften) return { kind: "known", result: GIVEN_UP };
    const done = plan.byMark === true && chain?.status === "completed" ? resultOf(chain) : undefined;
    return chain !== undefined && done !== undefined && didSomething(action, done) && !forgotten(action, done)
      ? { kind: "recorded", record: chain, result: done }
      : { kind: "deed", plan };
  }
  const once = changedWhen === true || changedWhen === "unset";
  const record = once ? chain ?? run : chain;
  if (record === undefined) return { kind: "deed", plan };
  const result = chain === undefined ? unchanged(resultOf(record)) : resultOf(record);
  const interrupted = record.status === "interrupted";
  if (!interrupted && !once && !didSomething(action, result)) return { kind: "deed", plan };
  const answer = past.answer(record.id);
  if (!interrupted && (answer === "done" || !forgotten(action, result))) return { kind: "recorded", record, result };
  if (answer === undefined && tooOften) return { kind: "ask", record };
  if (answer === undefined && changedWhen === false) return { kind: "deed", plan };
  switch (answer ?? onInterrupted) {
    case "rerun":
      return { kind: "deed", plan };
    case "done":
      if (!interrupted) return { kind: "recorded", record, result };
      return { kind: "recorded", record, result: chain === undefined ? unchanged(conclude(result)) : conclude(result) };
    default:
      return { kind: "ask", record };
  }
}

/**
 * Chooses for a task that `when` skips. If its deed is on record in the passes that this one completes, the condition may be false because
 * of that very deed: then the recorded result stands, so that what depends on it happens as it would have.
 */
export function choiceOfSkipped(
  skipped: ModuleResult,
  action: Action,
  past: Past,
  { onInterrupted, conclude }: Pick<Choosing, "onInterrupted" | "conclude">,
): Choice {
  const record = covering(past.chain, action);
  if (skipped["skipped"] !== true || record === undefined || record.status === "failed") {
    return { kind: "known", result: skipped };
  }
  if (record.status === "completed") return { kind: "recorded", record, result: resultOf(record) };
  switch (past.answer(record.id) ?? onInterrupted) {
    case "rerun":
      return { kind: "known", result: skipped };
    case "done":
      return { kind: "recorded", record, result: conclude(resultOf(record)) };
    default:
      return { kind: "ask", record };
  }
}

/** What the choice depends on besides look and record. */
export interface Choosing {
  checkMode: boolean;
  onInterrupted: OnInterrupted;
  /** The module's result, had the commands ended well and silently: what "done" means when a human says it. */
  conclude(predicted: ModuleResult): ModuleResult;
}

/** A question is asked once a run. */
function asked(plan: Change, text: string, { words }: Past): Choice {
  return words === undefined
    ? { kind: "question", text }
    : { kind: "known", result: { ...plan.result, user_input: words } };
}

/** A handler's record answers only notifications that came before it. */
function covering(record: RecordedAction | undefined, action: Action): RecordedAction | undefined {
  const notifiedBy = action.terms?.notifiedBy ?? [];
  return record !== undefined && notifiedBy.every((id) => id < record.id) ? record : undefined;
}

/** Whether a recorded command changed something, as its task's conditions have it: an adopted end is on record without them. */
function didSomething({ terms }: Action, result: ModuleResult): boolean {
  const settled = terms?.settle(result) ?? result;
  return settled.changed && settled["failed"] !== true;
}

/** Whether later tasks may want of a result what no_log kept off the record, and this process never saw. */
function forgotten({ terms }: Action, result: ModuleResult): boolean {
  return terms?.registers === true && "censored" in result;
}

function resultOf(record: RecordedAction): ModuleResult {
  return record.result ?? { changed: true };
}

function unchanged(result: ModuleResult): ModuleResult {
  return { ...result, changed: false };
}

const GIVEN_UP: ModuleResult = {
  changed: false,
  failed: true,
  msg: `It was interrupted ${MOST_INTERRUPTIONS} times in a row and is not started again: look at what ends its shell`,
};
