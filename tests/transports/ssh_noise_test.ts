// Hosts that say more than they are asked, or have less than others: banners, noisy rc files, other login shells, no Python.
import assert from "node:assert/strict";
import { sshTransport } from "../../src/transports/ssh.ts";
import { say } from "../contracts/shell_stage.ts";
import { type Farm, noFarm, sshFarm } from "../sshd/farm.ts";
import { done } from "../sshd/processes.ts";

const ignore = noFarm() !== undefined;

/** Opens a shell as a user and lets it work: a script, a file, a receipt. */
async function works(farm: Farm, name: string, user?: string): Promise<void> {
  await using transport = sshTransport();
  await using shell = await transport.open(farm.enter(name, user === undefined ? {} : { user }));
  assert.equal(await say(shell, "echo out; echo err >&2; echo $?"), "out\n0\n");
  const home = (await say(shell, "echo $HOME")).trim();
  await shell.put(`${home}/file`, new Uint8Array([0, 255, 10]));
  assert.deepEqual(await shell.get(`${home}/file`), new Uint8Array([0, 255, 10]));
  const receipt = { loop: "l", action: 1, token: 1 };
  const ended = await shell.run(["sh", "-c", "echo done; exit 3"], { receipt });
  assert.deepEqual([ended.rc, ended.stdout, ended.stderr], [3, "done\n", ""]);
  assert.equal((await shell.settle(receipt)).state, "finished");
  const late = await shell.run(["sh", "-c", "sleep 300"], { timeoutMs: 200 });
  assert.deepEqual([late.rc, late.timedOut], [124, true]);
  assert.deepEqual((await Deno.stat(`${home}/.ftl2/l`)).isDirectory, true);
}

Deno.test(
  { name: "sshTransport() works behind a banner, a message of the day and a noisy .bashrc", ignore },
  async () => {
    await using farm = await sshFarm();
    const banner = `${farm.folder}/banner`;
    await Deno.writeTextFile(banner, "Permission denied (of course).\nftl2- \u001b[1mConnection refused\n".repeat(30));
    await farm.sshd({ names: ["loud"], config: [`Banner ${banner}`, "PrintMotd yes", "PrintLastLog yes"] });
    const user = await farm.user();
    const noise =
      `echo "stdout of an rc file"; printf 'without an end'; echo "its stderr" >&2; head -c 100000 /dev/urandom`;
    await Deno.writeTextFile(`${user.home}/.bashrc`, `${noise}\n`);
    await works(farm, "loud", user.name);
  },
);

Deno.test({ name: "sshTransport() tells a session's end without the noise of its login", ignore }, async () => {
  await using farm = await sshFarm();
  const banner = `${farm.folder}/banner`;
  await Deno.writeTextFile(banner, "Authorized use only\n");
  await farm.sshd({ names: ["loud"], config: [`Banner ${banner}`] });
  await using transport = sshTransport();
  await using shell = await transport.open(farm.enter("loud"));
  await assert.rejects(shell.run(["sh", "-c", "kill -KILL $$"]), (error) => {
    assert.match((error as Error).message, /^The shell on loud ended while "sh" ran: the outcome is unknown/);
    assert.ok(!(error as Error).message.includes("Authorized"));
    return true;
  });
});

for (const shell of ["dash", "tcsh", "fish", "busybox"]) {
  const there = new Deno.Command("sh", { args: ["-c", `command -v ${shell}`], stdout: "null" }).outputSync().success;
  if (!there && Deno.env.get("CI") === "true") {
    throw new Error(`${shell} is not installed: a test of login shells needs it`);
  }
  Deno.test({ name: `sshTransport() works where the login shell is ${shell}`, ignore: ignore || !there }, async () => {
    await using farm = await sshFarm();
    await farm.sshd({ names: ["far"] });
    const path = (await done("sh", ["-c", `command -v ${shell}`])).trim();
    // It looks at its own name to know which of its programs it is.
    if (shell === "busybox") await Deno.symlink(path, `${farm.folder}/ash`);
    const user = await farm.user({ shell: shell === "busybox" ? `${farm.folder}/ash` : path });
    await works(farm, "far", user.name);
    const word = `a "b"  \\c 'd' \\'e\\\\ $HOME \`x\` *`;
    await using transport = sshTransport({ shell: ["env", `ODD=${word}`, "sh"] });
    await using odd = await transport.open(farm.enter("far", { user: user.name }));
    assert.equal(await say(odd, 'printf %s "$ODD"'), word);
  });
}

Deno.test(
  { name: "sshTransport() works where there is nothing but busybox: no Python, no setsid, no locale", ignore },
  async () => {
    await using farm = await sshFarm();
    await farm.sshd({ names: ["small"] });
    const user = await farm.user();
    const bin = `${user.home}/bin`;
    await Deno.mkdir(bin);
    const applets = (await done("busybox", ["--list"])).trim().split("\n").filter((applet) => applet !== "setsid");
    for (const applet of applets) await Deno.symlink("/bin/busybox", `${bin}/${applet}`);
    await Deno.writeTextFile(`${user.home}/.bashrc`, `PATH=${bin}; unset LANG LC_ALL LC_CTYPE LANGUAGE\n`);
    await works(farm, "small", user.name);
    await using transport = sshTransport();
    await using shell = await transport.open(farm.enter("small", { user: user.name }));
    assert.equal((await shell.run(["python3", "--version"])).rc, 127);
    assert.equal(await say(shell, `readlink -f "$(command -v sh)"; echo "\${LANG-none}"`), "/usr/bin/busybox\nnone\n");
  },
);

Deno.test({
  name: "sshTransport() reads ~/.ssh/config's ways of running commands, and does not stumble over them",
  ignore,
}, async () => {
  await using farm = await sshFarm();
  const path = `${farm.folder}/users_own`;
  const lines = [
    "RemoteCommand echo something else",
    "RequestTTY force",
    "LogLevel QUIET",
    "ControlMaster auto",
    `ControlPath ${path}`,
    "ControlPersist 60",
    "PermitLocalCommand yes",
    `LocalCommand echo local >'${farm.folder}/local'; echo more noise`,
    "StrictHostKeyChecking accept-new",
  ];
  const sshd = await farm.sshd({ names: ["odd"], client: lines, known: false });
  await works(farm, "odd");
  assert.equal(await Deno.readTextFile(`${farm.folder}/local`), "local\n");
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  assert.equal(await Deno.readTextFile(farm.knownHosts), `${sshd.knownHost}\n`);
});
