// The calls of a reply, found before anything is checked.
import assert from "node:assert/strict";
import { heardCalls } from "../../src/deciders/heard_calls.ts";

Deno.test("heardCalls() finds calls wherever they stand, also in a reply that makes no sense", () => {
  const one = { module: "user", params: { name: "ann", password: "x" } };
  const two = { module: "stat", params: { path: "/x" } };
  const reply = { converged: true, actions: [{ ...one, host: 7 }], observe: two, learn: { actions: [one] } };
  assert.deepEqual(heardCalls(`well:\n\`\`\`json\n${JSON.stringify(reply)}\n\`\`\``), [one, two, one]);
  for (const text of ["", "no object", "{", '{"actions": [{"module": "user", "params": "x"}]}', '{"other": {}}']) {
    assert.deepEqual(heardCalls(text), [], text);
  }
});
