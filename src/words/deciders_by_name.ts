// Who decided each iteration, by name: the rule, the model that answered.
import type { JsonObject } from "../model/json.ts";
import type { Archive, IterationRow } from "../ports/archive.ts";

/** The name of whoever decided an iteration: one of both, or neither where the record has none. */
export interface DeciderName {
  model?: string;
  rule?: string;
}

/** By an iteration's id, of iterations of one loop in any order; none for those of playbooks, which cost no question. */
export async function decidersByName(
  archive: Pick<Archive, "modelCalls" | "ruleResults">,
  iterations: readonly IterationRow[],
): Promise<Map<number, DeciderName>> {
  const of = (who: string) => iterations.filter(({ decidedBy }) => decidedBy === who).map(({ id }) => id);
  const [byModel, byRule] = [of("model"), of("rule")];
  const [calls, results] = await Promise.all([
    byModel.length === 0 ? [] : archive.modelCalls(byModel),
    byRule.length === 0 ? [] : archive.ruleResults(byRule),
  ]);
  const known = new Map<number, DeciderName>([
    ...calls.map(({ iteration, model }) => [iteration, { model }] as const),
    ...results.filter(({ decided }) => decided === 1 || decided === true).flatMap(ruleOf),
  ]);
  // One that goes on with a decision of before was decided by whoever made that.
  const last = new Map<string, DeciderName>();
  for (const { id, fresh, decidedBy } of iterations.toSorted((one, other) => one.id - other.id)) {
    if (decidedBy === null) continue;
    const decider = known.get(id) ?? (fresh ? undefined : last.get(decidedBy));
    if (decider === undefined) continue;
    known.set(id, decider);
    last.set(decidedBy, decider);
  }
  return known;
}

function ruleOf({ iteration_id, rule_name }: JsonObject): [number, DeciderName][] {
  return typeof iteration_id === "number" && typeof rule_name === "string" ? [[iteration_id, { rule: rule_name }]] : [];
}
