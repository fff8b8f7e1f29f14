// What a task makes of a module's result: changed_when, failed_when and, at its last attempt, until.
import type { ModuleResult } from "../model/plan.ts";
import type { Dict, Scope } from "../model/value.ts";
import { holds } from "../templates/template.ts";
import { fromPlain } from "../templates/value.ts";
import type { Condition, Task } from "./playbook.ts";
import { failed } from "./task_results.ts";

/** Which attempt of a task with `until` a result is of. */
export interface Attempt {
  /** From 1. */
  number: number;
  /** How many there may be. */
  most: number;
}

/** What a task's conditions are evaluated with. */
export interface Settling {
  scope(own: Dict): Scope;
  /** Absent for a task without `until`. */
  attempt?: Attempt;
}

/**
 * Applies the task's conditions, which see the result under its registered name. Skipped and unreachable results stay as
 * they are, as in Ansible. A condition that cannot be evaluated fails the task; so does an `until` that does not hold after the
 * last attempt.
 */
export function settle(result: ModuleResult, task: Task, { scope, attempt }: Settling): ModuleResult {
  const settled: ModuleResult = { ...result, failed: result["failed"] === true };
  if (attempt !== undefined) settled["attempts"] = attempt.number;
  if (result["unreachable"] === true) return settled;
  const all = (conditions: Condition[]) => allHold(conditions, task, { result: settled, scope });
  try {
    if (task.changedWhen !== undefined && result["skipped"] !== true) settled.changed = all(task.changedWhen);
    if (task.failedWhen !== undefined && result["skipped"] !== true) {
      const says = all(task.failedWhen);
      settled["failed_when_result"] = says;
      settled["failed"] = says;
    }
    if (attempt !== undefined && attempt.most > 1 && !all(task.until!.conditions) && attempt.number >= attempt.most) {
      // As Ansible counts: the first attempt is no retry.
      return { ...settled, attempts: attempt.most - 1, failed: true };
    }
  } catch (error) {
    const said = failed(error, task.place);
    const own = result["failed"] === true && typeof result["msg"] === "string" ? result["msg"] : "";
    // A failed module may lack what the condition reads: why it failed is what people need to know.
    const msg = String(said["msg"]) + (own === "" ? "" : `; the module itself failed: ${own}`);
    return { ...settled, ...said, msg, changed: settled.changed };
  }
  return settled;
}

/** Whether a task with `until` wants another attempt after this settled result. Where its condition cannot be evaluated, it has failed. */
export function wantsAnother(result: ModuleResult, task: Task, { scope, attempt }: Settling): boolean {
  if (attempt === undefined || attempt.number >= attempt.most || result["unreachable"] === true) return false;
  try {
    return !allHold(task.until!.conditions, task, { result, scope });
  } catch {
    return false;
  }
}

function allHold(
  conditions: Condition[],
  task: Task,
  { result, scope }: { result: ModuleResult; scope: Settling["scope"] },
): boolean {
  const seen: Dict = task.register === undefined ? new Map() : new Map([[task.register, fromPlain(result)]]);
  return conditions.every((condition) => holds(condition, scope(seen)));
}
