import assert from "node:assert/strict";
import fc from "fast-check";
import { TemplateError } from "../../src/model/errors.ts";
import { Float, type Value } from "../../src/model/value.ts";
import { equals } from "../../src/templates/compare.ts";
import { parseJson } from "../../src/templates/json_reader.ts";
import { writeJson } from "../../src/templates/json_writer.ts";
import { pyRepr, pyStr } from "../../src/templates/python_text.ts";
import { fromPlain, toPlain, Tuple } from "../../src/templates/value.ts";
import { readYaml } from "../../src/templates/yaml_reader.ts";
import { writeYaml } from "../../src/templates/yaml_writer.ts";

Deno.test("fromPlain() makes dictionaries of objects and keeps the order of keys", () => {
  const value = fromPlain({ b: 1, a: [true, null, 1.5] });
  assert.ok(value instanceof Map);
  assert.deepEqual([...value.keys()], ["b", "a"]);
  assert.equal(pyRepr(value), "{'b': 1, 'a': [True, None, 1.5]}");
});

Deno.test("fromPlain() takes __proto__ for a key like any other", () => {
  const value = fromPlain(JSON.parse('{"__proto__": {"polluted": 1}}'));
  assert.ok(value instanceof Map && value.has("__proto__"));
});

Deno.test("toPlain() writes __proto__ as an own key and leaves prototypes alone", () => {
  const plain = toPlain(new Map<Value, Value>([["__proto__", new Map([["polluted", 1]])]]));
  assert.equal(JSON.stringify(plain), '{"__proto__":{"polluted":1}}');
  assert.equal(Object.getPrototypeOf(plain), Object.prototype);
  assert.equal(("polluted" in {}) as boolean, false);
});

Deno.test("toPlain() makes numbers of floats and text of ints that no number holds", () => {
  assert.deepEqual(toPlain([new Float(2), 2n ** 70n, NaN, Tuple.holding([1])]), [2, "1180591620717411303424", null, [
    1,
  ]]);
});

Deno.test("toPlain() writes keys as JSON does", () => {
  const dict = new Map<Value, Value>([[1, "a"], [true, "b"], [null, "c"], [new Float(1), "d"]]);
  assert.deepEqual(toPlain(dict), { "1": "a", "true": "b", "null": "c", "1.0": "d" });
});

Deno.test("fromPlain() refuses what is no data", () => {
  assert.throws(() => fromPlain(() => 1), /expected plain data/);
  assert.throws(() => fromPlain(new Date()), /expected plain data/);
});

Deno.test("pyRepr() chooses quotes as Python does", () => {
  assert.equal(pyRepr("it's"), `"it's"`);
  assert.equal(pyRepr(`it's "q"`), `'it\\'s "q"'`);
  assert.equal(pyStr("it's"), "it's");
});

Deno.test("equals() takes 1, 1.0 and True for one value and a tuple for no list", () => {
  assert.ok(equals(1, true) && equals(1, new Float(1)) && equals(2n ** 60n, 2n ** 60n));
  assert.ok(!equals([1], Tuple.holding([1])) && !equals(1, "1") && !equals(null, false) && !equals(NaN, NaN));
});

const scalar = fc.oneof(fc.constant(null), fc.boolean(), fc.maxSafeInteger(), fc.string({ unit: "grapheme" }));
const anyJson = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("any")), fc.dictionary(fc.string(), tie("any"))),
})).any;

Deno.test("parseJson() reads back whatever writeJson() wrote", () => {
  const style = { indent: null, sortKeys: false, ascii: true, itemSeparator: ", ", keySeparator: ": " };
  fc.assert(fc.property(anyJson, (plain) => {
    const value = fromPlain(plain);
    assert.ok(equals(parseJson(writeJson(value, style)), value));
    assert.ok(equals(parseJson(writeJson(value, { ...style, indent: "  ", ascii: false })), value));
  }));
});

Deno.test("readYaml() reads back whatever writeYaml() wrote", () => {
  fc.assert(
    // YAML 1.1's further line ends are written as PyYAML writes them, and read as the text they are in YAML 1.2.
    fc.property(
      anyJson.filter((plain) => !/[\x85\u2028\u2029]/.test(JSON.stringify(plain))),
      fc.constantFrom(null, false, true),
      fc.constantFrom(20, 80),
      (plain, flow, width) => {
        const value = fromPlain(plain);
        const text = writeYaml(value, { indent: 4, width, sortKeys: false, flow });
        assert.ok(equals(readYaml(text), value), text);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("parseJson() reads a string of many megabytes, and refuses what is nested beyond what a stack holds", () => {
  for (const part of ["a", "\\n", '\\"', "\\\\", "\\u00e4"]) {
    const text = `"${part.repeat(3_000_000)}"`;
    assert.equal(parseJson(text), JSON.parse(text), part);
  }
  for (const text of ["[".repeat(100_000), '{"a":'.repeat(100_000)]) {
    assert.throws(() => parseJson(text), /Cannot read JSON: it is nested more than 1000 levels deep/);
  }
  for (const text of ['"', '"a', '"\\"', '"\n"', '"\\x"', '["a" "b"]', '"\\u12"']) {
    assert.throws(() => parseJson(text), TemplateError, text);
  }
});
