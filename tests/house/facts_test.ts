import assert from "node:assert/strict";
import { factsOf } from "./facts.ts";

Deno.test("factsOf() tells imports that are gone at run time from those that stay", () => {
  const { imports } = factsOf(`
import type { A } from "./a.ts";
import { type B } from "./b.ts";
import { type C, c } from "./c.ts";
import "./d.ts";
export type { E } from "./e.ts";
export * from "./f.ts";
type G = import("./g.ts").G;
await import("./h.ts");
`);
  assert.deepEqual(imports.map(({ specifier, kind, line }) => `${line} ${specifier} ${kind}`).toSorted(), [
    "2 ./a.ts type",
    "3 ./b.ts type",
    "4 ./c.ts value",
    "5 ./d.ts value",
    "6 ./e.ts type",
    "7 ./f.ts value",
    "8 ./g.ts type",
    "9 ./h.ts value",
  ]);
});

Deno.test("factsOf() finds what touches the world, and nothing in strings, comments, keys or members", () => {
  const { uses } = factsOf(`
// Deno.exit(1)
const text = "fetch(url)" + \`\${Date.now()} console.log\`;
const object = { fetch: 1, "Deno": 2, console: 3 };
object.fetch; this.prompt; new Date(0); Math.max(1, 2); Date.UTC(2020);
Deno["exit"](1); new Date(); Math.random(); const f = fetch;
`);
  assert.deepEqual(uses.map(({ name, line }) => `${line} ${name}`), [
    "3 Date.now",
    "6 Deno.exit",
    "6 new Date()",
    "6 Math.random",
    "6 fetch",
  ]);
});

Deno.test("factsOf() leaves alone a name that the file itself binds", () => {
  assert.deepEqual(factsOf("function f(prompt: string, { self = 1 }) { return prompt + self; }").uses, []);
  assert.deepEqual(factsOf("interface A { ask(prompt: string): void; b: (self: 1) => 2 }").uses, []);
  assert.deepEqual(factsOf('import process from "./process.ts"; process.run();').uses, []);
  assert.deepEqual(factsOf("const g = (x = prompt) => x;").uses, [{ name: "prompt", line: 1 }]);
});

Deno.test("factsOf() counts lines behind text that is not ASCII", () => {
  assert.deepEqual(factsOf('const a = "ä→😀";\n\nfetch(a);').uses, [{ name: "fetch", line: 3 }]);
});

Deno.test("factsOf() knows whether an export is documented, with one docstring for all overloads", () => {
  const { exported } = factsOf(`// head
export interface Bare {}
/** Said. */
export function f(a: string): void;
export function f(a: number, signal?: AbortSignal): void;
export function f(_a: unknown, _signal?: AbortSignal): void {}
/* not a docstring */
export const c = 1;
`);
  assert.deepEqual(exported.map(({ name, documented }) => `${name} ${documented}`), [
    "Bare false",
    "f true",
    "f true",
    "f true",
    "c false",
  ]);
  assert.deepEqual(exported[2]?.parameters, ["a", "signal"]);
});

Deno.test("factsOf() finds what the house does without", () => {
  const { unwanted } = factsOf(`
let x: any;
const f = () => 1;
class K { private y = 1; #z = () => 2; }
enum E { A }
await import(x);
`);
  assert.deepEqual(unwanted.map(({ line }) => line).toSorted(), [2, 3, 4, 5, 6]);
});
