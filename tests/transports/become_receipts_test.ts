// Where receipts of another user's commands lie: in his own home, or in a place that is his alone.
import assert from "node:assert/strict";
import { ReceiptRefused, ShellBroken } from "../../src/model/errors.ts";
import { connectLocal } from "../../src/transports/local.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import { say } from "../contracts/shell_stage.ts";
import { done, eventually } from "../sshd/processes.ts";
import { shellFrom, spareReceipts, sudo, sudoRules, there, withUsers } from "./become_ground.ts";

const modeOf = async (path: string) => ((await Deno.stat(path)).mode! & 0o7777).toString(8);

withUsers(
  "connectAs(): receipts lie in the user's own home, and are found again after the session's death",
  async (alice, bob) => {
    await using _ = await sudoRules(
      `Defaults:${alice.name} env_keep += "HOME"`,
      `${alice.name} ALL=(ALL) NOPASSWD: SETENV: ALL`,
    );
    const receipt = { loop: "of-bob", action: 1, token: 1 };
    {
      await using shell = await shellFrom({ from: alice, become: sudo(bob.name) });
      const running = shell.run([
        "sh",
        "-c",
        "kill -KILL $PPID; kill -KILL $1; echo ended",
        "sh",
        await say(shell, "echo $$"),
      ], {
        receipt,
      });
      await assert.rejects(running, ShellBroken);
    }
    await using later = await shellFrom({ from: alice, become: sudo(bob.name) });
    assert.equal((await later.settle(receipt)).state, "interrupted");
    assert.equal(await modeOf(`${bob.home}/.ftl2`), "700");
    // Without -H the home is alice's, as far as the environment goes.
    await using homeless = await shellFrom({ from: alice, become: sudo(bob.name, ["-n"]) });
    assert.equal(await say(homeless, 'echo "$HOME"'), `${alice.home}\n`);
    await homeless.run(["true"], { receipt: { ...receipt, action: 2 } });
    assert.deepEqual([await there(`${alice.home}/.ftl2`), await modeOf(spareReceipts(bob.uid))], [false, "700"]);
  },
);

withUsers("a user without a home has his receipts in /var/tmp, and keeps them there", async (alice, bob) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  const receipt = { loop: "of-bob", action: 1, token: 1 };
  const become = sudo(bob.name);
  await Deno.chown(bob.home, 0, 0);
  {
    await using shell = await shellFrom({ from: alice, become });
    assert.equal((await shell.run(["true"], { receipt })).rc, 0);
    assert.equal(await shell.hold({ uid: "0a1b", token: 1 }), "free");
  }
  const { uid, mode } = await Deno.stat(spareReceipts(bob.uid));
  assert.deepEqual([uid, mode! & 0o7777], [bob.uid, 0o700]);
  // His home comes into being afterwards: the receipt is found all the same.
  await Deno.chown(bob.home, bob.uid, bob.uid);
  await using shell = await shellFrom({ from: alice, become });
  assert.equal((await shell.settle({ ...receipt, token: 2 })).state, "finished");
});

withUsers(
  "a user without a home is refused where the place in /var/tmp is somebody else's or a link",
  async (alice, bob) => {
    await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
    await Deno.chown(bob.home, 0, 0);
    const traps = [
      () => Deno.mkdir(spareReceipts(bob.uid), { mode: 0o777 }),
      async () => {
        await Deno.mkdir(`${bob.home}/target`, { mode: 0o777 });
        await Deno.chown(`${bob.home}/target`, bob.uid, bob.uid);
        await Deno.symlink(`${bob.home}/target`, spareReceipts(bob.uid));
      },
      () => Deno.symlink("/nowhere", spareReceipts(bob.uid)),
    ];
    for (const trap of traps) {
      await trap();
      await using shell = await shellFrom({ from: alice, become: sudo(bob.name) });
      const refused = (error: unknown) =>
        error instanceof ReceiptRefused && /no home .*somebody else's or a link/.test(error.message);
      const deed = shell.run(["touch", `/tmp/${bob.name}`], { receipt: { loop: "l", action: 1, token: 1 } });
      await assert.rejects(deed, refused);
      await assert.rejects(shell.hold({ uid: "0a1b", token: 1 }), refused);
      assert.equal(await there(`/tmp/${bob.name}`), false);
      assert.equal((await shell.run(["id", "-un"])).stdout, `${bob.name}\n`);
      await Deno.remove(spareReceipts(bob.uid));
    }
  },
);

withUsers("hold() of root's shell sees what runs for the user who entered", async (alice, bob) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  const receipts = `${bob.home}/.ftl2-of-root`;
  await using root = await shellFrom({ from: alice, become: sudo("root"), receipts });
  const words = ["setpriv", `--reuid=${alice.uid}`, "--clear-groups", "env", `HOME=${alice.home}`, "sh"];
  const terms = { host: "web1", shell: ["sh"], connect: connectLocal(words), keepBytes: 1024 };
  const own = await openShell(terms);
  const pipe = `${alice.home}/release`;
  await done("mkfifo", ["-m", "666", pipe]);
  const receipt = { loop: "of-alice", action: 1, token: 1 };
  const running = own.run(["sh", "-c", `echo >"$2"; read x <"$1"`, "sh", pipe, `${alice.home}/started`], { receipt });
  await eventually("a start", () => there(`${alice.home}/started`));
  // Something that nobody ever writes into must not be waited for.
  await done("mkfifo", [`${alice.home}/.ftl2/of-alice/9.claim`]);
  const hold = { uid: "0a1b", token: 1 };
  assert.equal(await root.hold(hold), "busy");
  await Deno.writeTextFile(pipe, "go\n");
  assert.equal((await running).rc, 0);
  assert.equal(await root.hold(hold), "free");
  await own[Symbol.asyncDispose]();
});
