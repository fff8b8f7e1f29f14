import assert from "node:assert/strict";
import fc from "fast-check";
import { fit, oneLine, visible, widthOf } from "../../src/words/visible.ts";

Deno.test("visible leaves no control character but line ends and tabs, and keeps the rest", () => {
  const any = fc.string({ unit: "binary", maxLength: 40 });
  fc.assert(fc.property(any, (text) => {
    const left = [...visible(text)].filter((character) => /[\p{Cc}\p{Cs}]/u.test(character));
    assert.deepEqual(left.filter((character) => character !== "\n" && character !== "\t"), []);
    assert.equal(visible(visible(text)), visible(text));
  }));
  assert.equal(
    visible("a\x1b[31mb\x07\x9b\u202ec\r\nd\re\tf\u2028"),
    "a\\x1b[31mb\\x07\\x9b\\u{202e}c\nd\\re\tf\\u{2028}",
  );
  assert.equal(visible("Ünïcødé – 日本語 👩‍💻"), "Ünïcødé – 日本語 👩‍💻");
  assert.equal(oneLine(" a\nb\tc "), "a\\nb\\tc");
});

Deno.test("widthOf counts columns: wide letters and emoji two, combining marks none", () => {
  const widths = { "abc": 3, "日本": 4, "é": 1, "e\u0301": 1, "👩‍💻": 2, "❤️": 2, "ｱ": 1, "": 0 };
  for (const [text, width] of Object.entries(widths)) assert.equal(widthOf(text), width, text);
});

Deno.test("fit never takes more columns than it may, and cuts nothing that fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
      assert.ok(widthOf(fit(text, columns)) <= columns);
      if (widthOf(text) <= columns) assert.equal(fit(text, columns), text);
    }),
  );
  assert.equal(fit("日本語", 4), "日…");
});
