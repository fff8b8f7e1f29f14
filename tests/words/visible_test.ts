import assert from "node:assert/strict";
import fc from "fast-check";
import { fit, oneLine, visible, widthOf } from "../../src/words/visible.ts";
import { table } from "../../src/cli/table.ts";
import { ago, stamp, took } from "../../src/words/moment.ts";

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

Deno.test("table cuts flexible columns first, widest first, and no column below eight", () => {
  const columns = [{ title: "A" }, { title: "B", flexible: true }, { title: "C", flexible: true }];
  const row = ["a".repeat(10), "b".repeat(30), "c".repeat(12)];
  assert.equal(table(columns, [row], 40).split("\n")[1], `${"a".repeat(10)}  ${"b".repeat(13)}…  ${"c".repeat(12)}`);
  assert.equal(table(columns, [row], 1).split("\n")[1], `${"a".repeat(7)}…  ${"b".repeat(7)}…  ${"c".repeat(7)}…`);
});

Deno.test("moments are read by people, and unreadable ones are unknown", () => {
  const now = Date.parse("2026-11-22T16:00:00Z");
  assert.equal(ago("2026-11-22T15:59:18.123456+00:00", now), "41 s ago");
  assert.equal(ago("2026-11-22T12:59:00Z", now), "3 h ago");
  assert.equal(ago("2026-11-01T12:59:00Z", now), "21 d ago");
  assert.equal(ago("2026-11-22T16:00:09Z", now), "0 s ago");
  assert.equal(ago("(datetime('now'))", now), "unknown");
  assert.equal(stamp("(datetime('now'))"), "unknown");
  assert.equal(stamp(null), "");
  assert.equal(took("2026-11-22T16:00:00Z", "2026-11-22T16:02:05Z"), "2 min 5 s");
  assert.equal(took("2026-11-22T16:00:00Z", "2026-11-22T16:00:00.126Z"), "0.13 s");
  assert.equal(took(null, "2026-11-22T16:00:00Z"), "");
});
