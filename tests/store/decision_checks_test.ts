// Verify, where a goal in words is worked out: nothing to say of a sound record, and each thing that must not be is told.
import assert from "node:assert/strict";
import type { Finding } from "../../src/model/rule.ts";
import { type Damage, testDamages } from "./damages.ts";
import { claimed, note, Scratch } from "./scratch.ts";

const finding: Finding = {
  ...{ rule: "nginx", condition: "true", outcome: "fired", approved: true, hosts: ["web1"] },
  reasoning: "",
};

/** A loop that has asked its model twice, its rules once, and a human twice, and is asking its model now. */
async function recorded(scratch: Scratch) {
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const ask = (attempt: number) => ({ purpose: "decide" as const, attempt, model: "m", brief: "b" });
  const reply = { text: "{}", tokensIn: null, tokensOut: null, costUsd: null };
  const first = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.endCall(await journal.beginCall(first.id, ask(1)), { status: "failed", problem: "down" });
  await journal.endCall(await journal.beginCall(first.id, ask(1)), { status: "answered", reply });
  const approval = { kind: "approval" as const, text: "May I?", options: ["yes", "no"], shown: [] };
  await journal.notePrompts(first.id, [{ ...approval, about: "a1" }, { ...approval, about: "a2" }]);
  await store.queue.answer(1, "yes", "anna");
  const stateOps = [
    { op: "add_resource" as const, name: "server", data: {} },
    { op: "add_host" as const, name: "web9", vars: {}, groups: [] },
  ];
  await journal.noteDecision(first.id, "model", { kind: "converged", reasoning: "", stateOps }, []);
  await journal.closeIteration(first.id, { phase: "completed", converged: false });
  const second = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.noteObservations(second.id, {}, [finding]);
  await journal.noteDecision(second.id, "rule", { kind: "act", reasoning: "", actions: [], rule: "nginx" }, [
    note(null),
  ]);
  await journal.closeIteration(second.id, { phase: "completed", converged: false });
  const third = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.beginCall(third.id, ask(1));
  await claimed(store, "other");
  return store;
}

Deno.test("Upkeep.verify() has nothing to say while a model is being asked", async () => {
  await using scratch = new Scratch();
  assert.deepEqual(await (await recorded(scratch)).upkeep.verify(), []);
});

const wrong: Damage[] = [
  {
    sql: "UPDATE model_calls SET loop_id = 2 WHERE id = 1",
    says: /^Question 1 of loop 2 to its model belongs to an iteration of another loop$/,
  },
  {
    sql: "UPDATE loops SET status = 'failed', lease_owner = NULL; UPDATE iterations SET completed_at = '2026'",
    says: /^Question 3 of loop 1 to its model is on its way although its run has ended$/,
  },
  {
    sql: "UPDATE loops SET run = 2",
    says: /^Question 3 .* is on its way although its run has ended$/,
  },
  {
    sql: "UPDATE model_calls SET status = 'sent', ended_at = NULL WHERE id = 1",
    says: /^Loop 1 has two questions to its model on their way$/,
  },
  {
    sql: "UPDATE model_calls SET ended_at = NULL WHERE id = 1",
    says: /^Question 1 .* has ended at no time, or has not and has one$/,
  },
  {
    sql: "UPDATE model_calls SET ended_at = '2026' WHERE id = 3",
    says: /^Question 3 .* has ended at no time, or has not and has one$/,
  },
  {
    sql: "UPDATE model_calls SET reply = NULL WHERE id = 2",
    says: /^Question 2 .* was answered, and the answer is not there$/,
  },
  {
    sql: "UPDATE model_calls SET status = 'answered', reply = '{}', problem = NULL WHERE id = 1",
    says: /^Question 1 .* was answered, and was asked again before anything came of it$/,
  },
  {
    sql: "UPDATE iterations SET decision = NULL",
    says: /^Question 2 .* was answered, and was asked again before anything came of it$/,
  },
  {
    sql: "UPDATE prompts SET shown = NULL",
    says: /^Question 1 of loop 1 was approved, and what it covers is not on record$/,
  },
  {
    sql: "UPDATE prompts SET answered_by = NULL",
    says: /^Question 1 of loop 1 is answered by nobody, or at no time$/,
  },
  {
    sql: "UPDATE prompts SET status = 'pending', response = NULL, about = 'a'",
    says: /^Loop 1 asks twice for the same at once$/,
  },
  {
    sql: "UPDATE rule_results SET iteration_id = 1",
    says: /^Rule nginx is said to have decided an iteration that another has decided$/,
  },
  {
    sql: "INSERT INTO resources (loop_id, name) VALUES (1, 'server')",
    says: /^Resource server of loop 1 is on record twice$/,
  },
  { sql: "UPDATE hosts SET status = 'gone'", says: /^Host web9 of loop 1 was added by a decision, and is gone$/ },
  {
    sql:
      `UPDATE iterations SET decision = '{"kind":"act","actions":[{}]}' WHERE decided_by = 'rule'; DELETE FROM actions`,
    says: /^Iteration 2 of loop 1 is a decision to act without its actions$/,
  },
  {
    sql: "PRAGMA foreign_keys = OFF; UPDATE model_calls SET iteration_id = 99 WHERE id = 1",
    says: /^Row 1 of model_calls refers to a missing row of iterations$/,
  },
  {
    sql: "PRAGMA foreign_keys = OFF; UPDATE rule_results SET iteration_id = 99",
    says: /^Row 1 of rule_results refers to a missing row of iterations$/,
  },
];

testDamages(wrong, recorded);
