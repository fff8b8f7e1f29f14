// Differences line by line.
import assert from "node:assert/strict";
import { diffLines, diffsOf } from "../../../../src/server/pages/parts/diff_lines.ts";

Deno.test("diffLines() has what was removed and added with its line numbers, and what is alike around it", async () => {
  const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `${from + n}\n`).join("");
  const before = lines(1, 20);
  const rows = await diffLines({ header: "", before, after: before.replace("10\n", "ten\n") }, 100);
  assert.deepEqual(rows.map(({ kind, before, after, text }) => [kind, before, after, text]), [
    ["gap", null, null, ""],
    ["same", 7, 7, "7"],
    ["same", 8, 8, "8"],
    ["same", 9, 9, "9"],
    ["removed", 10, null, "10"],
    ["added", null, 10, "ten"],
    ["same", 11, 11, "11"],
    ["same", 12, 12, "12"],
    ["same", 13, 13, "13"],
  ]);
});

Deno.test("diffLines() tells how much it leaves out, and does not compare what is too long", async () => {
  const rows = await diffLines({ header: "", before: "", after: "x\n".repeat(500) }, 10);
  assert.equal(rows.length, 11);
  assert.deepEqual([rows[10]!.kind, rows[10]!.text], ["note", "490 more lines"]);
  const [huge] = await diffLines({ header: "", before: "a".repeat(300_000), after: "b".repeat(300_000) }, 10);
  assert.match(huge!.text, /^too long to compare here: 300,000 characters before, 300,000 characters after$/);
});

Deno.test("diffsOf() takes what is on record as it is: one, several, none, or something else", () => {
  const diff = { header: "h", before: "a", after: "b" };
  assert.deepEqual(diffsOf(diff), [diff]);
  assert.deepEqual(diffsOf([diff, null, "text", { before: { x: 1 } }]), [
    diff,
    { header: "", before: '{\n  "x": 1\n}', after: "" },
  ]);
  assert.deepEqual(diffsOf(null), []);
});
