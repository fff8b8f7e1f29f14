// YAML documents: scalars as PyYAML takes them, keys that stand twice, texts that are no templates.
import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import { Float, type Value } from "../../src/model/value.ts";
import { parseYaml, valueOf } from "../../src/templates/document.ts";

function valueIn(text: string, how: Parameters<typeof parseYaml>[2] = {}): Value {
  const document = parseYaml(text, "/f.yml", how);
  return valueOf(document.root, document);
}

function placeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError) return `${error.place?.line}:${error.place?.column} ${error.message}`;
    throw error;
  }
  return "no mistake";
}

Deno.test("valueOf takes for whole numbers what PyYAML does", () => {
  const text = "[08, 0:30, 012, 1:30, 0o17, 1_000, +5, -0x1f, 0_1, 0b11, 190:20:30, -1:30, 09.5]";
  assert.deepEqual(valueIn(text), ["08", "0:30", 10, 90, "0o17", 1000, 5, -31, 1, 3, 685230, -90, 9.5]);
});

Deno.test("parseYaml names a key that stands twice, wherever it is, and takes ten thousand keys in its stride", () => {
  assert.match(placeOf(() => valueIn("a:\n  - b: 1\n    c: 2\n    b: 3\n")), /^4:5 .*"b" stands here twice/);
  assert.match(placeOf(() => valueIn("a: {b: 1, 'b': 2}\n")), /^1:11 .*"b" stands here twice/);
  assert.deepEqual(
    valueIn("a: {b: 1}\nb: {b: 2}\n"),
    new Map([["a", new Map([["b", 1]])], ["b", new Map([["b", 2]])]]),
  );
  const keys = Array.from({ length: 10_000 }, (_, n) => `k${n}:\n`).join("");
  assert.equal((valueIn(keys) as Map<Value, Value>).size, 10_000);
  assert.match(placeOf(() => valueIn(`${keys}k0:\n`)), /^10001:1 .*"k0" stands here twice/);
});

Deno.test("valueOf hands texts marked !unsafe to whoever takes them, those inside lists and mappings too", () => {
  const unsafe = (text: string) => `<${text}>`;
  const text = "a: !unsafe '{{ x }}'\nb: !unsafe 5\nc: !unsafe {k: [v, 1, {l: w}]}\nd: plain\n";
  assert.deepEqual(
    valueIn(text, { unsafe }),
    new Map<Value, Value>([
      ["a", "<{{ x }}>"],
      ["b", "<5>"],
      ["c", new Map<Value, Value>([["k", ["<v>", 1, new Map([["l", "<w>"]])]]])],
      ["d", "plain"],
    ]),
  );
});

Deno.test("valueOf refuses !unsafe where nobody takes it, and !vault always, on texts, lists and mappings", () => {
  assert.match(
    placeOf(() => valueIn("a: !unsafe x\n")),
    /^1:\d+ The tag !unsafe is not supported yet: put \{% raw %\}/,
  );
  assert.match(placeOf(() => valueIn("a: !unsafe [x]\n")), /^1:\d+ The tag !unsafe/);
  assert.match(placeOf(() => valueIn("a: !unsafe {b: x}\n")), /^1:\d+ The tag !unsafe/);
  assert.match(placeOf(() => valueIn("a: !vault |\n  x\n", { unsafe: (text) => text })), /^1:\d+ The tag !vault/);
});

Deno.test("valueOf refuses a tag that nobody knows, and keeps those of YAML itself", () => {
  assert.match(placeOf(() => valueIn("a: !env HOME\n")), /^1:\d+ The tag !env means nothing here/);
  assert.match(placeOf(() => valueIn("a: [!include {b: x}]\n")), /^1:\d+ The tag !include/);
  assert.match(
    placeOf(() => valueIn("a: !!binary aGVsbG8=\n")),
    /^1:\d+ The tag !!binary is not supported: .*b64decode/,
  );
  assert.deepEqual(valueIn("[!!str 5, !!int '5', '!env HOME']"), ["5", 5, "!env HOME"]);
});

Deno.test("valueOf takes in with << what PyYAML does: first in order, last in rank, once or several times, of one or of many", () => {
  const names = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\n";
  const of = (text: string) => [...(valueIn(`${names}z: ${text}`) as Map<string, Map<Value, Value>>).get("z")!];
  assert.deepEqual(of("{d: 4, <<: *x, b: 5}"), [["a", 1], ["b", 5], ["d", 4]]);
  assert.deepEqual(of("{<<: [*x, *y]}"), [["b", 1], ["c", 2], ["a", 1]]);
  assert.deepEqual(of("{<<: *x, <<: *y}"), [["a", 1], ["b", 2], ["c", 2]]);
  assert.deepEqual(of("{'<<': 1}"), [["<<", 1]]);
  assert.match(placeOf(() => valueIn("a: 1\n<<: b\n")), /^2:1 .*after "<<" stands a mapping/);
  assert.match(placeOf(() => valueIn("<<: [{a: 1}, b]\n")), /^1:1 .*after "<<" stands a mapping/);
});

Deno.test("parseYaml refuses an anchor that stands twice, and valueOf an alias before its anchor, as PyYAML does", () => {
  assert.match(placeOf(() => valueIn("a: &x 1\nb: *x\nc: &x 2\n")), /^3:\d+ .*&x stands here twice/);
  assert.match(placeOf(() => valueIn("a: *x\nb: &x 1\n")), /^1:4 .*no &x stands before it/);
  assert.match(placeOf(() => valueIn("a: &x [*x]\n")), /^1:8 The alias \*x stands inside what it names/);
});

Deno.test("parseYaml refuses lists and mappings that are nested beyond what a stack holds", () => {
  for (
    const text of ["[".repeat(1500) + "]".repeat(1500), "[".repeat(50_000), "- ".repeat(5000), "{a: ".repeat(3000)]
  ) {
    assert.match(placeOf(() => parseYaml(text, "/f.yml")), /^1:\d+ /);
  }
  assert.match(placeOf(() => parseYaml("[".repeat(1500) + "]".repeat(1500), "/f.yml")), /write it flatter/);
});

Deno.test("valueOf takes for floats what PyYAML does", () => {
  const text = "[-.5, +.5, .5, 1., -1.5e+3, 1e3, 1.5e3, -.nan, 1:30.5]";
  assert.deepEqual(valueIn(text), ["-.5", "+.5", 0.5, new Float(1), new Float(-1500), "1e3", "1.5e3", "-.nan", 90.5]);
});
