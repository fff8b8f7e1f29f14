// The farm itself: names lead to their sshd, users come and go, and nothing stays behind.
import assert from "node:assert/strict";
import { noRoom, openRoom } from "../rooms/room.ts";
import { noFarm, sshFarm } from "./farm.ts";
import { isAlive } from "./processes.ts";
import { testUser } from "./users.ts";

const ignore = noFarm() !== undefined;

async function ssh(words: string[], env: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("ssh", { args: words, env, stdin: "null" }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test({ name: "sshFarm() has sshds that names lead to, as root and as other users", ignore }, async () => {
  let left: { pid: number; folder: string; user: string };
  {
    await using farm = await sshFarm();
    const [one, two] = await Promise.all([farm.sshd({ names: ["one", "uno"] }), farm.sshd({ names: ["two"] })]);
    const user = await farm.user({ shell: "/bin/dash" });
    assert.equal(await ssh([...farm.arguments, "one", "echo $HOME"]), `${one.home}\n`);
    assert.equal(await ssh(["uno", "echo $HOME"], farm.environment), `${one.home}\n`);
    assert.equal(await ssh([...farm.arguments, "two", "echo $HOME; id -u"]), `${two.home}\n0\n`);
    const as = await ssh([...farm.arguments, "-l", user.name, "two", "echo $HOME $SHELL; id -u"]);
    assert.equal(as, `${user.home} /bin/dash\n${user.uid}\n`);
    await one.changeHostKey();
    assert.match(await ssh([...farm.arguments, "one", "true"]), /REMOTE HOST IDENTIFICATION HAS CHANGED/);
    left = { pid: one.pid, folder: farm.folder, user: user.name };
  }
  assert.equal(isAlive(left.pid), false);
  await assert.rejects(Deno.stat(left.folder), Deno.errors.NotFound);
  assert.ok(!(await Deno.readTextFile("/etc/passwd")).includes(left.user));
});

Deno.test({
  name:
    "a user of a test ends with all that runs as it, but for what runs in another test's room under the same number",
  ignore: ignore || noRoom() !== undefined,
}, async () => {
  await using room = await openRoom();
  const user = await testUser();
  const as = ["setpriv", "--reuid", String(user.uid), "--clear-groups", "--", "cat"];
  const cats = [as, room.enter(as)].map(([program = "", ...args]) => {
    const child = new Deno.Command(program, { args, stdin: "piped", stdout: "piped" }).spawn();
    return { child, keys: child.stdin.getWriter(), screen: child.stdout.getReader() };
  });
  const answer = async ({ keys, screen }: typeof cats[number]) => {
    await keys.write(new TextEncoder().encode("there")).catch(() => {});
    const { value } = await screen.read();
    return new TextDecoder().decode(value);
  };
  const [ours, theirs] = cats as [typeof cats[number], typeof cats[number]];
  // Each runs by now.
  assert.deepEqual([await answer(ours), await answer(theirs)], ["there", "there"]);
  await user[Symbol.asyncDispose]();
  assert.deepEqual([await answer(ours), await answer(theirs)], ["", "there"]);
  for (const { child, keys, screen } of cats) {
    await keys.close().catch(() => {});
    await screen.cancel();
    await child.status;
  }
});
