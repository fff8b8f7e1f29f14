import assert from "node:assert/strict";
import { hostFindings } from "../../../src/app/doctor/hosts.ts";
import { InputError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import { folderHere } from "./ground.ts";

const { signal } = new AbortController();

/** The findings of this machine under some name, while our own clock is ahead by so much. */
async function found(inventory: string, aheadMs = 0) {
  using folder = folderHere();
  const file = `${folder.path}/hosts.yml`;
  await Deno.writeTextFile(file, inventory);
  const told: string[] = [];
  const findings = await hostFindings(
    { options: { inventory: [file] }, passwords: { become: new Secret("geheim") }, cwd: folder.path },
    {
      clock: { now: () => Date.now() + aheadMs, monotonic: () => performance.now() },
      secret: (value) => void told.push(value),
    },
    signal,
  );
  return { findings, told };
}

const local = (more = "") => `all: {hosts: {here: {ansible_connection: local${more}}}}\n`;

Deno.test("hostFindings: a clock that is off by seconds is as here, by minutes it is warned of", async () => {
  const { findings: [near] } = await found(local());
  assert.deepEqual([near!.about, near!.standing, /, clock as here/.test(near!.found)], ["host here", "ok", true]);
  for (const [ahead, words] of [[125_000, "2 min behind"], [-3 * 3_600_000 - 5000, "3 h ahead"]] as const) {
    const { findings: [far] } = await found(local(), ahead);
    assert.deepEqual([far!.standing, far!.mend.length], ["warning", 1]);
    assert.ok(far!.found.includes(`clock ${words}`), far!.found);
  }
});

Deno.test("hostFindings: a variable that cannot be worked out is that host's problem, and passwords are handed over to be hidden", async () => {
  const { findings } = await found("all: {hosts: {a: {ansible_port: '{{ nope }}'}, b: {ansible_connection: local}}}\n");
  assert.deepEqual(findings.map(({ about, standing }) => `${about} ${standing}`), ["host a problem", "host b ok"]);
  const { told } = await found(local(", ansible_become: true, ansible_become_user: nobody-there"));
  assert.deepEqual(told, ["geheim"]);
});

Deno.test("hostFindings: an inventory with a mistake is bad input", async () => {
  await assert.rejects(found("all: [\n"), InputError);
});

Deno.test("hostFindings: what to do about a host that cannot be entered stands below why, once", async () => {
  const { findings: [closed] } = await found("all: {hosts: {far: {ansible_host: 127.0.0.1, ansible_port: 1}}}\n");
  assert.deepEqual([closed!.standing, closed!.found, closed!.mend], [
    "problem",
    "127.0.0.1 refuses connections on port 1",
    ["is sshd running there, and is ansible_port right?"],
  ]);
});
