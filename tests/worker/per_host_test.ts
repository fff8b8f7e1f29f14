import assert from "node:assert/strict";
import type { CommandResult } from "../../src/model/command.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { PerHost } from "../../src/worker/per_host.ts";
import type { Entrance } from "../../src/model/way.ts";
import { enter } from "../fakes/entrances.ts";
import { settled } from "../fakes/fake_time.ts";

/** Machines by inventory name, whose commands end when they are told to. */
class FarHosts {
  readonly running: string[] = [];
  readonly #ends = new Map<string, () => void>();

  constructor(readonly machines: Record<string, string> = {}) {}

  open({ way: { host } }: Entrance): Promise<Shell> {
    const run = async (argv: string[], _: unknown, signal?: AbortSignal): Promise<CommandResult> => {
      signal?.throwIfAborted();
      const command = argv.join(" ");
      this.running.push(command);
      await new Promise<void>((resolve) => this.#ends.set(command, resolve));
      this.running.splice(this.running.indexOf(command), 1);
      return { rc: 0 } as CommandResult;
    };
    const hold = () => Promise.resolve("free" as const);
    const close = () => Promise.resolve();
    const shell = { machine: this.machines[host] ?? host, run, hold, [Symbol.asyncDispose]: close };
    return Promise.resolve(shell as unknown as Shell);
  }

  async end(command: string): Promise<void> {
    this.#ends.get(command)!();
    await settled();
  }
}

Deno.test("PerHost runs so many commands at once on a machine, whatever it is called, the others after them in order", async () => {
  const far = new FarHosts({ web1: "m1", alias: "m1", web2: "m2" });
  const transport = new PerHost(far, 2);
  const shells = await Promise.all(["web1", "alias", "web1", "web2"].map((host) => transport.open(enter(host))));
  const all = shells.map((shell, at) => shell.run([`c${at}`]));
  await settled();
  assert.deepEqual(far.running, ["c0", "c1", "c3"]);
  await far.end("c1");
  assert.deepEqual(far.running, ["c0", "c3", "c2"]);
  for (const command of ["c0", "c2", "c3"]) await far.end(command);
  assert.deepEqual((await Promise.all(all)).map(({ rc }) => rc), [0, 0, 0, 0]);
});

Deno.test("PerHost holds a slot only while a command runs: not for one that waits behind another in its own shell", async () => {
  const far = new FarHosts();
  const transport = new PerHost(far, 2);
  const [a, b] = await Promise.all([transport.open(enter("web")), transport.open(enter("web"))]);
  const all = [a!.run(["a1"]), a!.run(["a2"]), b!.run(["b1"])];
  await settled();
  assert.deepEqual(far.running, ["a1", "b1"]);
  for (const command of ["a1", "a2", "b1"]) await far.end(command);
  await Promise.all(all);
});

Deno.test("PerHost goes past for what only asks the host, and when a command is given up before it began", async () => {
  const far = new FarHosts();
  const transport = new PerHost(far, 1);
  const [a, b] = await Promise.all([transport.open(enter("web")), transport.open(enter("web"))]);
  const first = a!.run(["a"]);
  await settled();
  assert.equal(await b!.hold({ uid: "u", token: 1 }), "free");
  const stop = new AbortController();
  const second = b!.run(["b"], {}, stop.signal);
  await settled();
  stop.abort(new Error("given up"));
  await assert.rejects(second, /given up/);
  const third = b!.run(["c"]);
  await settled();
  assert.deepEqual(far.running, ["a"]);
  await far.end("a");
  assert.deepEqual(far.running, ["c"]);
  await far.end("c");
  await Promise.all([first, third]);
});
