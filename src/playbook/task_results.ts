// Results of tasks that reach no host.
import type { Place, TemplateError } from "../model/errors.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Condition } from "./playbook.ts";

/** Ansible's words for a task whose condition does not hold. */
export function skipped(condition: Condition): ModuleResult {
  return {
    changed: false,
    skipped: true,
    skip_reason: "Conditional result was False",
    false_condition: condition,
  };
}

/** A template that cannot be evaluated, as a failed result that names the task's place. */
export function failed(error: TemplateError, place: Place): ModuleResult {
  return { changed: false, failed: true, msg: `${error.message} (${place.file}:${place.line}:${place.column})` };
}
