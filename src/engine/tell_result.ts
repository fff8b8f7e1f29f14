// What listeners are told of one action's result; of a no_log task only how it came out.
import type { Action } from "../model/action.ts";
import type { Outcome } from "../model/event.ts";
import type { Diff, ModuleResult } from "../model/plan.ts";
import { isRescued } from "./tally.ts";
import type { Charge, World } from "./world.ts";

/** How an action came out. */
export interface Seen {
  /** Its row; null where there is none. */
  id: number | null;
  outcome: Outcome;
  /** Taken from the record of an earlier pass. */
  recorded: boolean;
  result: ModuleResult;
  diff: Diff[];
}

/** Tells it. */
export function tellResult(action: Action, seen: Seen, { charge, world }: { charge: Charge; world: World }): void {
  const { host, name, module, item, terms, delegate } = action;
  const noLog = terms?.noLog === true;
  const { changed, failed } = seen.result;
  world.events.emit({
    kind: "result",
    loop: charge.loop.id,
    host,
    name,
    module,
    ...(delegate === undefined ? {} : { delegate }),
    ...(item === undefined || noLog ? {} : { item }),
    ...(terms?.label === undefined || noLog ? {} : { label: terms.label }),
    ...(terms?.diff === true ? { showDiff: true } : {}),
    ...seen,
    rescued: isRescued(action, seen.outcome),
    ignored: seen.outcome === "failed" && terms?.ignoreErrors === true,
    noLog,
    ...(noLog ? { result: { changed, failed: failed === true, censored: HIDDEN }, diff: [] } : {}),
  });
}

/** Tells that a task is tried again. */
export function tellRetry(
  { host, name, terms }: Action,
  result: ModuleResult,
  { charge, world }: { charge: Charge; world: World },
): void {
  const { changed, failed } = result;
  world.events.emit({
    kind: "retrying",
    loop: charge.loop.id,
    host,
    name,
    left: terms?.retry?.left ?? 0,
    result: terms?.noLog === true ? { changed, failed: failed === true, censored: HIDDEN } : result,
  });
}

const HIDDEN = "the output has been hidden due to the fact that 'no_log: true' was specified for this result";
