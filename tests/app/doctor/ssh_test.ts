import assert from "node:assert/strict";
import { sshFindings, sshKeyFindings } from "../../../src/app/doctor/ssh.ts";
import { folderHere, lookAt, standings, variables } from "./ground.ts";

const { signal } = new AbortController();

async function done(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("sshFindings: OpenSSH by its version; none, and one that is no OpenSSH", async () => {
  using folder = folderHere();
  const look = lookAt(folder.path);
  const [here] = await sshFindings(look, signal);
  assert.equal(here?.standing, "ok");
  assert.match(here.found, /^OpenSSH_\S+ .*\(\/.*\/ssh\)$/);
  using _path = variables({ PATH: folder.path });
  const [none] = await sshFindings(look, signal);
  assert.deepEqual([none?.standing, none?.mend], ["warning", ["install openssh-client"]]);
  assert.equal((await sshFindings({ ...look, far: true }, signal))[0]?.standing, "problem");
  await Deno.writeTextFile(`${folder.path}/ssh`, "#!/bin/sh\necho Dropbear v2022.83 >&2\n", { mode: 0o755 });
  const [other] = await sshFindings(look, signal);
  assert.deepEqual([other?.standing, /^Dropbear/.test(other!.found)], ["warning", true]);
  await Deno.writeTextFile(`${folder.path}/ssh`, "#!/bin/sh\necho OpenSSH_7.4p1, OpenSSL 1.0.2k-fips >&2\n");
  assert.match((await sshFindings(look, signal))[0]!.found, /^OpenSSH_7\.4p1 .*accept-new needs 7\.6/);
});

Deno.test("sshKeyFindings: a key that others may read, a configuration that others may write, no known host", async () => {
  using home = folderHere();
  const ssh = `${home.path}/.ssh`;
  await Deno.mkdir(ssh);
  await done("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${ssh}/id_ed25519`);
  await Deno.writeTextFile(`${ssh}/config`, "Host *\n", { mode: 0o600 });
  await Deno.writeTextFile(`${ssh}/known_hosts`, "# none\nweb1 ssh-ed25519 AAAA\n");
  using _home = variables({ HOME: home.path, SSH_AUTH_SOCK: undefined });
  const look = lookAt(home.path);
  const good = await sshKeyFindings(look, home.path, signal);
  assert.deepEqual(standings(good), ["ok known hosts", "ok ssh keys"]);
  assert.equal(good[1]!.found, "~/.ssh/id_ed25519; no agent");

  await Deno.chmod(`${ssh}/id_ed25519`, 0o644);
  await Deno.chmod(`${ssh}/config`, 0o666);
  await Deno.remove(`${ssh}/known_hosts`);
  const bad = await sshKeyFindings(look, home.path, signal);
  assert.deepEqual(standings(bad).sort(), [
    "note known hosts",
    "note ssh keys",
    "problem ssh config",
    "problem ssh keys",
  ]);
  assert.deepEqual(bad.find(({ standing, about }) => standing === "problem" && about === "ssh keys")!.mend, [
    "chmod 600 ~/.ssh/id_ed25519",
  ]);
  // What is said is so.
  const { success } = await new Deno.Command("ssh-keygen", {
    args: ["-y", "-f", `${ssh}/id_ed25519`],
    stdin: "null",
    stderr: "null",
    stdout: "null",
  }).output();
  assert.equal(success, false);
});

Deno.test("sshKeyFindings: an agent with a key, without one, and one that is gone", async () => {
  using home = folderHere();
  const socket = `${home.path}/agent`;
  const [, pid] = /SSH_AGENT_PID=(\d+)/.exec(await done("ssh-agent", "-a", socket))!;
  using _home = variables({ HOME: home.path, SSH_AUTH_SOCK: socket });
  const last = async () => (await sshKeyFindings(lookAt(home.path), home.path, signal)).at(-1)!;
  try {
    assert.match((await last()).found, /an agent that holds no key$/);
    await done("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${home.path}/key`);
    await done("ssh-add", "-q", `${home.path}/key`);
    const held = await last();
    assert.deepEqual([held.standing, held.found], ["ok", "no key in ~/.ssh; an agent with 1 key"]);
  } finally {
    await done("ssh-agent", "-k").catch(() => Deno.kill(Number(pid), "SIGTERM"));
  }
  using _gone = variables({ SSH_AUTH_SOCK: `${home.path}/nobody` });
  const gone = await last();
  assert.deepEqual([gone.standing, gone.mend.length], ["warning", 2]);
});
