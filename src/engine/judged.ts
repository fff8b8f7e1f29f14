// What policy says of deeds, and what is said of those that it denies.
import type { Action, RecordedAction } from "../model/action.ts";
import type { DecidedBy } from "../model/decision.ts";
import type { Judged } from "../model/verdict.ts";
import { judge } from "../policy/judge.ts";
import { policyTerms } from "./policy_terms.ts";
import { learnSecrets } from "./secret_parameters.ts";
import type { World } from "./world.ts";

/** Verdicts for deeds, whose secrets are known from here on: what is denied is written down, too. */
export function judged(actions: readonly Action[], by: DecidedBy, world: World): Judged[] {
  learnSecrets(actions, world);
  const groups = actions.find(({ terms }) => terms?.groupsOf !== undefined)?.terms?.groupsOf;
  return judge(actions, world.policy, {
    ...{ by, as: "deed" as const },
    ...policyTerms(world),
    ...(groups === undefined ? {} : { groups }),
  });
}

/** A recorded action, as it was decided: what is judged, or looked at, once more. */
export function actionOf({ host, module, params, name, task, item }: RecordedAction): Action {
  return { host, module, params, name, task, ...(item === undefined ? {} : { item }) };
}

/** Why an action is denied. */
export function deniedBy({ reason }: Pick<Judged, "reason">): string {
  return `denied by policy: ${reason}`;
}

/** Why what comes after a denied action is skipped. */
export function behind({ name, host }: Pick<Action, "name" | "host">): string {
  return `"${name}" on ${host} is denied before it`;
}
