import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import { parseExtraVars } from "../../src/playbook/extra_vars.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const read = (given: string[], texts: Record<string, string> = {}) =>
  parseExtraVars(given, { files: memoryFiles(texts, { HOME: "/home/me" }), cwd: "/work" }).extraVars;

Deno.test("parseExtraVars() reads name=value as text, quotes and templates holding together", () => {
  assert.deepEqual(read(["a=1 b='x y' c=\"it's\" d={{ a + 1 }} e=k=v f=", "g=a\\nb"]), {
    a: "1",
    b: "x y",
    c: "it's",
    d: "{{ a + 1 }}",
    e: "k=v",
    f: "",
    g: "a\nb",
  });
  assert.deepEqual(read([""]), {});
});

Deno.test("parseExtraVars() reads YAML and JSON in braces, and files of either", () => {
  assert.deepEqual(read(["{a: yes, b: [1, {c: null}], d: 1e3}"]), { a: true, b: [1, { c: null }], d: "1e3" });
  assert.deepEqual(read(['{"a": true, "b": "\\/"}']), { a: true, b: "/" });
  const files = {
    "/work/v.yml": "a: 1\nb: {x: y}\n",
    "/work/v.json": '{"a": 2}',
    "/etc/v": "c: 3",
    "/home/me/v": "d: 4",
  };
  assert.deepEqual(read(["@v.yml"], files), { a: 1, b: { x: "y" } });
  assert.deepEqual(read(["@v.yml", "@v.json", "@/etc/v", "@~/v"], files), { a: 2, b: { x: "y" }, c: 3, d: 4 });
});

Deno.test("parseExtraVars() puts later ones over earlier ones, whole", () => {
  assert.deepEqual(read(["a=1 b=1", "{b: {x: 1}}", "{b: {y: 2}}", "a=3"]), { a: "3", b: { y: 2 } });
});

Deno.test("parseExtraVars() keeps what JSON cannot say as an expression that says it", () => {
  assert.deepEqual(read(['{"a": 2.0, "b": [12345678901234567890], "c": {"d": 1e3}, "e": 1.5, "f": Infinity}']), {
    a: "{{ 2.0 }}",
    b: ["{{ 12345678901234567890 }}"],
    c: { d: "{{ 1000.0 }}" },
    e: 1.5,
    f: "{{ 'inf' | float }}",
  });
});

Deno.test("parseExtraVars() keeps a variable called __proto__ one of many", () => {
  const vars = read(['{"__proto__": {"x": 1}, "a": 1}']);
  assert.deepEqual(Object.keys(vars), ["__proto__", "a"]);
  assert.equal(Object.getPrototypeOf(vars), Object.prototype);
});

Deno.test("parseExtraVars() refuses what sets no variables, with the place", () => {
  const texts = {
    "/work/bad.yml": "a: 1\nb: [2\n",
    "/work/list.yml": "- 1\n",
    "/work/empty.yml": "",
    "/work/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n61\n",
    "/work/unsafe.yml": "a: 1\nb:\n  c: !vault x\n",
  };
  const cases: [string[], string, RegExp][] = [
    [["{a: [1"], "--extra-vars:1:7", /not valid YAML/],
    [["a=1", "{a: {"], "--extra-vars number 2:1:6", /not valid YAML/],
    [["[1, 2]"], "--extra-vars:1:1", /a mapping of names to values, and this is something else/],
    [["@list.yml"], "/work/list.yml:1:1", /this is something else/],
    [["@empty.yml"], "/work/empty.yml:1:1", /it is empty/],
    [["@bad.yml"], "/work/bad.yml:3:1", /not valid YAML/],
    [["@unsafe.yml"], "/work/unsafe.yml:3:13", /!vault/],
    [["@vault.yml"], "/work/vault.yml:1:1", /encrypted by ansible-vault, and no password was given/],
    [["@nope.yml"], "/work/nope.yml", /does not exist/],
    [["/etc/vars.yml"], "--extra-vars", /"@" in front: @\/etc\/vars\.yml/],
    [["./vars.yml"], "--extra-vars", /"@" in front/],
    [["debug"], "--extra-vars", /"debug" sets no variable: write name=value/],
    [["a=x y"], "--extra-vars", /"y" sets no variable: write name=value, with quotes/],
    [["a-b=1"], "--extra-vars", /"a-b=1" sets no variable: a name has letters/],
    [['a="x y'], "--extra-vars", /never closed in a="x y/],
  ];
  for (const [given, place, sentence] of cases) {
    assert.throws(() => read(given, texts), (error) => {
      assert(error instanceof InputError, String(error));
      const { file, line, column } = error.place!;
      assert.equal([file, line, column].filter((part) => part !== undefined).join(":"), place);
      assert.match(error.message, sentence);
      return true;
    }, given.join(" "));
  }
});
