// A worker that ends while a program says what a loop needs: a secret, a password, its hosts.
import assert from "node:assert/strict";
import { withCrew } from "../../src/app/with_crew.ts";
import type { LoopOptions, Next } from "../../src/model/loop.ts";
import { openStore } from "../../src/store/open_store.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** How a walk ends that is told to end what runs while `program` has begun and not ended. */
async function ended(options: (program: string) => Partial<LoopOptions>): Promise<Next> {
  const folder = await Deno.makeTempDir({ prefix: "stopped-" });
  try {
    const [file, program, begun] = [`${folder}/site.yml`, `${folder}/program`, `${folder}/begun`];
    await new Deno.Command("mkfifo", { args: [begun] }).output();
    await Deno.writeTextFile(program, `#!/bin/sh\necho begun > ${begun}\nexec sleep 600\n`, { mode: 0o755 });
    await Deno.writeTextFile(
      file,
      "- hosts: all\n  gather_facts: false\n  tasks: [{copy: {dest: /none, content: x}}]\n",
    );
    await using store = await openStore(`${folder}/loops.db`, { create: true, clock });
    const usual = { file, once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" } as const;
    const whole = { ...usual, ...options(program) };
    await store.queue.submit({ name: "site", mode: "single", desiredState: file, options: whole });
    const owner = { name: "w", leaseMs: 60_000 };
    const lease = (await store.queue.claimNext(owner))!;
    const kill = new AbortController();
    return await withCrew({ store, events: { emit: () => {} }, clock, owner }, async (crew) => {
      const signals = { stop: kill.signal, signal: kill.signal };
      const walk = crew.walk(lease, { held: () => Promise.resolve(), signals });
      assert.equal(await Deno.readTextFile(begun), "begun\n");
      kill.abort();
      const next = await walk;
      await crew.leave(lease);
      return next;
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("LoopAtWork.turn() is stopped, neither blocked nor failed, when the program of a secret, a password or an inventory is ended with it", async () => {
  assert.deepEqual(await ended((program) => ({ secrets: [`copy.content=command:${program}`] })), { kind: "stopped" });
  assert.deepEqual(await ended((program) => ({ reach: { passwordFile: program } })), { kind: "stopped" });
  assert.deepEqual(await ended((program) => ({ inventory: [program] })), { kind: "stopped" });
});
