import assert from "node:assert/strict";
import { table, tablePages } from "../../src/cli/table.ts";

Deno.test("table cuts flexible columns first, widest first, and no column below eight", () => {
  const columns = [{ title: "A" }, { title: "B", flexible: true }, { title: "C", flexible: true }];
  const row = ["a".repeat(10), "b".repeat(30), "c".repeat(12)];
  assert.equal(table(columns, [row], 40).split("\n")[1], `${"a".repeat(10)}  ${"b".repeat(13)}…  ${"c".repeat(12)}`);
  assert.equal(table(columns, [row], 1).split("\n")[1], `${"a".repeat(7)}…  ${"b".repeat(7)}…  ${"c".repeat(7)}…`);
});

Deno.test("tablePages puts what is too wide below its rows from the first page on, under one heading", () => {
  const columns = [{ title: "A" }, { title: "WHY", below: true }, { title: "B" }];
  const page = tablePages(columns, 12);
  assert.equal(page([["a", "one two three", "b"], ["c", "", "d"]]), "A  B\na  b\n    one two\n    three\nc  d");
  assert.equal(page([["e", "four", "f"]]), "e  f\n    four");
  assert.equal(tablePages(columns, 12)([["a", "one", "b"]]), "A  WHY  B\na  one  b");
});
