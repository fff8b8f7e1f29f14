// Tests of what a task registered.
import { TemplateError } from "../../model/errors.ts";
import { entry, truthy } from "../compare.ts";
import type { Mapping, Operand } from "../operand.ts";
import { type Test, test, type Tests } from "./definition.ts";

const failed = ofResult("failed", (result) => flag(result, "failed"));
const succeeded = ofResult("succeeded", (result) => !flag(result, "failed"));
const changed = ofResult("changed", (result) => {
  if (entry(result, "changed") !== undefined) return flag(result, "changed");
  const all = entry(result, "results");
  return Array.isArray(all) && all.some((one) => one instanceof Map && flag(one, "changed"));
});
const skipped = ofResult("skipped", (result) => flag(result, "skipped"));

/** Tests of results by name. */
export const RESULTS: Tests = {
  failed,
  failure: failed,
  succeeded,
  success: succeeded,
  successful: succeeded,
  changed,
  change: changed,
  skipped,
  skip: skipped,
  unreachable: ofResult("unreachable", (result) => flag(result, "unreachable")),
  reachable: ofResult("reachable", (result) => !flag(result, "unreachable")),
  finished: ofResult("finished", (result) => entry(result, "finished") === undefined || flag(result, "finished")),
  started: ofResult("started", (result) => entry(result, "started") === undefined || flag(result, "started")),
};

function ofResult(name: string, holds: (result: Mapping) => boolean): Test {
  return test([], (value: Operand) => {
    if (!(value instanceof Map)) throw new TemplateError(`The '${name}' test expects a dictionary`);
    return holds(value);
  });
}

function flag(result: Mapping, name: string): boolean {
  return truthy(entry(result, name) ?? false);
}
