import assert from "node:assert/strict";
import { table } from "../../src/cli/table.ts";

Deno.test("table cuts flexible columns first, widest first, and no column below eight", () => {
  const columns = [{ title: "A" }, { title: "B", flexible: true }, { title: "C", flexible: true }];
  const row = ["a".repeat(10), "b".repeat(30), "c".repeat(12)];
  assert.equal(table(columns, [row], 40).split("\n")[1], `${"a".repeat(10)}  ${"b".repeat(13)}…  ${"c".repeat(12)}`);
  assert.equal(table(columns, [row], 1).split("\n")[1], `${"a".repeat(7)}…  ${"b".repeat(7)}…  ${"c".repeat(7)}…`);
});
