// What rules said in an iteration: one row each, whether they matched or not.
import type { Finding } from "../model/rule.ts";
import type { Clock } from "../ports/clock.ts";
import { toColumn } from "./json_column.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Outcomes of a condition that holds. */
const HOLDS: readonly Finding["outcome"][] = ["fired", "matched", "skipped"];

/** In the order in which the rules were asked. */
export async function writeFindings(
  trx: Transact,
  iteration: number,
  findings: readonly Finding[],
  clock: Clock,
): Promise<void> {
  for (const { rule, condition, outcome, approved, hosts, reasoning } of findings) {
    await trx.insertInto("rule_results").values({
      iteration_id: iteration,
      rule_name: rule,
      condition,
      matched: HOLDS.includes(outcome) ? 1 : 0,
      approved: approved ? 1 : 0,
      reasoning,
      created_at: timestamp(clock),
      outcome,
      hosts: toColumn(hosts),
    }).execute();
  }
}

/** The iteration's decision is this rule's. */
export async function markDecided(trx: Transact, iteration: number, rule: string): Promise<void> {
  await trx.updateTable("rule_results").set({ decided: 1 }).where("iteration_id", "=", iteration)
    .where("rule_name", "=", rule).execute();
}
