import assert from "node:assert/strict";
import { compareActions, compareSeen } from "../../src/words/compare_iterations.ts";
import { actionRow } from "../cli/action_row.ts";

Deno.test("compareSeen() tells what looks saw otherwise, what is new and what is gone, whatever the order of keys", () => {
  const before = {
    looks: { web1: { port: { rc: 0, stdout: "80" }, same: { a: 1, b: [1, { c: 2 }] }, gone: "x" } },
    tally: { web1: { ok: 1, changed: 0 } },
  };
  const after = {
    looks: { web1: { port: { rc: 0, stdout: "8080" }, same: { b: [1, { c: 2 }], a: 1 } }, web2: { port: null } },
    tally: { web1: { ok: 0, changed: 1 } },
  };
  assert.deepEqual(compareSeen(before, after), [
    { host: "web1", look: "gone", before: "x", after: null },
    { host: "web1", look: "port", before: { rc: 0, stdout: "80" }, after: { rc: 0, stdout: "8080" } },
    { host: "web1", look: null, before: { ok: 1, changed: 0 }, after: { ok: 0, changed: 1 } },
    { host: "web2", look: "port", before: null, after: null },
  ]);
  assert.deepEqual(compareSeen(after, after), []);
});

Deno.test("compareSeen() takes observations of any form", () => {
  for (const odd of [null, "text", 5, [], { looks: "x", tally: [] }, { looks: { web1: "x" } }]) {
    assert.deepEqual(compareSeen(odd, null), []);
  }
});

Deno.test("compareActions() pairs actions by where they stand, each once", () => {
  const row = (id: number, more: object = {}) =>
    actionRow({ id, host: "web1", task: "0/0", name: "copy it", module: "copy", status: "completed", ...more });
  const kinds = compareActions(
    [row(1), row(2, { task: "0/1" }), row(3, { task: "0/2" }), row(4, { item: "a" }), row(5, { item: "a" })],
    [row(11), row(12, { task: "0/1", status: "failed" }), row(14, { item: "a" }), row(16, { host: "web2" })],
  ).map(({ before, after }) => [before?.id ?? null, after?.id ?? null]);
  assert.deepEqual(kinds, [[2, 12], [null, 16], [3, null], [5, null]]);
  assert.deepEqual(
    compareActions([row(1, { diff: [{ before: "a" }] })], [row(2, { diff: [{ before: "b" }] })]).length,
    1,
  );
});
