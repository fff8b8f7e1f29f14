import assert from "node:assert/strict";
import { judge } from "../../src/policy/judge.ts";
import { NO_POLICY } from "../../src/policy/policy.ts";
import { action } from "../fakes/records.ts";

Deno.test("judge() allows every action of a playbook while there are no policy files, in order and with a reason", () => {
  const actions = [action({ name: "one" }), action({ name: "two", module: "file", params: { state: "absent" } })];
  const judged = judge(actions, NO_POLICY, { by: "playbook", as: "deed" });
  assert.deepEqual(judged.map(({ action, verdict }) => [action.name, verdict]), [["one", "allow"], ["two", "allow"]]);
  assert(judged.every(({ reason }) => reason !== ""));
  assert.equal(judged[0]!.action, actions[0]);
});
