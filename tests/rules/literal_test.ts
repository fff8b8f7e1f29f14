// literal, constant: whatever a host or a model wrote comes out of a rule as it was.
import assert from "node:assert/strict";
import fc from "fast-check";
import { constant, literal } from "../../src/rules/literal.ts";
import { evaluate, templateValue } from "../../src/templates/template.ts";
import { fromPlain, toPlain } from "../../src/templates/value.ts";

const nothing = { get: () => undefined, names: () => [] };

const text = fc.array(
  fc.oneof(
    fc.constantFrom("{{", "}}", "{%", "%}", "{#", "#}", "{", "'", '"', "\\", "\n", "raw", "endraw", " ", "-", "~", "1"),
    fc.string({ maxLength: 3 }),
  ),
  { maxLength: 10 },
).map((parts) => parts.join(""));

Deno.test("literal() is filled in to what it was made of", () => {
  fc.assert(fc.property(text, (one) => {
    const value = { a: [one, 1, null, true], b: { c: one } };
    assert.deepEqual(toPlain(templateValue(fromPlain(literal(value)), nothing)), value);
  }));
});

Deno.test("constant() is an expression that gives the text, or there is none", () => {
  fc.assert(fc.property(text, (one) => {
    const made = constant(one);
    if (made === undefined) assert.match(one, /[\\\r\n]|\p{C}|'.*"|".*'|\{[{%#]|[}%#]\}/u);
    else assert.equal(evaluate(`${made} ~ ''`, nothing), one);
  }));
});
