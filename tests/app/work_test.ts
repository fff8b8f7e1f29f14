import assert from "node:assert/strict";
import { type App, openApp } from "../../src/app.ts";
import { InputError } from "../../src/model/errors.ts";
import type { Lease } from "../../src/model/loop.ts";
import { openStore } from "../../src/store/open_store.ts";
import { action } from "../fakes/records.ts";

const PLAYBOOK = "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - {name: one, command: echo one}\n";
const WORK = {
  by: "test",
  events: { emit: () => {} },
  stop: new AbortController().signal,
  signal: new AbortController().signal,
};

/** A submitted loop in a folder of its own, which is the home folder meanwhile: receipts lie there. */
async function withLoop(work: (folder: string, app: App, lease: Lease) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "app-" });
  const home = Deno.env.get("HOME");
  Deno.env.set("HOME", folder);
  try {
    await using app = await openApp({ db: `${folder}/loops.db`, create: true });
    const file = `${folder}/site.yml`;
    await Deno.writeTextFile(file, PLAYBOOK);
    const options = { file, once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
    await work(folder, app, await app.submit({ name: "app", mode: "single", desiredState: file, options }));
  } finally {
    if (home === undefined) Deno.env.delete("HOME");
    else Deno.env.set("HOME", home);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("App.work() gives a loop back whose playbook is gone, and works on it once it is there again", async () => {
  await withLoop(async (folder, app, lease) => {
    await Deno.rename(`${folder}/site.yml`, `${folder}/away.yml`);
    await assert.rejects(app.work(lease, WORK), InputError);
    const { status, leaseOwner } = (await app.archive.loop(lease.loop.id))!;
    assert.deepEqual({ status, leaseOwner }, { status: "paused", leaseOwner: null });
    await Deno.rename(`${folder}/away.yml`, `${folder}/site.yml`);
    const next = await app.work((await app.claim(lease.loop.id))!, WORK);
    assert.equal(next.kind === "done" && next.status, "completed");
  });
});

Deno.test("App.work() comes back from a pause that asks nothing, also where somebody is there to ask", async () => {
  await withLoop(async (folder, app, lease) => {
    {
      // A worker died in an action, and now its host cannot say what became of it.
      await using store = await openStore(`${folder}/loops.db`, {
        create: false,
        clock: { now: () => Date.now(), monotonic: () => performance.now() },
      });
      const journal = store.journal(lease);
      const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
      await journal.noteActions(id, [{ action: action(), verdict: "allow", status: "running" }]);
    }
    await Deno.writeTextFile(`${folder}/.ftl2`, "no folder");
    const next = await app.work(lease, { ...WORK, ask: () => Promise.reject(new Error("nothing was asked")) });
    assert.equal(next.kind, "paused");
    assert.match(next.kind === "paused" ? next.reason : "", /receipt cannot be written/);
  });
});
