// What a dry run of a continuous loop found different, for telling drift.
import type { Action } from "../model/action.ts";
import type { Plan } from "../model/plan.ts";
import type { Difference } from "../ports/journal.ts";

/** Only what a look tells the need of counts; a handler runs because something else does. */
export function differencesOf(action: Action, { diff, cannotTell }: Plan & { kind: "change" }): Difference[] {
  const { host, task, name, module, item, terms } = action;
  if (cannotTell === true || terms?.handler === true) return [];
  if (terms?.noLog === true) return [{ host, task, name, module }];
  return [{
    host,
    task,
    name,
    module,
    ...(item === undefined ? {} : { item }),
    ...(terms?.diff === false ? {} : { diff }),
  }];
}
