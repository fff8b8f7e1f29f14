// What git and reboot start beside their own programs.
import assert from "node:assert/strict";
import { startsOf } from "../../src/policy/called.ts";
import type { JsonObject } from "../../src/model/json.ts";

function started(module: string, params: JsonObject): { words: string[][]; unsure: boolean } | undefined {
  const found = startsOf({ host: "web", module, params, name: module, task: null });
  return found === undefined
    ? undefined
    : { words: found.list.map(({ words }) => words.map(({ text }) => text)), unsure: found.unsure !== undefined };
}

Deno.test("startsOf() finds the commands that reboot is told to use", () => {
  assert.deepEqual(started("reboot", { msg: "rm -rf /" }), { words: [["shutdown", "-r"]], unsure: false });
  const all = started("reboot", {
    reboot_command: "again now",
    test_command: "true; rm x",
    boot_time_command: "who -b",
  });
  const words = all?.words.map(([program]) => program);
  for (const program of ["again", "rm", "who"]) assert.ok(words?.includes(program), program);
});

Deno.test("startsOf() is unsure of words for ssh, and of addresses that name a program", () => {
  assert.equal(started("git", { repo: "https://x/y", dest: "/y" }), undefined);
  assert.deepEqual(started("git", { executable: "/opt/git" })?.words, [["/opt/git"]]);
  assert.equal(started("git", { ssh_opts: "-o ProxyCommand=victim" })?.unsure, true);
  assert.equal(started("git", { repo: "ext::sh -c victim" })?.unsure, true);
  assert.equal(started("ansible.builtin.git", { name: "ext::sh -c victim" })?.unsure, true);
});
