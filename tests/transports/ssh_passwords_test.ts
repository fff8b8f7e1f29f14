// Passwords reach ssh's own question for them, and nothing and nobody else.
import assert from "node:assert/strict";
import { Secret } from "../../src/model/secret.ts";
import type { Way } from "../../src/model/way.ts";
import { askpass } from "../../src/transports/askpass.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { privateFolder } from "../../src/transports/ssh_folder.ts";
import { say } from "../contracts/shell_stage.ts";
import { type Farm, noFarm, sshFarm } from "../sshd/farm.ts";
import { eventually, processes } from "../sshd/processes.ts";

const ignore = noFarm() !== undefined;
const canary = "c4n'4ry \\ pass  wörd$(x) ";

/** A way that no key opens. */
function entrance(farm: Farm, name: string, { user, password }: { user: string; password?: string }) {
  const noKey = ["-F", farm.config, "-o", "PubkeyAuthentication=no"];
  const way: Way = { ...farm.enter(name).way, user, arguments: noKey };
  return password === undefined ? { way } : { way, password: new Secret(password) };
}

/** What all processes of this machine show of themselves: arguments and environments. */
async function everythingShown(): Promise<string> {
  const parts: string[] = [];
  for (const { pid } of await processes()) {
    for (const file of ["cmdline", "environ"]) {
      parts.push(await Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => ""));
    }
  }
  return parts.join("\0");
}

/** What lies in the private folder beside sockets and the script. */
async function pipesLeft(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(await privateFolder()), ({ name }) => name);
  return names.filter((name) => name.startsWith(`p${Deno.pid}-`));
}

Deno.test({ name: "sshTransport() logs in with a password that no process shows", ignore }, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  const user = await farm.user({ password: canary });
  await using transport = sshTransport();
  const looks: string[] = [];
  let looking = true;
  const look = (async () => {
    while (looking) looks.push(await everythingShown());
  })();
  {
    await using shell = await transport.open(entrance(farm, "far", { user: user.name, password: canary }));
    assert.equal(await say(shell, "id -un"), `${user.name}\n`);
    looks.push(await everythingShown());
    assert.ok(!(await say(shell, "env; set")).includes("FTL2_ASKPASS"));
  }
  looking = false;
  await look;
  assert.ok(looks.some((shown) => shown.includes("FTL2_ASKPASS=")), "no look saw ssh at work");
  assert.equal(looks.some((shown) => shown.includes(canary)), false);
  assert.deepEqual(await pipesLeft(), []);
});

Deno.test({ name: "sshTransport() says that a password is wrong, and tries it once in a minute", ignore }, async () => {
  await using farm = await sshFarm();
  const sshd = await farm.sshd({ names: ["far"], config: ["LogLevel VERBOSE"] });
  const user = await farm.user({ password: canary });
  await using transport = sshTransport();
  const open = async (password: string) => {
    await using shell = await transport.open(entrance(farm, "far", { user: user.name, password }));
    return await say(shell, "id -un");
  };
  const attempts = async () => (await sshd.log()).split(`Failed password for ${user.name} `).length - 1;
  const first = /^it takes neither the password nor a key of ftl2t\w+: check ansible_user and ansible_password \(or -k/;
  await assert.rejects(open("wrong"), (error) => first.test((error as Error).message));
  assert.equal(await attempts(), 1);
  await assert.rejects(open("wrong"), /was refused a moment ago, and is not tried again within a minute/);
  assert.equal(await attempts(), 1);
  assert.equal(await open(canary), `${user.name}\n`);
  assert.deepEqual(await pipesLeft(), []);
});

Deno.test({ name: "sshTransport() says where a password is missing, and where it is of no use", ignore }, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  await farm.sshd({ names: ["keys"], config: ["PasswordAuthentication no"] });
  const user = await farm.user({ password: canary });
  await using transport = sshTransport();
  const open = (name: string, password?: string) =>
    transport.open(entrance(farm, name, { user: user.name, ...password === undefined ? {} : { password } }));
  await assert.rejects(open("far"), /no key of ours for ftl2t\w+; .*a password goes into ansible_password or -k$/);
  await assert.rejects(
    open("keys", canary),
    /by publickey only, and takes no passwords: set ansible_ssh_private_key_file$/,
  );
  assert.deepEqual(await pipesLeft(), []);
});

Deno.test(
  { name: "sshTransport() keeps a password for the host behind a jump host from the jump host", ignore },
  async () => {
    await using farm = await sshFarm();
    const jump = await farm.sshd({ names: ["jump"] });
    await farm.sshd({ names: ["inner"], client: ["ProxyJump jump"] });
    const user = await farm.user({ password: canary });
    await using transport = sshTransport();
    {
      await using shell = await transport.open(entrance(farm, "inner", { user: user.name, password: canary }));
      assert.equal(await say(shell, "id -un"), `${user.name}\n`);
    }
    // The jump host asks for a password, too: it gets none.
    await farm.client(["gate"], [
      "HostName 127.0.0.1",
      `Port ${jump.port}`,
      "PubkeyAuthentication no",
      `User ${user.name}`,
    ]);
    await farm.sshd({ names: ["behind"], client: ["ProxyJump gate"] });
    const failed = transport.open(entrance(farm, "behind", { user: user.name, password: canary }));
    await assert.rejects(failed, /^Error: the way to it is broken \(ProxyJump or ProxyCommand\): .*Permission denied/);
    assert.ok(!(await jump.log()).includes(`Accepted password for ${user.name}`));
    assert.deepEqual(await pipesLeft(), []);
  },
);

Deno.test(
  { name: "sshTransport() takes a key that needs no password where there is a password, too", ignore },
  async () => {
    await using farm = await sshFarm();
    await farm.sshd({ names: ["far"] });
    await using transport = sshTransport();
    await using shell = await transport.open({ ...farm.enter("far"), password: new Secret("of no use") });
    assert.equal(await say(shell, "id -un"), "root\n");
    assert.deepEqual(await pipesLeft(), []);
  },
);

Deno.test("askpass() answers the process it is for, asked for a password, once", async () => {
  using answer = await askpass(new Secret(canary));
  const program = answer.env.SSH_ASKPASS!;
  // The shell stays, so that it is the one who asks.
  const asking = async (question: string, pid?: number) => {
    const child = new Deno.Command("sh", {
      args: ["-c", `read x; "$0" "$1"; echo "rc $?"`, program, question],
      env: answer.env,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    await answer.answer(pid ?? child.pid);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("go\n"));
    await writer.close();
    return new TextDecoder().decode((await child.output()).stdout);
  };
  assert.equal(await asking("root@far's password: "), `${canary}\nrc 0\n`);
  const stranger = await asking("root@jump's password: ", 1);
  assert.equal(stranger, "rc 1\n");
  // It was put back, and is still for process 1.
  const pipe = await Deno.open(answer.env.FTL2_ASKPASS!, { read: true, write: true });
  const buffer = new Uint8Array(100);
  assert.equal(new TextDecoder().decode(buffer.subarray(0, await pipe.read(buffer) ?? 0)), `1 ${canary}\n`);
  for (
    const question of ["Enter passphrase for key '/root/password': ", "Enter PIN for key: ", "(yes/no)? ", "Code: "]
  ) {
    assert.equal(await asking(question), "rc 1\n");
    await pipe.read(buffer);
  }
  pipe.close();
  const { mode } = await Deno.stat(answer.env.FTL2_ASKPASS!);
  assert.equal(mode! & 0o777, 0o600);
  await eventually(
    "the folder to be private",
    async () => ((await Deno.stat(await privateFolder())).mode! & 0o777) === 0o700,
  );
});
