import assert from "node:assert/strict";
import fc from "fast-check";
import { listed } from "../../../src/cli/top/columns.ts";
import { Field } from "../../../src/cli/top/field.ts";
import { keysOf } from "../../../src/cli/top/keys.ts";
import { cut, padded, widthOfPainted, wrapped } from "../../../src/cli/top/painted.ts";
import { paint, unpainted } from "../../../src/cli/writer.ts";
import { cellsOf, widthOf } from "../../../src/words/visible.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", " ", "日", "é", "👍", "-") });
const line = fc.array(fc.tuple(word, fc.constantFrom("", "ok", "failed", "faint"))).map((parts) =>
  parts.map(([text, style]) => style === "" ? text : paint(style as "ok", text)).join("")
);

Deno.test("wrapped() loses no letter but the space that it breaks at, and no line is too wide", () => {
  fc.assert(fc.property(line, fc.integer({ min: 2, max: 30 }), (text, columns) => {
    const lines = wrapped(text, columns);
    for (const one of lines) assert.ok(widthOfPainted(one) <= columns, JSON.stringify(one));
    const letters = (given: string) => unpainted(given).replaceAll(" ", "");
    assert.equal(lines.map(letters).join(""), letters(text));
  }));
});

Deno.test("wrapped() breaks between words, and each line has its colour for itself", () => {
  assert.deepEqual(wrapped("one two three four", 9), ["one two", "three", "four"]);
  assert.deepEqual(wrapped(paint("ok", "one two"), 4), [paint("ok", "one"), paint("ok", "two")]);
  assert.deepEqual(wrapped("   +abcdefgh", 8), ["   +abcd", "efgh"]);
  assert.deepEqual(wrapped("\tx", 9), ["    x"]);
  assert.deepEqual(wrapped("one two three", 10, "> "), ["one two", "> three"]);
});

Deno.test("cut() and padded() fit text with colours into columns", () => {
  assert.equal(cut(paint("ok", "abcdef"), 4), `${paint("ok", "abc")}…`);
  fc.assert(fc.property(line, fc.integer({ min: 0, max: 30 }), (text, columns) => {
    assert.ok(widthOfPainted(cut(text, columns)) <= columns);
    assert.equal(widthOfPainted(padded(text, columns)), columns);
  }));
});

Deno.test("listed() leaves out what matters less where there is little room, and what is empty", () => {
  const columns = [
    { title: "ID", right: true, spare: 0 },
    { title: "NAME", spare: 0, flexible: 4 },
    { title: "MODE", spare: 2 },
    { title: "DRIFT", spare: 3 },
    { title: "WHY", spare: 1, flexible: 5 },
  ];
  const rows = [["1", "webserver", "single", "", "it waits for an answer"]].map((row) => row.map((text) => ({ text })));
  assert.equal(listed(columns, rows, 60).rows[0], " 1  webserver  single  it waits for an answer");
  assert.equal(listed(columns, rows, 60).heading, "ID  NAME       MODE    WHY");
  assert.equal(listed(columns, rows, 18).heading.trimEnd(), "ID  NAME    WHY");
  assert.equal(listed(columns, rows, 10).rows[0], " 1  webse…");
});

Deno.test("Field is edited as shells have it, letters of several code points whole", () => {
  const field = new Field("ab 日本");
  for (const key of ["left", "backspace", "👍", "home", "x"]) assert.ok(field.press(key), key);
  assert.equal(field.text, "xab 👍本");
  for (const key of ["end", "ctrl-w"]) field.press(key);
  assert.equal(field.text, "xab ");
  field.insert("e");
  field.insert("\u0301\nz\x1b[2J");
  assert.equal(field.text, "xab é z [2J".normalize("NFD"));
  field.press("ctrl-u");
  assert.equal(field.text, "");
  assert.equal(field.press("page up"), false);
  const long = new Field("");
  long.insert("y".repeat(5000));
  assert.equal(long.text.length, 4000);
});

Deno.test("Field shows the part around the cursor that has room", () => {
  const field = new Field("日".repeat(20));
  const { text, at } = field.window(10);
  assert.equal(widthOf(text), 8);
  assert.equal(at, 8);
  field.press("home");
  assert.equal(field.window(10).at, 0);
  assert.ok(widthOf(field.window(10).text) <= 9);
});

Deno.test("cellsOf() gives what stands together as one letter with its columns", () => {
  assert.deepEqual(cellsOf("a日e\u0301"), [
    { letter: "a", width: 1 },
    { letter: "日", width: 2 },
    { letter: "e\u0301", width: 1 },
  ]);
});

Deno.test("keysOf() gives keys a name, and takes what came at once apart", () => {
  const none = { ...{ upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, pageDown: false } };
  const held = { ...none, ...{ pageUp: false, home: false, end: false, return: false, escape: false, ctrl: false } };
  const key = { ...held, ...{ shift: false, tab: false, backspace: false, delete: false, meta: false, super: false } };
  const given = { ...key, ...{ hyper: false, capsLock: false, numLock: false } };
  assert.deepEqual(keysOf("", { ...given, upArrow: true }), ["up"]);
  assert.deepEqual(keysOf("c", { ...given, ctrl: true }), ["ctrl-c"]);
  assert.deepEqual(keysOf("", { ...given, tab: true, shift: true }), ["shift-tab"]);
  assert.deepEqual(keysOf("a\ry", given), ["a", "enter", "y"]);
  assert.deepEqual(keysOf("y", { ...given, meta: true }), ["alt-y"]);
  assert.deepEqual(keysOf("y", { ...given, eventType: "release" }), []);
});
