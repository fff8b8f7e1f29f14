// Versions in dpkg's order, with dpkg itself as the judge.
import assert from "node:assert/strict";
import { compareVersions } from "../../src/modules/apt/debian_version.ts";

const VERSIONS = [
  ...[
    "0",
    "1",
    "1.0",
    "1.0-1",
    "1.0-1.1",
    "1.0~rc1",
    "1.0~rc1-1",
    "1.0~",
    "1.0~~",
    "1.0+dfsg",
    "1.0a",
    "1.0.a",
    "1.0-a",
  ],
  ...["1:0.9", "0:1.0", "2:1.0-1", "1.00", "1.10", "1.9", "01.9", "2.36-9+deb12u14", "2.36-9+deb12u9", "2.36-9"],
  ...[
    "1.0-1-1",
    "1.0-1~bpo11+1",
    "1.2.3.4.5",
    "20250101",
    "9999999999999999999",
    "99999999999999999999",
    "1.0z",
    "1.0Z",
  ],
];

Deno.test("compareVersions() orders as dpkg does", async () => {
  const pairs = VERSIONS.flatMap((one) => VERSIONS.map((other) => [one, other] as const));
  const script =
    `while read -r a b; do for o in lt eq gt; do dpkg --compare-versions "$a" "$o" "$b" && echo "$o"; done; done`;
  const dpkg = new Deno.Command("sh", { args: ["-c", script], stdin: "piped", stdout: "piped" }).spawn();
  const writer = dpkg.stdin.getWriter();
  await writer.write(new TextEncoder().encode(pairs.map((pair) => `${pair.join(" ")}\n`).join("")));
  await writer.close();
  const said = new TextDecoder().decode((await dpkg.output()).stdout).trim().split("\n");
  assert.equal(said.length, pairs.length);
  pairs.forEach(([one, other], at) => {
    const order = Math.sign(compareVersions(one, other));
    assert.equal(["lt", "eq", "gt"][order + 1], said[at], `${one} and ${other}`);
    assert.equal(Math.sign(compareVersions(other, one)), -order || 0, `${other} and ${one}`);
  });
});
