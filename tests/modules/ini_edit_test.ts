// INI files edited: what no call of Ansible's here can ask for, and any file and call beside Ansible's own function.
import assert from "node:assert/strict";
import fc from "fast-check";
import { editIni, type IniEdit } from "../../src/modules/settings/ini_edit.ts";
import { seedOfToday } from "../fakes/seed.ts";
import { askPython } from "./ask_python.ts";

const PLAIN: IniEdit = {
  section: "s",
  has: [],
  option: "a",
  values: ["1"],
  absent: false,
  exclusive: true,
  noExtraSpaces: false,
  ignoreSpaces: false,
  allowNoValue: false,
  inactive: true,
};
const edited = (text: string, edit: Partial<IniEdit>) => editIni(text, { ...PLAIN, ...edit }).text;

Deno.test("editIni leaves a line that differs in blanks alone, where it is told to", () => {
  assert.equal(edited("[s]\na=1\n", { ignoreSpaces: true }), "[s]\na=1\n");
  assert.equal(edited("[s]\na=2\n", { ignoreSpaces: true }), "[s]\na = 1\n");
  assert.equal(edited("[s]\n;a=1\n", { ignoreSpaces: true }), "[s]\na = 1\n");
});

Deno.test("editIni leaves what is commented out, where it is told to", () => {
  assert.equal(edited("[s]\n#a = 1\na = 2\n", { inactive: false }), "[s]\n#a = 1\na = 1\n");
  assert.equal(edited("[s]\n#a = 1\n", { inactive: false }), "[s]\na = 1\n#a = 1\n");
  assert.equal(edited("[s]\n  #a = 1\n", {}), "[s]\na = 1\n");
});

Deno.test("editIni takes the section that has what is asked for", () => {
  const text = "[p]\nip = 1\nkey = x\n[p]\nip = 2\nkey = y\n";
  const has = (values: string[]) => ({ section: "p", has: [{ option: "ip", values }], option: "key", values: ["z"] });
  assert.equal(edited(text, has(["2"])), "[p]\nip = 1\nkey = x\n[p]\nip = 2\nkey = z\n");
  assert.equal(edited(text, has(["9", "1"])), "[p]\nip = 1\nkey = z\n[p]\nip = 2\nkey = y\n");
  assert.equal(edited(text, has([])), "[p]\nip = 1\nkey = z\n[p]\nip = 2\nkey = y\n");
  assert.equal(edited(text, has(["3"])), `${text}[p]\nip = 3\nkey = z\n`);
  const { option: _, ...whole } = { ...PLAIN, ...has(["2"]), absent: true };
  assert.equal(editIni(text, whole).text, "[p]\nip = 1\nkey = x\n");
});

Deno.test("editIni finds a section with blanks in its brackets, and no longer one", () => {
  assert.equal(edited("[ s\t]\na = 2\n", {}), "[ s\t]\na = 1\n");
  assert.equal(edited("[ss]\na = 2\n", {}), "[ss]\na = 2\n[s]\na = 1\n");
});

/** Of Ansible's versions some do not see blanks in brackets and before a comment's sign, and take the last of two sections without another between. */
const LINES = [
  ...[
    "[s]",
    "[t]",
    "[s] x",
    "[ss]",
    "[]",
    "a = 1",
    "a=1",
    "a = 2",
    "a =3",
    "a\t=\t1",
    " a = 1",
    "a = 1 ",
    "a",
    "a =",
    "a b = 1",
  ],
  ...[
    ";a = 1",
    "#a=2",
    "# a = 3",
    ";a",
    "aa = 1",
    "b = 1",
    "b",
    "=",
    "",
    "  ",
    "# c",
    ";",
    "\t",
    "x [s]",
    "[",
    "a = [s]",
    "a = ;1",
  ],
];
const VALUES = ["", "1", "2", "3", "x y", " 1", "=1"];
const anyCall = fc.record({
  lines: fc.array(fc.constantFrom(...LINES), { maxLength: 12 }),
  ends: fc.constantFrom("\n", "", "\n\n"),
  section: fc.constantFrom("s", "s", "t", "", "u"),
  option: fc.constantFrom("a", "a", "b", "q", undefined),
  values: fc.array(fc.constantFrom(...VALUES), { maxLength: 3 }),
  absent: fc.boolean(),
  exclusive: fc.boolean(),
  noExtraSpaces: fc.boolean(),
  allowNoValue: fc.boolean(),
}).filter(({ lines, section, option, values, absent, allowNoValue }) => {
  const heads = lines.filter((line) => line.startsWith("["));
  const twins = heads.some((head, at) => /^\[s\]/.test(head) && /^\[s\]/.test(heads[at + 1] ?? "")) ||
    heads.some((head, at) => head === "[t]" && heads[at + 1] === "[t]");
  // Of what stands before the first section Ansible removes a line too many.
  if (absent && option === undefined && section === "") return false;
  // Without an option and with values Ansible breaks; without values it asks for some.
  return !twins && (option !== undefined || allowNoValue || absent) && (absent || allowNoValue || values.length > 0);
});

Deno.test("editIni makes of any file what Ansible's ini_file makes of it", async () => {
  const seed = seedOfToday();
  const calls = fc.sample(anyCall, { numRuns: 3000, seed }).map(({ lines, ends, ...edit }) => ({
    text: lines.length === 0 ? "" : `${lines.join("\n")}${ends}`,
    edit,
  }));
  const asked = calls.map(({ text, edit }) => {
    const { option = null, absent, noExtraSpaces: no_extra_spaces, allowNoValue: allow_no_value, ...same } = edit;
    const state = absent ? "absent" : "present";
    return { text, params: { ...same, option, state, no_extra_spaces, allow_no_value } };
  });
  const answers = await askPython("ini_side.py", asked);
  if (answers === undefined) return;
  for (const [at, { text, edit }] of calls.entries()) {
    const { option: _, ...plain } = PLAIN;
    const { option, ...rest } = { ...edit, values: [...new Set(edit.values)] };
    const ours = editIni(text, { ...plain, ...rest, ...(option === undefined ? {} : { option }) });
    const told = { changed: ours.changed, msg: ours.msg, text: ours.changed ? ours.text : text };
    assert.deepEqual(told, answers[at], `seed ${seed}: ${JSON.stringify(asked[at])}`);
  }
});
