import assert from "node:assert/strict";
import type { CallRow, IterationRow } from "../../src/ports/archive.ts";
import { decidersByName } from "../../src/words/deciders_by_name.ts";

Deno.test("decidersByName() names whoever made a decision in the iterations that go on with it, in whichever order they come", async () => {
  const row = (id: number, decidedBy: string, fresh: boolean) => ({ id, decidedBy, fresh }) as IterationRow;
  const rows = [row(1, "model", true), row(2, "model", false), row(3, "model", true), row(4, "rule", true)];
  const archive = {
    modelCalls: () =>
      Promise.resolve([{ iteration: 1, model: "first" }, { iteration: 3, model: "second" }] as CallRow[]),
    ruleResults: () =>
      Promise.resolve([
        { iteration_id: 4, rule_name: "tried", decided: 0 },
        { iteration_id: 4, rule_name: "motd", decided: 1 },
      ]),
  };
  const expected = [[1, { model: "first" }], [2, { model: "first" }], [3, { model: "second" }], [4, { rule: "motd" }]];
  for (const order of [rows, rows.toReversed()]) {
    const named = await decidersByName(archive, order);
    assert.deepEqual([...named].sort(([one], [other]) => one - other), expected);
  }
});
