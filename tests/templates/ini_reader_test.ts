// INI files of hosts: values that name each other.
import assert from "node:assert/strict";
import { interpolated, readIni } from "../../src/templates/ini_reader.ts";

function valueIn(lines: string[], key: string): string | null {
  const own = readIni(["[s]", ...lines].join("\n"), { caseSensitive: false, allowNoValue: false }).get("s")!;
  return interpolated(own.get(key) ?? null, (other) => own.get(other));
}

Deno.test("interpolated() fills in what a value names, and says what it cannot", () => {
  assert.equal(valueIn(["a=1", "b=%(a)s%%", "c=<%(b)s>"], "c"), "<1%>");
  assert.throws(() => valueIn(["a=%(b)s"], "a"), /has no key 'b'/);
  assert.throws(() => valueIn(["a=%(a)s"], "a"), /refer to each other too deeply/);
});

Deno.test("interpolated() stops values that make endless texts of a few lines, empty ones too", () => {
  for (const last of ["x", ""]) {
    const lines = Array.from({ length: 9 }, (_, n) => `k${n}=${`%(k${n + 1})s`.repeat(50)}`);
    assert.throws(() => valueIn([...lines, `k9=${last}`], "k0"), /more than 10000000 characters/);
  }
});
