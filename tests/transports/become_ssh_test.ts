// Other users over ssh: on the login that is there, with passwords of their own; what they left running is found after the connection's death.
import assert from "node:assert/strict";
import { CannotBecome, ShellBroken } from "../../src/model/errors.ts";
import { Secret } from "../../src/model/secret.ts";
import type { Become } from "../../src/model/way.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { say } from "../contracts/shell_stage.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";
import { done, eventually, processes } from "../sshd/processes.ts";
import { cannotTry, sudoRules } from "./become_ground.ts";

const ignore = (noFarm() ?? cannotTry()) !== undefined;

Deno.test(
  { name: "sshTransport() becomes several users over one login, and says of each why not", ignore },
  async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["far"] });
    const alice = await farm.user({ password: "pass of alice" });
    const bob = await farm.user({ password: "pass of bob" });
    await using _ = await sudoRules(`${alice.name} ALL=(ALL) ALL`);
    await using transport = sshTransport();
    const open = (become?: Become, password?: string) =>
      transport.open({
        ...farm.enter("far", { user: alice.name, ...(become === undefined ? {} : { become }) }),
        ...(password === undefined ? {} : { becomePassword: new Secret(password) }),
      });
    await using own = await open();
    await using root = await open({ method: "sudo", user: "root" }, "pass of alice");
    await using other = await open({ method: "su", user: bob.name }, "pass of bob");
    const users = [];
    for (const shell of [own, root, other]) users.push((await say(shell, "id -un")).trim());
    assert.deepEqual(users, [alice.name, "root", bob.name]);
    const refused = (why: RegExp) => (error: unknown) => error instanceof CannotBecome && why.test(error.message);
    await assert.rejects(open({ method: "sudo", user: "root" }), refused(/^Cannot become root on far: Missing sudo/));
    await assert.rejects(open({ method: "su", user: bob.name }, "x"), refused(/on far: Incorrect su password/));
    await assert.rejects(
      open({ method: "sudo", user: "no-such" }, "pass of alice"),
      refused(/there is no user no-such/),
    );
    await assert.rejects(
      open({ method: "doas", user: bob.name, exe: "/no/doas" }),
      refused(/\/no\/doas is not installed/),
    );
    // Ending a command of root's takes one more session, and no login.
    const late = await root.run(["sh", "-c", "trap '' TERM; while :; do sleep 0.2; done"], { timeoutMs: 200 });
    assert.equal(late.timedOut, true);
    assert.equal((await sshd.log()).split("Accepted publickey").length - 1, 1);
  },
);

Deno.test({ name: "a command of another user goes on when the connection is cut, and is found", ignore }, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  const [alice, bob] = [await farm.user(), await farm.user()];
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  const entrance = farm.enter("far", { user: alice.name, become: { method: "sudo", user: bob.name } });
  const receipt = { loop: "of-bob", action: 1, token: 1 };
  const [started, release] = [`${bob.home}/started`, `${bob.home}/release`];
  await done("mkfifo", ["-m", "666", started, release]);
  const first = sshTransport();
  const shell = await first.open(entrance);
  const argv = ["sh", "-c", `echo go >"$1"; read x <"$2"; echo "$x"`, "sh", started, release];
  const running = shell.run(argv, { receipt });
  await Deno.readTextFile(started);
  await first[Symbol.asyncDispose]();
  await assert.rejects(running, ShellBroken);
  await shell[Symbol.asyncDispose]();
  await using second = sshTransport();
  const later = await second.open(entrance);
  assert.deepEqual(await later.settle(receipt), { state: "running" });
  await Deno.writeTextFile(release, "word\n");
  await eventually("an end", async () => (await later.settle(receipt)).state !== "running");
  const state = await later.settle(receipt);
  assert.equal(state.state === "finished" && state.result.stdout, "word\n");
  await later[Symbol.asyncDispose]();
  const left = async () => (await processes()).filter(({ uid }) => uid === bob.uid);
  await eventually("both sessions to go", async () => (await left()).length === 0);
});
