// Texts in as much room as there is.
import assert from "node:assert/strict";
import { cut, headAndTail, line } from "../../../../src/server/pages/parts/cut.ts";

Deno.test("cut() keeps what fits and cuts no character in two", () => {
  assert.equal(cut("abc", 3), "abc");
  assert.equal(cut("abcd", 3), "ab…");
  assert.equal(cut("a\u{1f600}bc", 3), "a…");
});

Deno.test("line() makes one harmless line of the beginning of a long text", () => {
  assert.equal(line("a\nb\x1b[31m"), "a\\nb\\x1b[31m");
  assert.equal(line(`${"x".repeat(1_000_000)}`, 10), "xxxxxxxxx…");
});

Deno.test("headAndTail() has both ends of a long text, harmless, and how much is between", () => {
  assert.deepEqual(headAndTail("ab\x07", 10), { head: "ab\\x07", left: 0, tail: "" });
  const { head, left, tail } = headAndTail(`${"a".repeat(100)}${"z".repeat(100)}`, 40);
  assert.deepEqual([head, left, tail], ["a".repeat(30), 160, "z".repeat(10)]);
});
