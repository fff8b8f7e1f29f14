// What later tasks know of a result: its registered name, and the variables that it brings.
import { isObject, type JsonObject } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Dict } from "../model/value.ts";
import { fromPlain } from "../templates/value.ts";
import type { Task } from "./playbook.ts";
import type { HostVariables } from "./variables.ts";

/** Hosts whose variables hear of a result. */
export type Receivers = readonly HostVariables[];

/** Keeps a settled result. `values` are the parameters as native values. */
export function keep(
  result: ModuleResult,
  { task, values, receivers, factsOf }: {
    task: Task;
    values: Dict;
    receivers: Receivers;
    /** Whose facts they are, where `delegate_facts` says so. */
    factsOf?: HostVariables | undefined;
  },
): void {
  const facts = result["ansible_facts"];
  if (isObject(facts) && result["failed"] !== true) {
    for (const variables of factsOf === undefined ? receivers : [factsOf]) {
      keepFacts(facts, { task, values, variables });
    }
  }
  for (const variables of receivers) {
    if (task.register !== undefined) variables.register(task.register, fromPlain(result));
  }
}

function keepFacts(
  facts: JsonObject,
  { task, values, variables }: { task: Task; values: Dict; variables: HostVariables },
): void {
  switch (task.module) {
    case "set_fact":
      // A fact that was set is the value itself: through JSON, 2.0 would come back as 2 and keys out of order.
      // What the module read as a truth (`c=yes`) is one.
      for (const [name, fact] of Object.entries(facts)) {
        const native = typeof fact === "boolean" ? undefined : values.get(name);
        variables.setFact(name, native ?? fromPlain(fact));
      }
      return;
    case "include_vars":
      return variables.include(facts);
    default:
      return variables.addFacts(facts);
  }
}
