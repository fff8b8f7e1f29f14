// A backup that is gone on with: its workers are believed where those of the original were.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Lease } from "../../src/model/loop.ts";
import type { Store } from "../../src/store/open_store.ts";
import { claimed, Scratch, storeError, takenOver } from "./scratch.ts";

const owner = { name: "worker", leaseMs: 30_000 };

Deno.test("Upkeep.backup() makes a copy whose tokens are above all that the original gives out after it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const take = async (of: Store, by: Lease) => {
    const taken = await of.hostLeases(by).take([{ machine: "m", host: "h" }]);
    assert("holds" in taken);
    return taken.holds.get("m")!;
  };
  await take(store, lease);
  const target = `${scratch.folder}/copy.db`;
  await store.upkeep.backup(target);
  const late = await takenOver(store, lease);
  const hold = await take(store, late);
  const copy = await scratch.open({ create: false, path: target });
  const restored = (await copy.queue.claim(1, owner, { isGone: () => true }))!;
  const held = await take(copy, restored);
  assert(restored.token > late.token && held.token > hold.token, "a machine would refuse it");
  assert.deepEqual([restored.loop.uid, held.uid], [late.loop.uid, hold.uid]);
});

Deno.test("Upkeep.backup() to where nothing can be looked at speaks of the copy, not of the database", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await assert.rejects(
    store.upkeep.backup(`${scratch.folder}/${"x".repeat(300)}`),
    storeError(/^No backup can be made at .*x: .*name too long/i, /^Name a file in a folder that you may write in/),
  );
});

Deno.test("Upkeep.backup() leaves out what is free in the original", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  using other = new DatabaseSync(store.path);
  other.exec("CREATE TABLE pruned AS SELECT hex(zeroblob(2000000)) AS words; DROP TABLE pruned");
  const target = `${scratch.folder}/copy.db`;
  const { bytes } = await store.upkeep.backup(target);
  using copy = new DatabaseSync(target, { readOnly: true });
  assert.equal(copy.prepare("PRAGMA freelist_count").get()?.["freelist_count"], 0);
  assert(bytes < 2_000_000, `${bytes} bytes`);
});
