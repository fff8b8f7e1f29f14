// One login for all sessions of a host and user: who shares it, who does not, and what is left when they are over.
import assert from "node:assert/strict";
import { Secret } from "../../src/model/secret.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { SshConnection } from "../../src/transports/ssh_connection.ts";
import { privateFolder } from "../../src/transports/ssh_folder.ts";
import { WrongPasswords } from "../../src/transports/wrong_passwords.ts";
import { say } from "../contracts/shell_stage.ts";
import { type Farm, noFarm, sshFarm } from "../sshd/farm.ts";
import { eventually, sshClients } from "../sshd/processes.ts";
import type { Sshd } from "../sshd/sshd.ts";

const ignore = noFarm() !== undefined;

async function logins(sshd: Sshd): Promise<number> {
  return (await sshd.log()).split("Accepted publickey").length - 1;
}

async function sockets(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(await privateFolder()), ({ name }) => name);
  return names.filter((name) => name.startsWith(`s${Deno.pid}-`));
}

/** No process of ours, no session on the host, no socket. */
async function nothingLeft(sshd: Sshd): Promise<void> {
  await eventually("our ssh to end", async () => (await sshClients()).length === 0);
  await eventually("the host's sessions to end", async () => (await sshd.sessions()).length === 0);
  await eventually("the sockets to go", async () => (await sockets()).length === 0);
}

/** A shell on a connection. */
async function on(connection: SshConnection, signal?: AbortSignal) {
  const shell = ["sh"];
  return await openShell({
    host: "far",
    shell,
    keepBytes: 1000,
    connect: (signal) => connection.session(shell, signal),
  }, signal);
}

function connectionTo(farm: Farm, name: string): SshConnection {
  return new SshConnection(farm.enter(name), { wrong: new WrongPasswords(), loginSeconds: 10 });
}

Deno.test(
  { name: "sshTransport() logs in once for what is opened at the same time, and leaves nothing", ignore },
  async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["far", "other"] });
    await using transport = sshTransport();
    {
      const opened = await Promise.all([1, 2, 3].map(() => transport.open(farm.enter("far"))));
      const pids = await Promise.all(opened.map((shell) => say(shell, "echo $$")));
      assert.equal(new Set(pids).size, 3);
      assert.equal(await logins(sshd), 1);
      await using beside = await transport.open(farm.enter("other"));
      assert.equal(await say(beside, "echo in"), "in\n");
      assert.equal(await logins(sshd), 2);
      // A command is ended over a session of its own.
      const late = await opened[1]!.run(["sleep", "300"], { timeoutMs: 100 });
      assert.equal(late.timedOut, true);
      assert.equal(await logins(sshd), 2);
      for (const shell of opened) await shell[Symbol.asyncDispose]();
    }
    await nothingLeft(sshd);
  },
);

Deno.test({
  name: "sshTransport() keeps the connection for the others when the shell that logged in is closed",
  ignore,
}, async () => {
  await using farm = await sshFarm();
  const sshd = await farm.sshd({ names: ["far"] });
  // Closing that waits for the others takes five seconds each time; on a busy machine one or the other may.
  for (let [took, tries] = [Infinity, 1]; took > 4000; tries++) {
    await using transport = sshTransport();
    const first = await transport.open(farm.enter("far"));
    const second = await transport.open(farm.enter("far"));
    const before = performance.now();
    await first[Symbol.asyncDispose]();
    took = performance.now() - before;
    assert.ok(took < 4000 || tries < 5, "closing waits for the others");
    assert.equal(await say(second, "echo goes on"), "goes on\n");
    const third = await transport.open(farm.enter("far"));
    assert.equal(await say(third, "echo comes later"), "comes later\n");
    assert.equal(await logins(sshd), tries);
    await Promise.all([second[Symbol.asyncDispose](), third[Symbol.asyncDispose]()]);
    await nothingLeft(sshd);
  }
});

Deno.test(
  { name: "sshTransport() keeps the connection for the others when the session that logged in breaks", ignore },
  async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["far"] });
    await using transport = sshTransport();
    const first = await transport.open(farm.enter("far"));
    const second = await transport.open(farm.enter("far"));
    // What ignores TERM is ended with its session.
    const stop = new AbortController();
    const begun = `${farm.folder}/begun`;
    const script = `trap '' TERM; echo >"$1"; while :; do sleep 0.1; done`;
    const stuck = first.run(["sh", "-c", script, "sh", begun], {}, stop.signal);
    await eventually("the command to begin", () => Deno.stat(begun).then(() => true, () => false));
    stop.abort();
    assert.equal((await stuck).cancelled, true);
    await assert.rejects(first.run(["true"]), /Open a new one/);
    await first[Symbol.asyncDispose]();
    assert.equal(await say(second, "echo goes on"), "goes on\n");
    assert.equal(await logins(sshd), 1);
    await second[Symbol.asyncDispose]();
    await nothingLeft(sshd);
  },
);

Deno.test({ name: "sshTransport() logs in once more where sshd allows no further session", ignore }, async () => {
  await using farm = await sshFarm();
  const sshd = await farm.sshd({ names: ["far"], config: ["MaxSessions 1"] });
  await using transport = sshTransport();
  {
    await using first = await transport.open(farm.enter("far"));
    await using second = await transport.open(farm.enter("far"));
    assert.notEqual(await say(first, "echo $$"), await say(second, "echo $$"));
    assert.equal(await logins(sshd), 2);
    const late = await first.run(["sleep", "300"], { timeoutMs: 100 });
    assert.equal(late.timedOut, true);
  }
  await nothingLeft(sshd);
});

Deno.test(
  { name: "SshConnection.session() tells those who wait for a login of its failure, and fails once", ignore },
  async () => {
    await using farm = await sshFarm();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    let taken = 0;
    const door = (async () => {
      for await (const connection of listener) {
        taken++;
        await connection.write(new TextEncoder().encode("not an SSH server\n".repeat(2000))).catch(() => {});
        connection.close();
      }
    })();
    await farm.client(["odd"], ["HostName 127.0.0.1", `Port ${listener.addr.port}`]);
    const connection = connectionTo(farm, "odd");
    const said = await Promise.all([1, 2, 3].map(() => on(connection).then(() => "opened", (error) => error.message)));
    assert.equal(new Set(said).size, 1);
    assert.match(said[0]!, /its sshd ends each connection at once|ssh says/);
    assert.ok(taken <= 12, `${taken} connections`);
    listener.close();
    await door;
  },
);

Deno.test(
  { name: "SshConnection.session() logs in for those who wait when the one who began has given up", ignore },
  async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["far"] });
    const connection = connectionTo(farm, "far");
    const stop = new AbortController();
    const first = on(connection, stop.signal);
    const second = on(connection);
    stop.abort(new Error("enough"));
    await assert.rejects(first, /enough/);
    assert.equal(await say(await second, "echo in"), "in\n");
    await (await second)[Symbol.asyncDispose]();
    await nothingLeft(sshd);
  },
);

Deno.test(
  { name: "sshTransport() ends all connections when it is disposed, also those that hang", ignore },
  async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["far"] });
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const transport = sshTransport();
    const shell = await transport.open(farm.enter("far"));
    const running = shell.run(["sleep", "300"]);
    const opening = transport.open(farm.enter("localhost", { port: listener.addr.port }));
    const taken = await listener.accept();
    const ends = Promise.allSettled([running, opening]);
    await transport[Symbol.asyncDispose]();
    assert.deepEqual((await ends).map(({ status }) => status), ["rejected", "rejected"]);
    taken.close();
    await shell[Symbol.asyncDispose]();
    await nothingLeft(sshd);
  },
);

Deno.test(
  { name: "sshTransport() takes a new password for a connection that nobody uses any more", ignore },
  async () => {
    await using farm = await sshFarm();
    await farm.sshd({ names: ["far"] });
    const user = await farm.user({ password: "first" });
    await using transport = sshTransport();
    const open = async (password: string) => {
      const noKey = ["-F", farm.config, "-o", "PubkeyAuthentication=no"];
      const { way } = farm.enter("far", { user: user.name, arguments: noKey });
      await using shell = await transport.open({ way, password: new Secret(password) });
      return await say(shell, "id -un");
    };
    await assert.rejects(open("second"), /takes neither the password/);
    assert.equal(await open("first"), `${user.name}\n`);
  },
);
