// What a task makes of a module's result: changed_when and failed_when.
import { TemplateError } from "../model/errors.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Dict, Scope } from "../model/value.ts";
import { holds } from "../templates/template.ts";
import { fromPlain } from "../templates/value.ts";
import type { Condition, Task } from "./playbook.ts";
import { failed } from "./task_results.ts";

/**
 * Applies the task's conditions, which see the result under its registered name. Skipped and unreachable results stay as
 * they are, as in Ansible. A condition that cannot be evaluated fails the task.
 */
export function settle(result: ModuleResult, task: Task, scope: (own: Dict) => Scope): ModuleResult {
  const settled: ModuleResult = { ...result, failed: result["failed"] === true };
  if (result["skipped"] === true || result["unreachable"] === true) return settled;
  const all = (conditions: Condition[]) => {
    const seen: Dict = task.register === undefined ? new Map() : new Map([[task.register, fromPlain(settled)]]);
    return conditions.every((condition) => holds(condition, scope(seen)));
  };
  try {
    if (task.changedWhen !== undefined) settled.changed = all(task.changedWhen);
    if (task.failedWhen !== undefined) {
      const says = all(task.failedWhen);
      settled["failed_when_result"] = says;
      settled["failed"] = says;
    }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { ...settled, ...failed(error, task.place), changed: settled.changed };
  }
  return settled;
}
