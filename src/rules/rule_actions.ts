// The actions of a rule that holds, with their templates filled in.
import type { Action } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Rule, RuleAction } from "../model/rule.ts";
import type { Scope, Value } from "../model/value.ts";
import { pyStr } from "../templates/python_text.ts";
import { templateValue } from "../templates/template.ts";
import { fromPlain, isOmit, toPlain } from "../templates/value.ts";

/**
 * Each action on every host, one action after the other, as a playbook's tasks go; calls that come out the same are made once (a reload on one host after
 * the change of many). Throws TemplateError with a sentence that names action and host.
 */
export function actionsOf(rule: Rule, hosts: readonly string[], scopeOf: (host: string) => Scope): Action[] {
  const made = new Map<string, Action>();
  for (const action of rule.actions) {
    for (const host of hosts) {
      const filled = fill(action, host, scopeOf(host));
      const key = JSON.stringify([filled.host, filled.module, filled.name, filled.params]);
      if (!made.has(key)) made.set(key, filled);
    }
  }
  return [...made.values()];
}

function fill(action: RuleAction, host: string, scope: Scope): Action {
  const filled = (value: Value) => {
    try {
      const made = templateValue(value, scope);
      return isOmit(made) ? null : made;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new TemplateError(`its action "${action.name}" on ${host}: ${error.message}`, undefined, undefined, {
        cause: error,
      });
    }
  };
  return {
    host: action.host === undefined ? host : pyStr(filled(action.host)),
    module: action.module,
    params: toPlain(filled(fromPlain(action.params))) as JsonObject,
    name: pyStr(filled(action.name)),
    task: null,
  };
}
