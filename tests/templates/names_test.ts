// Which variables a template reads.
import assert from "node:assert/strict";
import { names } from "../../src/templates/names.ts";

Deno.test("names() finds what is read and not bound, in order", () => {
  assert.deepEqual([...names("a.b + c[d] if e is defined else f | default(g)")], ["e", "a", "c", "d", "f", "g"]);
  assert.deepEqual([...names("{% for x in xs %}{{ x ~ y }}{% endfor %}{% set z = 1 %}{{ z }}")], ["xs", "y"]);
});

Deno.test("names() goes through chains that no stack of calls would hold", () => {
  for (const text of [Array(50_000).fill("x").join("+"), `x${".a".repeat(50_000)}`, `x${"()".repeat(50_000)}`]) {
    assert.deepEqual([...names(text)], ["x"]);
  }
});
