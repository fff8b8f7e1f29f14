// Results of tasks that reach no host.
import { InputError, type Place, TemplateError } from "../model/errors.ts";
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

/** A template or a file that cannot be evaluated, as a failed result that names the task's place. Any other error is thrown again. */
export function failed(error: unknown, place: Place): ModuleResult {
  if (error instanceof InputError) return { changed: false, failed: true, msg: told(error) };
  if (!(error instanceof TemplateError)) throw error;
  return { changed: false, failed: true, msg: `${error.message} (${at(place)})` };
}

/** An input error with its place, where it has one. */
export function told({ message, place }: InputError): string {
  return place?.line === undefined ? message : `${message} (${at(place)})`;
}

function at({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
