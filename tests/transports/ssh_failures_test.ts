// Each way in which a far host cannot be entered has a sentence that says what to do, from real sshds in that state.
import assert from "node:assert/strict";
import type { Way } from "../../src/model/way.ts";
import { sshTransport, type SshTransportOptions } from "../../src/transports/ssh.ts";
import { type Farm, noFarm, sshFarm } from "../sshd/farm.ts";
import { done, eventually, processes } from "../sshd/processes.ts";

const ignore = noFarm() !== undefined;

/** What opening a shell says when it cannot. */
async function refusal(farm: Farm, name: string, more: Partial<Way> = {}, options: SshTransportOptions = {}) {
  await using transport = sshTransport(options);
  try {
    await using shell = await transport.open(farm.enter(name, more));
    return `it was opened: ${shell.machine}`;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
}

async function children(): Promise<number> {
  return (await processes()).filter(({ parent }) => parent === Deno.pid).length;
}

Deno.test({ name: "sshTransport() says that a name cannot be resolved", ignore }, async () => {
  await using farm = await sshFarm();
  const said = await refusal(farm, "no-such-host.invalid");
  assert.match(said, /^its name "no-such-host.invalid" cannot be resolved \(.+\): set ansible_host/);
});

Deno.test({ name: "sshTransport() says that a host refuses", ignore }, async () => {
  await using farm = await sshFarm();
  // Nobody is given it by chance, as a port that was free a moment ago is.
  const port = 1;
  const said = await refusal(farm, "localhost", { port });
  assert.match(said, new RegExp(`^127\\.0\\.0\\.1 refuses connections on port ${port}: is sshd running there`));
  assert.match(said, /For this machine without ssh write ansible_connection=local, or -c local$/);
});

Deno.test(
  { name: "sshTransport() gives up a host that accepts and never speaks, and names the seconds", ignore },
  async () => {
    await using farm = await sshFarm();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const taken = listener.accept();
    const said = await refusal(farm, "localhost", { port: listener.addr.port, timeout: 1 });
    (await taken).close();
    assert.match(said, /takes the connection and says nothing for 1 s: is that an SSH server/);
  },
);

Deno.test(
  { name: "sshTransport() enters only hosts whose key is known, unless it is told to take new ones", ignore },
  async () => {
    await using farm = await sshFarm();
    const { port, knownHost } = await farm.sshd({ names: ["stranger"], known: false });
    const said = await refusal(farm, "stranger");
    assert.match(said, /^its host key is not known here/);
    assert.ok(said.includes(`(\`ssh-keyscan -p ${port} 127.0.0.1 >>${farm.knownHosts}\`)`), said);
    assert.match(said, /--host-key accept-new/);
    // Who has never used ssh has no folder for what is known.
    const none = `${farm.knownHosts}.none`;
    const elsewhere = ["-o", `UserKnownHostsFile=${none}/known_hosts`, ...farm.enter("stranger").way.arguments ?? []];
    const first = await refusal(farm, "stranger", { arguments: elsewhere });
    const scan = `mkdir -m 700 ${none} && ssh-keyscan -p ${port} 127.0.0.1 >>${none}/known_hosts`;
    assert.ok(first.includes(`(\`${scan}\`)`), first);
    assert.equal(await Deno.readTextFile(farm.knownHosts), "");
    assert.match(await refusal(farm, "stranger", { hostKeys: "accept-new" }), /^it was opened/);
    assert.equal(await Deno.readTextFile(farm.knownHosts), `${knownHost}\n`);
    assert.match(await refusal(farm, "stranger"), /^it was opened/);
  },
);

Deno.test({ name: "sshTransport() names file, line and remedy of a host key that has changed", ignore }, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["other"] });
  const sshd = await farm.sshd({ names: ["far"] });
  await sshd.changeHostKey();
  for (const hostKeys of [undefined, "accept-new"] as const) {
    const said = await refusal(farm, "far", hostKeys === undefined ? {} : { hostKeys });
    const remedy = `(\`ssh-keygen -f '${farm.knownHosts}' -R '[127.0.0.1]:${sshd.port}'\`) and add the new one ` +
      `(\`ssh-keyscan -p ${sshd.port} 127.0.0.1 >>${farm.knownHosts}\`)`;
    assert.ok(said.startsWith(`its host key is another one than ${farm.knownHosts}:2 has: `), said);
    assert.ok(said.includes(remedy), said);
  }
  await done("ssh-keygen", ["-f", farm.knownHosts, "-R", `[127.0.0.1]:${sshd.port}`]);
  assert.match(await refusal(farm, "far", { hostKeys: "accept-new" }), /^it was opened/);
});

Deno.test({
  name: "sshTransport() names the command that learns the key of a host behind another one",
  ignore,
}, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["gate"] });
  await farm.sshd({ names: ["inner"], known: false, client: ["ProxyJump gate"] });
  assert.ok((await refusal(farm, "inner")).includes(`(\`ssh -F ${farm.config} inner true\`)`));
});

Deno.test({
  name:
    "sshTransport() names that command as a shell reads it: the words that lead through a ProxyCommand, port and user",
  ignore,
}, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["gate"] });
  const { port } = await farm.sshd({ names: ["inner"], known: false });
  const proxied = [...farm.arguments, "-o", `ProxyCommand=ssh -F '${farm.config}' -W %h:%p gate`];
  const way = { address: "127.0.0.1", port, user: "root", arguments: proxied };
  const said = await refusal(farm, "inner", way);
  const command = /\(`(ssh .*? true)`\)/.exec(said)?.[1] ?? said;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", `printf '%s\\n' ${command}`] }).output();
  const words = ["ssh", ...proxied, "-p", `${port}`, "-l", "root", "127.0.0.1", "true"];
  assert.deepEqual(new TextDecoder().decode(stdout).trimEnd().split("\n"), words);
});

Deno.test(
  { name: "sshTransport() says which user no key lets in, and what is wrong with the key", ignore },
  async () => {
    await using farm = await sshFarm();
    const key = `${farm.folder}/wrong`;
    await done("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const only = {
      arguments: ["-F", "/dev/null", "-o", `UserKnownHostsFile=${farm.knownHosts}`, "-o", "IdentitiesOnly=yes"],
    };
    const { port } = await farm.sshd({ names: ["far"], config: ["PasswordAuthentication no"] });
    const way = { address: "127.0.0.1", port, user: "root", ...only };
    const denied = await refusal(farm, "far", { ...way, keyFile: key });
    assert.match(denied, /^it takes no key of ours for root; it would take: publickey\. Check ansible_user and/);
    assert.ok(!denied.includes("ansible_password"), denied);
    const absent = await refusal(farm, "far", { ...way, keyFile: `${key}-absent` });
    assert.match(
      absent,
      /for root \(Warning: Identity file .*wrong-absent not accessible: No such file or directory\.\)/,
    );
    const loose = `${farm.folder}/loose`;
    await Deno.copyFile(farm.keyFile, loose);
    await Deno.chmod(loose, 0o644);
    const open = await refusal(farm, "far", { ...way, keyFile: loose });
    assert.match(open, /for root \(Permissions 0644 for '.*loose' are too open\.\)/);
    const { port: another } = await farm.sshd({ names: ["both"] });
    const both = await refusal(farm, "both", { ...way, port: another, user: "nobody", keyFile: key });
    assert.match(both, /no key of ours for nobody; .*; a password goes into ansible_password or -k$/);
  },
);

Deno.test({ name: "sshTransport() says that there is no shell for us, in the host's words", ignore }, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  const closed = await farm.user({ shell: "/usr/sbin/nologin" });
  assert.match(
    await refusal(farm, "far", { user: closed.name }),
    new RegExp(
      `^it lets ${closed.name} in, and starts no POSIX shell for us \\(it says: This account is currently not available`,
    ),
  );
  const user = await farm.user();
  const withRc = async (text: string) => {
    await Deno.writeTextFile(`${user.home}/.bashrc`, text);
    return await refusal(farm, "far", { user: user.name });
  };
  assert.match(await withRc("PATH=/nowhere\n"), /and starts no POSIX shell for us \(it says: .*exec: sh: not found\)/);
  assert.match(await withRc("printf 'no\\033more\\nto say' >&2; exit 3\n"), /\(it says: no\\u001bmore; to say\)/);
});

Deno.test({
  name: "sshTransport() gives up a login shell that waits for something, and one that eats its input",
  ignore,
}, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  const before = await children();
  for (const trap of ["sleep 300", "cat >/dev/null"]) {
    const user = await farm.user({ shell: "/bin/bash" });
    await Deno.writeTextFile(`${user.home}/.bashrc`, `${trap}\n`);
    // However long ssh itself takes to connect: the time is measured over all of it.
    const patient = [...farm.arguments, "-o", "ConnectTimeout=60"];
    const way = { user: user.name, timeout: 1, arguments: patient };
    const said = await refusal(farm, "far", way, { loginSeconds: 0.5 });
    assert.match(said, /^it takes the connection, and logging in is not over after 1\.5 s: its login shell may wait/);
  }
  await eventually("the ssh processes to end", async () => await children() === before);
});

Deno.test({
  name: "sshTransport() tells what it does not know in ssh's own words",
  ignore,
}, async () => {
  await using farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  const said = await refusal(farm, "far", { arguments: ["-F", farm.config, "-o", "NoSuch=1"] });
  assert.match(said, /^ssh says: command-line: line 0: Bad configuration option: nosuch$/);
  const { port } = await farm.sshd({ names: ["old"], config: ["Ciphers aes128-cbc"] });
  assert.match(
    await refusal(farm, "old"),
    new RegExp(`^it and our ssh have no way of encrypting in common: .* port ${port}: no matching cipher found`),
  );
});

Deno.test(
  { name: "sshTransport() refuses addresses and users that are none, before anything is started", ignore },
  async () => {
    await using farm = await sshFarm();
    const trap = `${farm.folder}/trap`;
    for (const address of [`-oProxyCommand=touch ${trap}`, "", "a b", `x$(touch ${trap})`, "a\nb", "x;y", "-F"]) {
      assert.match(await refusal(farm, "far", { address }), /^ansible_host is .*not passed on to ssh/);
    }
    assert.match(await refusal(farm, `-oProxyCommand=touch\t${trap}`), /^The name of a host is/);
    for (const user of [`-oProxyCommand=touch ${trap}`, "", "x;y", "a b"]) {
      assert.match(await refusal(farm, "far", { user }), /^ansible_user is .*not passed on to ssh/);
    }
    await assert.rejects(Deno.stat(trap), Deno.errors.NotFound);
  },
);

Deno.test("sshTransport() says that there is no ssh here", async () => {
  const script = `
    import { sshTransport } from ${JSON.stringify(import.meta.resolve("../../src/transports/ssh.ts"))};
    await sshTransport().open({ way: { host: "web1", connection: "ssh" } }).catch((error) => console.log(error.message));
  `;
  const env = { PATH: "/nowhere" };
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-check", script], env }).output();
  assert.equal(
    new TextDecoder().decode(stdout),
    "there is no program ssh on this machine: install OpenSSH's client (openssh-client)\n",
  );
});

Deno.test({ name: "sshTransport() stops logging in when it is told to", ignore }, async () => {
  await using farm = await sshFarm();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const before = await children();
  const stop = new AbortController();
  await using transport = sshTransport();
  const opening = transport.open(farm.enter("localhost", { port: listener.addr.port }), stop.signal);
  const taken = await listener.accept();
  stop.abort(new Error("enough"));
  await assert.rejects(opening, /^Error: enough$/);
  taken.close();
  await eventually("the ssh process to end", async () => await children() === before);
});
