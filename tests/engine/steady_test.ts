import assert from "node:assert/strict";
import fc from "fast-check";
import { steady } from "../../src/engine/steady.ts";
import { cpuMs } from "../fakes/cpu_time.ts";

const SAME: [why: string, one: string, other: string][] = [
  ["times", "failed at 2026-11-22 15:45:20,224 UTC", "failed at 2026-11-23 05:05:01.1 UTC"],
  ["a duration", "Timeout when waiting for db1:5432 after 30 s", "Timeout when waiting for db1:5432 after 31 s"],
  ["a process id", "lock held by process 4711 (apt-get)", "lock held by process 99 (apt-get)"],
  ["a temporary file", "cannot stat /tmp/tmp.Xb1ZqP/x.sh: gone", "cannot stat /tmp/tmp.0aQQrs/x.sh: gone"],
  ["a temporary name", "no room for .ansible-tmp-17.x-ab", "no room for .ansible-tmp-99.y-cd"],
  ["an address", "segfault at 0xdeadbeef in libc", "segfault at 0x7ffe01a0 in libc"],
  ["a UUID", "run 0b8f3a52-14d1-4a53-9d7b-6a4e6f3b9b11 failed", "run 5c1de0aa-99d1-4b53-8d7b-000000000000 failed"],
  ["white space", "a  b\n", "a b"],
];

for (const [why, one, other] of SAME) {
  Deno.test(`steady() reads two messages alike that differ by ${why}`, () => assert.equal(steady(one), steady(other)));
}

const OTHER: [why: string, one: string, other: string][] = [
  ["words", "no such file", "permission denied"],
  ["a path", "/etc/a.conf is missing", "/etc/b.conf is missing"],
  ["how far it has come", "3 of 5 nodes are ready", "4 of 5 nodes are ready"],
  ["a share", "synchronised 40 %", "synchronised 55 %"],
];

for (const [why, one, other] of OTHER) {
  Deno.test(`steady() tells messages apart that differ by ${why}`, () => assert.notEqual(steady(one), steady(other)));
}

Deno.test("steady() does not mind which numbers stand in a message, is stable, and takes no long time", () => {
  const words = fc.array(fc.constantFrom("host", "rejects", "in", "s", "(pid"), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(words, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (parts, numbers) => {
    const filled = (from: number) => parts.map((part, at) => `${part}=${numbers[from + at]} `).join("");
    assert.equal(steady(filled(0)), steady(filled(6)));
    assert.equal(steady(steady(filled(0))), steady(filled(0)));
  }));
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => steady(text).length <= text.length));
  for (const hostile of ["1:".repeat(50_000), "a1-".repeat(30_000), "/tmp/".repeat(20_000), "0".repeat(100_000)]) {
    const took = cpuMs(() => void steady(hostile));
    assert.ok(took < 1000, `${hostile.slice(0, 5)} took ${took} ms`);
  }
});
