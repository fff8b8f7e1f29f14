// The one JSON object of a reply, whatever stands around it, and replies that try to break the reader.
import assert from "node:assert/strict";
import fc from "fast-check";
import { findObject } from "../../src/deciders/find_object.ts";

const KEYS = ["converged", "reasoning"];
const GOOD = '{"converged": true, "reasoning": "it { is } \\"so\\""}';
const OBJECT = { converged: true, reasoning: 'it { is } "so"' };

for (
  const [title, text] of Object.entries({
    "alone": GOOD,
    "in a fence": "```json\n" + GOOD + "\n```",
    "in a fence without a language": "```\n" + GOOD + "\n```\n",
    "in prose": `Here is what I think:\n\n${GOOD}\n\nTell me if {this} is not enough.`,
    "after prose with braces": `I used {host} and {"port": 80} and {} before. ${GOOD}`,
    "after thinking aloud": `<think>{"converged": false} no, wait</think>\n${GOOD}`,
    "after a byte order mark": `\ufeff${GOOD}`,
  })
) {
  Deno.test(`findObject() an object ${title} is found`, () =>
    assert.deepEqual(findObject(text, KEYS), { object: OBJECT }));
}

Deno.test("findObject() line ends and tabs within texts are what they can only be", () => {
  const text = '{\n\t"converged": true,\r\n\t"reasoning": "a\n\tb\\n\r\n\\\\\nc"\n}';
  assert.deepEqual(findObject(text, KEYS), { object: { converged: true, reasoning: "a\n\tb\n\r\n\\\nc" } });
});

const deep = (levels: number) => `{"reasoning": ${"[".repeat(levels)}${"]".repeat(levels)}}`;

for (
  const [title, [text, problem]] of Object.entries<[string, RegExp]>({
    "nothing": ["  \n", /^The reply is empty/],
    "prose alone": ["I cannot do that.", /^The reply has no JSON object with any of the keys converged, reasoning/],
    "an object about something else": ['{"answer": 42}', /^The reply has no JSON object with any of the keys/],
    "a list": ['["converged"]', /^The reply has no JSON object/],
    "two objects": [`${GOOD}\n${GOOD}`, /^The reply has 2 JSON objects: write one$/],
    "half an object": [GOOD.slice(0, -3), /^The JSON object of the reply has no end/],
    "a comma too many": ['{"converged": true,}', /^The reply is not JSON: .*position 19/],
    "NaN": ['{"converged": true, "reasoning": NaN}', /^The reply is not JSON/],
    "a line end after a backslash": ['{"reasoning": "a\\\nb"}', /^The reply is not JSON/],
    "a comment": ['{"converged": true /* yes */}', /^The reply is not JSON/],
    "single quotes": ["{'converged': true}", /^The reply is not JSON/],
    "a key twice": [
      '{"converged": true, "converged": false}',
      /^The reply has the key "converged" twice in one object/,
    ],
    "a key twice, once escaped": [
      '{"converged": true, "\\u0063onverged": false}',
      /^The reply has the key "converged" twice/,
    ],
    "a key twice, far below": ['{"reasoning": [{"a": {"b": 1, "b": 2}}]}', /^The reply has the key "b" twice/],
    "a prototype": ['{"reasoning": {"__proto__": {"x": 1}}}', /^The reply has a key "__proto__"/],
    "an escaped prototype": ['{"reasoning": {"\\u005f_proto__": {"x": 1}}}', /^The reply has a key "__proto__"/],
    "too many levels": [deep(60), /^The reply has more than 40 levels/],
    "a number without end": ['{"reasoning": 1e999}', /too large to be kept exactly \(Infinity\)/],
    "a number that would be another": ['{"reasoning": 12345678901234567890}', /too large to be kept exactly/],
    "half a character": ['{"reasoning": "\\ud800"}', /half a character/],
    "half a character in a key": ['{"reasoning": {"\\udc00": 1}}', /half a character/],
    "a NUL": ['{"reasoning": "a\\u0000b"}', /NUL character/],
    "megabytes": [`{"reasoning": "${"x".repeat(5_000_000)}"}`, /^The reply has 5000017 characters, more than 400000/],
  })
) {
  Deno.test(`findObject() ${title}: what is wrong is said`, () => {
    const found = findObject(text, KEYS);
    assert.ok("problem" in found, JSON.stringify(found).slice(0, 200));
    assert.match(found.problem, problem);
  });
}

Deno.test("findObject() the same key in two objects is no key twice", () => {
  const text = '{"converged": true, "reasoning": [{"a": 1}, {"a": 2}, "a", {"b": "a", "a": "b"}]}';
  assert.deepEqual(findObject(text, KEYS), { object: JSON.parse(text) });
});

for (
  const [title, text] of Object.entries({
    "a hundred thousand braces": "{".repeat(399_999),
    "a hundred thousand levels": deep(190_000),
    "braces and quotes in turn": '{"'.repeat(199_999),
    "objects one after another": '{"a":1}'.repeat(50_000),
    "backslashes": `{"reasoning": "${"\\".repeat(399_000)}`,
    "keys": `{${Array.from({ length: 30_000 }, (_, at) => `"k${at}":1`).join(",")}}`,
  })
) {
  // What looked at each of them from each of them would not come to an end here.
  Deno.test(`findObject() ${title}: a problem`, () => assert.ok("problem" in findObject(text, KEYS)));
}

Deno.test("findObject() finds every object that JSON can write, in prose or not", () => {
  const texts = fc.string({ unit: "grapheme" }).filter((text) => text.isWellFormed() && !text.includes("\0"));
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      texts,
      fc.boolean(),
      fc.integer(),
      fc.constant(null),
      tie("list"),
      tie("object"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
    object: fc.dictionary(texts.filter((key) => key !== "__proto__"), tie("value"), { maxKeys: 4 }),
  })).value;
  fc.assert(fc.property(values, fc.nat(2), (reasoning, indent) => {
    const text = JSON.stringify({ converged: true, reasoning }, null, indent);
    const expected = { object: JSON.parse(text) };
    assert.deepEqual(findObject(text, KEYS), expected);
    assert.deepEqual(findObject(`So:\n${text}\nThat is it.`, KEYS), expected);
  }));
});

Deno.test("findObject() any text gives an object or a sentence", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\",
    ":",
    ",",
    '"converged"',
    "true",
    "```",
    " ",
    "\n",
    "\\u0000",
    "1e9",
  );
  const texts = fc.oneof(fc.string({ unit: "binary" }), fc.array(pieces, { maxLength: 60 }).map((all) => all.join("")));
  fc.assert(
    fc.property(texts, (text) => {
      const found = findObject(text, KEYS);
      if ("problem" in found) assert.ok(found.problem.length > 0);
      else assert.ok(KEYS.some((key) => Object.hasOwn(found.object, key)));
    }),
    { numRuns: 2000 },
  );
});
