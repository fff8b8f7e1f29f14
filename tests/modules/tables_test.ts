// Lines of fstab and of files of settings: any file and call beside Ansible's own functions.
import assert from "node:assert/strict";
import fc from "fast-check";
import { removeFileSystem, setFileSystem } from "../../src/modules/mounts/fstab_lines.ts";
import { sourcesAt } from "../../src/modules/mounts/mountinfo.ts";
import { editSettings } from "../../src/modules/settings/sysctl_lines.ts";
import { seedOfToday } from "../fakes/seed.ts";
import { askPython } from "./ask_python.ts";

function seeded<T>(any: fc.Arbitrary<T>): { seed: number; calls: T[] } {
  const seed = seedOfToday();
  return { seed, calls: fc.sample(any, { numRuns: 1000, seed }) };
}

const ends = fc.constantFrom("\n", "\n", "", "\n\n");

/** Lines of fewer than six fields are removed, too, and words behind a # are none: Ansible 2.14 sees to neither. */
const SYSTEMS = [
  ...[
    "a /m ext4 defaults 0 0",
    "b /m xfs ro 1 2",
    "a  /m\text4 defaults 0 0",
    "a /n ext4 defaults 0 0",
    " a /m ext4 rw 0 0 ",
  ],
  ...["a none swap sw 0 0", "b none swap sw 0 0", "# a /m ext4 defaults 0 0", "", "  ", "a /m", "a /m ext4 rw 0 0 x y"],
  ...["x\\040y /a\\040b none bind 0 0", "a /m ext4 defaults 0 1"],
];
const anySystem = fc.record({
  lines: fc.array(fc.constantFrom(...SYSTEMS), { maxLength: 6 }),
  ends,
  present: fc.boolean(),
  system: fc.record({
    src: fc.constantFrom("a", "b", "x y", "\\&"),
    name: fc.constantFrom("/m", "/m", "/a b", "none"),
    fstype: fc.constantFrom("ext4", "swap", "none"),
    opts: fc.constantFrom("defaults", "ro", "sw"),
    dump: fc.constantFrom("0", "1"),
    passno: fc.constantFrom("0", "2"),
  }),
});

Deno.test("setFileSystem and removeFileSystem make of any fstab what Ansible's mount makes of it", async () => {
  const { seed, calls } = seeded(anySystem);
  const asked = calls.map(({ lines, ends, ...call }) => ({ ...call, text: `${lines.join("\n")}${ends}` }));
  const answers = await askPython("tables_side.py", asked);
  if (answers === undefined) return;
  for (const [at, { text, system, present }] of asked.entries()) {
    const edited = present ? setFileSystem(text, system) : removeFileSystem(text, system);
    const ours = edited.changed ? edited.text : text;
    assert.equal(ours, answers[at]?.text, `seed ${seed}: ${JSON.stringify(asked[at])}`);
  }
});

const SETTINGS = [
  ...["a.b=1", "a.b = 2", " a.b=3 ", "#a.b=1", ";a.b=1", "# c", "", "  ", "no sign", "a.bc=1", "a.b=1=2", "=", "a.b"],
  ...["  # c  ", "-a.b=1"],
];
const anySetting = fc.record({
  lines: fc.array(fc.constantFrom(...SETTINGS), { maxLength: 6 }),
  ends,
  present: fc.boolean(),
  name: fc.constantFrom("a.b", "a.b", "c.d"),
  value: fc.constantFrom("1", "2", "x y"),
  // Of two lines of another setting Ansible keeps the first.
}).filter(({ lines, name }) => {
  const others = lines.filter((line) => /^[^#;]*=/.test(line)).map((line) => line.split("=")[0]!.trim())
    .filter((other) => other !== name);
  return new Set(others).size === others.length;
});

Deno.test("editSettings makes of any file of settings what Ansible's sysctl makes of it", async () => {
  const { seed, calls } = seeded(anySetting);
  const asked = calls.map(({ lines, ends, ...call }) => ({ ...call, text: `${lines.join("\n")}${ends}` }));
  const answers = await askPython("tables_side.py", asked);
  if (answers === undefined) return;
  for (const [at, { text, name, value, present }] of asked.entries()) {
    const edited = editSettings(text, { name, ...(present ? { value } : {}) });
    const writes = present ? edited.before !== value : edited.before !== undefined;
    assert.equal(writes ? edited.text : text, answers[at]?.text, `seed ${seed}: ${JSON.stringify(asked[at])}`);
  }
});

Deno.test("sourcesAt() takes a folder for no part of another whose name begins alike", () => {
  const line = (root: string, path: string) => `30 1 8:1 ${root} ${path} rw - ext4 /dev/sda1 rw\n`;
  const mounts = `${line("/a", "/first")}${line("/ab", "/second")}${line("/a/c", "/third\\040one")}`;
  assert.deepEqual(sourcesAt(mounts, "/second"), ["/dev/sda1"]);
  assert.deepEqual(sourcesAt(mounts, "/third one"), ["/dev/sda1", "/first/c"]);
  assert.equal(sourcesAt(mounts, "/fourth"), undefined);
});
