import assert from "node:assert/strict";
import type { Json } from "../../src/model/json.ts";
import { BadMode, chmodText, modeBits, modeText } from "../../src/modules/files/mode.ts";

const file = { bits: 0o644, directory: false, umask: 0o022 };
const folder = { bits: 0o2755, directory: true, umask: 0o027 };

/** Modes, what they are applied to, and what Ansible's own _symbolic_mode_to_octal makes of them. */
const MODES: [Json, typeof file, number][] = [
  ["0644", file, 0o644],
  ["644", file, 0o644],
  ["0o600", file, 0o600],
  ["1777", folder, 0o1777],
  [420, file, 0o644],
  ["u=rw,g=r,o=", file, 0o640],
  ["u+x", file, 0o744],
  ["a+X", file, 0o644],
  ["a+X", { ...file, bits: 0o744 }, 0o755],
  ["a+X", folder, 0o2755],
  ["+w", file, 0o644],
  ["+w", { ...file, umask: 0 }, 0o666],
  ["g=u", file, 0o664],
  ["o-r,g-r", file, 0o600],
  ["u=rwx,g-w+x", file, 0o754],
  ["g=rx", folder, 0o755],
  ["u+s,g+s,o+t", file, 0o7644],
  ["ug=rw", file, 0o664],
];

for (const [mode, base, expected] of MODES) {
  Deno.test(`modeBits() reads ${mode} over ${modeText(base.bits)} with umask ${base.umask.toString(8)}`, () => {
    assert.equal(modeText(modeBits(mode, base)), modeText(expected));
  });
}

Deno.test("modeBits() refuses what is no mode", () => {
  for (const mode of ["rw", "u=q", "z+x", true, "0888", -1, 1.5, "77777", 0o100644]) {
    assert.throws(() => modeBits(mode, file), BadMode, String(mode));
  }
});

Deno.test("modeBits() takes nothing, and users without an operator, for no change, as Ansible does", () => {
  assert.equal(modeBits("", file), file.bits);
  assert.equal(modeBits("u", file), file.bits);
});

Deno.test("chmodText() has five digits, so that GNU's chmod clears set-id bits of folders", () => {
  assert.equal(chmodText(0o755), "00755");
  assert.equal(chmodText(0o7), "00007");
});
