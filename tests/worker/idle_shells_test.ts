import assert from "node:assert/strict";
import { ShellBroken } from "../../src/model/errors.ts";
import type { Entrance } from "../../src/model/way.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { IdleShells } from "../../src/worker/idle_shells.ts";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

/** The local transport, and how many sessions it has opened and closed. */
function counted() {
  const local = localTransport();
  const counts = { opened: 0, closed: 0 };
  const transport = {
    open: async ({ way }: Entrance): Promise<Shell> => {
      counts.opened++;
      const shell = await local.open({ way });
      return new Proxy(shell, {
        get(target, property) {
          const value = Reflect.get(target, property);
          if (typeof value !== "function") return value;
          return (...given: unknown[]) => {
            if (property === Symbol.asyncDispose) counts.closed++;
            return value.apply(target, given);
          };
        },
      });
    },
  };
  return { transport, counts };
}

async function pidOf(shell: Shell): Promise<string> {
  return (await shell.run(["sh", "-c", "echo $$"])).stdout;
}

Deno.test("IdleShells lends a session again that was given back, to the same host only", async () => {
  const { transport, counts } = counted();
  {
    await using shells = new IdleShells(transport);
    const first = await shells.open(enter("web"));
    const pid = await pidOf(first);
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    const other = await shells.open(enter("db"));
    assert.notEqual(await pidOf(other), pid);
    const again = await shells.open(enter("web"));
    assert.equal(await pidOf(again), pid);
    const beside = await shells.open(enter("web"));
    assert.notEqual(await pidOf(beside), pid, "one session was lent twice");
    for (const shell of [other, again, beside]) await shell[Symbol.asyncDispose]();
    assert.deepEqual(counts, { opened: 3, closed: 0 });
  }
  assert.equal(counts.closed, 3);
});

Deno.test("IdleShells closes a session that broke, and one that still runs something", async () => {
  const { transport, counts } = counted();
  await using shells = new IdleShells(transport);
  const broken = await shells.open(enter("web"));
  await assert.rejects(broken.run(["sh", "-c", "kill -KILL $$"]), ShellBroken);
  await broken[Symbol.asyncDispose]();
  const busy = await shells.open(enter("web"));
  const running = busy.run(["sleep", "0.2"]);
  await busy[Symbol.asyncDispose]();
  await running;
  assert.deepEqual(counts, { opened: 2, closed: 2 });
});

Deno.test("IdleShells keeps few sessions of a host", async () => {
  const { transport, counts } = counted();
  await using shells = new IdleShells(transport);
  const open = await Promise.all(Array.from({ length: 6 }, () => shells.open(enter("web"))));
  await Promise.all(open.map((shell) => shell[Symbol.asyncDispose]()));
  assert.equal(counts.closed, 2);
});

Deno.test("IdleShells asks a session that was silent whether it is still there, and replaces one that is not", async () => {
  const { transport, counts } = counted();
  await using shells = new IdleShells(transport, { askMs: 0 });
  const first = await shells.open(enter("web"));
  const pid = await pidOf(first);
  await first[Symbol.asyncDispose]();
  const again = await shells.open(enter("web"));
  assert.equal(await pidOf(again), pid);
  await again[Symbol.asyncDispose]();
  Deno.kill(Number(pid), "SIGKILL");
  const other = await shells.open(enter("web"));
  assert.notEqual(await pidOf(other), pid);
  assert.deepEqual(counts, { opened: 2, closed: 1 });
  await other[Symbol.asyncDispose]();
});

Deno.test("IdleShells replaces a session that says nothing any more, as on a connection that is dead without a word", async () => {
  const { transport, counts } = counted();
  await using shells = new IdleShells(transport, { askMs: 0, answerMs: 100 });
  const first = await shells.open(enter("web"));
  const pid = Number(await pidOf(first));
  await first[Symbol.asyncDispose]();
  Deno.kill(pid, "SIGSTOP");
  const other = await shells.open(enter("web"));
  assert.notEqual(Number(await pidOf(other)), pid);
  assert.equal(counts.opened, 2);
  await other[Symbol.asyncDispose]();
  Deno.kill(pid, "SIGKILL");
});

Deno.test("IdleShells closes 200 sessions that nobody takes for a while", async () => {
  const closed = Promise.withResolvers<void>();
  let open = 0;
  const transport = {
    open: () => {
      open++;
      const close = () => Promise.resolve(void (--open === 0 && closed.resolve()));
      return Promise.resolve({ machine: "m", [Symbol.asyncDispose]: close } as unknown as Shell);
    },
  };
  await using shells = new IdleShells(transport, { closeMs: 50 });
  const lent = await Promise.all(Array.from({ length: 200 }, (_, at) => shells.open(enter(`web${at}`))));
  await Promise.all(lent.map((shell) => shell[Symbol.asyncDispose]()));
  assert.equal(open, 200);
  // Timers of idle sessions keep no process alive: this one does.
  const alive = setTimeout(() => {}, 60_000);
  await closed.promise;
  clearTimeout(alive);
});

Deno.test("IdleShells lets nobody use a session after giving it back: it may be another's by then", async () => {
  const { transport } = counted();
  await using shells = new IdleShells(transport);
  const first = await shells.open(enter("web"));
  await first[Symbol.asyncDispose]();
  await using second = await shells.open(enter("web"));
  await assert.rejects(first.run(["true"]), ShellBroken);
  assert.equal((await second.run(["true"])).rc, 0);
});
