// The farm itself: names lead to their sshd, users come and go, and nothing stays behind.
import assert from "node:assert/strict";
import { noFarm, sshFarm } from "./farm.ts";
import { isAlive } from "./processes.ts";

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
