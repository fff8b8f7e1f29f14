// Connections that break, hang or are cut off: what ran goes on and is found again, and nobody waits for ever.
import assert from "node:assert/strict";
import { ShellBroken } from "../../src/model/errors.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { say } from "../contracts/shell_stage.ts";
import { type Farm, noFarm, sshFarm } from "../sshd/farm.ts";
import { descendants, eventually, isAlive, processes, signalTo, sshClients } from "../sshd/processes.ts";
import type { Sshd } from "../sshd/sshd.ts";

const ignore = noFarm() !== undefined;
const receipt = { loop: "l", action: 1, token: 1 };

/** The sshds that sessions hang on: those who were forked by the one that listens. */
async function forked({ pid }: Sshd): Promise<number[]> {
  return (await processes()).filter(({ parent }) => parent === pid).map((each) => each.pid);
}

async function fifo(farm: Farm, name: string): Promise<string> {
  await new Deno.Command("mkfifo", { args: [`${farm.folder}/${name}`] }).output();
  return `${farm.folder}/${name}`;
}

const cuts: [string, (sshd: Sshd) => Promise<void>][] = [
  ["our ssh is killed", async () => (await sshClients()).forEach((pid) => signalTo(pid, "SIGKILL"))],
  ["the host's sshd is killed", async (sshd) => (await forked(sshd)).forEach((pid) => signalTo(pid, "SIGKILL"))],
  ["the host's sshd is told to end", async (sshd) => (await forked(sshd)).forEach((pid) => signalTo(pid, "SIGTERM"))],
];

for (const [what, cut] of cuts) {
  Deno.test(
    { name: `run() over ssh is broken when ${what}; what ran under a receipt goes on and is found`, ignore },
    async () => {
      await using farm = await sshFarm();
      const sshd = await farm.sshd({ names: ["far"] });
      const [started, release] = [await fifo(farm, "started"), await fifo(farm, "release")];
      await using transport = sshTransport();
      const shell = await transport.open(farm.enter("far"));
      const script = `echo begun; echo go >"$1"; read x <"$2"; echo "got $x"; exit 7`;
      const running = shell.run(["sh", "-c", script, "sh", started, release], { receipt });
      await Deno.readTextFile(started);
      await cut(sshd);
      await assert.rejects(running, (error) => error instanceof ShellBroken && /unknown/.test(error.message));
      await assert.rejects(shell.run(["true"]), ShellBroken);
      await using later = await transport.open(farm.enter("far"));
      assert.deepEqual(await later.settle(receipt), { state: "running" });
      await Deno.writeTextFile(release, "word\n");
      const end = await eventually("an end", async () => {
        const found = await later.settle(receipt);
        return found.state === "running" ? undefined : found;
      });
      assert.ok(end.state === "finished");
      assert.deepEqual([end.result.rc, end.result.stdout], [7, "begun\ngot word\n"]);
      await shell[Symbol.asyncDispose]();
    },
  );
}

Deno.test({ name: "run() over ssh gives up a host that hangs, and goes on when it is back", ignore }, async () => {
  await using farm = await sshFarm();
  const sshd = await farm.sshd({ names: ["far"] });
  const quickly = ["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=2"];
  const entrance = farm.enter("far", { arguments: [...farm.arguments, ...quickly] });
  const [started, release] = [await fifo(farm, "started"), await fifo(farm, "release")];
  await using transport = sshTransport();
  const shell = await transport.open(entrance);
  const running = shell.run(["sh", "-c", `echo go >"$1"; read x <"$2"; echo "$x"`, "sh", started, release], {
    receipt,
  });
  await Deno.readTextFile(started);
  const hanging = await forked(sshd);
  const all = [sshd.pid, ...hanging];
  for (const pid of all) signalTo(pid, "SIGSTOP");
  const before = performance.now();
  await assert.rejects(
    running,
    (error) => error instanceof ShellBroken && /Timeout, server .* not responding/.test(error.message),
  );
  assert.ok(performance.now() - before < 25_000, "it waited for thirty seconds, as it does where nothing else is told");
  // The listener is stopped, too: the kernel takes the connection, and nobody speaks.
  const impatient = farm.enter("far", { arguments: entrance.way.arguments!, timeout: 1 });
  await assert.rejects(transport.open(impatient), /says nothing for 1 s/);
  for (const pid of all) signalTo(pid, "SIGCONT");
  await using later = await transport.open(entrance);
  assert.deepEqual(await later.settle(receipt), { state: "running" });
  await Deno.writeTextFile(release, "word\n");
  const end = await eventually("an end", async () => {
    const found = await later.settle(receipt);
    return found.state === "running" ? undefined : found;
  });
  assert.equal(end.state === "finished" && end.result.stdout, "word\n");
  await shell[Symbol.asyncDispose]();
});

Deno.test(
  { name: "run() over ssh is silent for as long as a command is, without being given up", ignore },
  async () => {
    await using farm = await sshFarm();
    await farm.sshd({ names: ["far"] });
    const quickly = ["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=2"];
    await using transport = sshTransport();
    await using shell = await transport.open(farm.enter("far", { arguments: [...farm.arguments, ...quickly] }));
    assert.equal(await say(shell, "sleep 4; echo there"), "there\n");
  },
);

for (const behind of [false, true]) {
  const where = behind ? "a jump host's sshd" : "sshd";
  Deno.test(
    { name: `sshTransport() begins a login again that ${where} cut off because there were too many`, ignore },
    async () => {
      await using farm = await sshFarm();
      const names = Array.from({ length: 8 }, (_, at) => `far${at}`);
      const full = ["MaxStartups 2"];
      const jump = await farm.sshd({ names: ["jump"], config: full });
      const host = await farm.sshd({ names, ...behind ? { client: ["ProxyJump jump"] } : { config: full } });
      await using transport = sshTransport();
      const shells = await Promise.all(names.map((name) => transport.open(farm.enter(name))));
      for (const shell of shells) assert.equal(await say(shell, "echo in"), "in\n");
      await Promise.all(shells.map((shell) => shell[Symbol.asyncDispose]()));
      assert.match(await (behind ? jump : host).log(), /beginning MaxStartups throttling|drop connection/);
    },
  );
}

Deno.test(
  { name: "sshTransport() says that sshd ends every connection at once, however often we come", ignore },
  async () => {
    await using farm = await sshFarm();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    let taken = 0;
    const door = (async () => {
      for await (const connection of listener) {
        taken++;
        connection.close();
      }
    })();
    // A second is enough for three attempts, but not on every busy machine.
    for (let loginSeconds = 1; taken <= 2; loginSeconds *= 4) {
      assert.ok(loginSeconds < 100, `${taken} attempts`);
      taken = 0;
      await using transport = sshTransport({ loginSeconds });
      await assert.rejects(
        transport.open(farm.enter("localhost", { port: listener.addr.port })),
        /its sshd ends each connection at once \(.*Connection (closed|reset).*\), however often we come/,
      );
    }
    listener.close();
    await door;
  },
);

Deno.test({ name: "sshTransport() goes through a jump host, and says when that way is broken", ignore }, async () => {
  await using farm = await sshFarm();
  const jump = await farm.sshd({ names: ["jump"] });
  await farm.sshd({ names: ["inner"], client: ["ProxyJump jump"] });
  await using transport = sshTransport();
  let ways: number[][];
  {
    await using shell = await transport.open(farm.enter("inner"));
    assert.match(await say(shell, "echo in"), /^in$/m);
    ways = await Promise.all((await sshClients()).map(async (pid) => [pid, ...await descendants(pid)]));
    assert.deepEqual(ways.map((way) => way.length), [2]);
  }
  await eventually("both to end", () => !ways.flat().some(isAlive));
  await jump.changeHostKey();
  const broken = transport.open(farm.enter("inner"));
  await assert.rejects(broken, /^Error: the way to it is broken \(ProxyJump or ProxyCommand\): .*HAS CHANGED/);
  await jump.stop();
  const refused = transport.open(farm.enter("inner"));
  await assert.rejects(refused, (error) => {
    assert.equal(
      (error as Error).message,
      "the way to it is broken (ProxyJump or ProxyCommand): ssh: connect to host 127.0.0.1 port " +
        `${jump.port}: Connection refused; \`ssh -F ${farm.config} jump true\` tries that host alone`,
    );
    return true;
  });
});
