import assert from "node:assert/strict";
import { checkShape, checkStyle } from "./shape.ts";

const at = (text: string, check = checkShape) =>
  check(new Map([["src/engine/x.ts", text]])).map(({ line, message }) => `${line} ${message}`);

Deno.test("checkShape() finds a file whose first line does not say what it is for", () => {
  assert.deepEqual(at("// What it is for.\n"), []);
  assert.deepEqual(at("#!/usr/bin/env deno\n// What it is for.\n"), []);
  for (const text of ["", "const a = 1;\n", "\n// Late.\n", "//\n", "/** Other. */\n"]) {
    assert.equal(at(text).length, 1, text);
  }
});

Deno.test("checkShape() finds the file beyond the wall", () => {
  assert.deepEqual(at("// Head.\n" + "f();\n".repeat(249)), []);
  assert.deepEqual(at("// Head.\n" + "f();\n".repeat(250)), [
    "250 has 251 lines, more than 250: find the second idea",
  ]);
});

Deno.test("checkShape() finds switched-off checks and words of unfinished work", () => {
  for (
    const comment of ["@ts-ignore", "@ts-expect-error", "@ts-nocheck", "deno-lint-ignore no-console", "deno-fmt-ignore"]
  ) {
    assert.equal(at(`// Head.\n// ${comment}\n`).length, 1, comment);
  }
  for (const word of ["TODO", "fixme:", "XXX", "not implemented", "/work/shared"]) {
    assert.deepEqual(at(`// Head.\nf("${word}");\n`).length, 1, word);
  }
  assert.deepEqual(at('// Head.\nf("XXXXXX, todos, network/");\n'), []);
});

Deno.test("checkStyle() finds what the house does without", () => {
  const style = (text: string) => at(text, checkStyle).length;
  assert.equal(style("let x: any; const y = x as any;"), 2);
  assert.equal(style("class K { private x = 1; protected f() {} #y = 2; }"), 2);
  assert.equal(style("class K { constructor(private readonly x: 1) {} }"), 1);
  assert.equal(style("class K { private constructor() {} }"), 0);
  assert.equal(style("export const f = () => 1;"), 1);
  assert.equal(style("const text = (name: string) => `hello ${name}`;"), 0);
  assert.equal(style("const g = async function () {};"), 1);
  assert.equal(style("enum E { A }"), 1);
  assert.equal(style('const f = (x: unknown) => x; await import("./" + f);'), 2);
  assert.equal(style("function f() { const inner = () => 1; return inner; }"), 0);
});

Deno.test("checkStyle() finds exported functions with too many parameters or a signal in the middle", () => {
  const style = (parameters: string) => at(`export function f(${parameters}) {}`, checkStyle);
  assert.deepEqual(style("a: 1, b: 2, c: 3, options: {}, signal?: AbortSignal"), []);
  assert.deepEqual(style("a: 1, b: 2, c: 3, d = 4, { e }: { e: 5 }"), [
    "1 f takes more than 4 arguments: name what belongs together",
  ]);
  assert.deepEqual(style("a: 1, signal: AbortSignal, b: 2"), ["1 f does not take its signal last"]);
});
