import assert from "node:assert/strict";
import type { Store } from "../../src/store/open_store.ts";
import { claimed, Scratch } from "./scratch.ts";

const DAY = 86_400_000;
const keep = { outputsMs: 30 * DAY, historyMs: 400 * DAY };

async function prune(store: Store) {
  while ((await store.upkeep.pruneStep(keep)).more);
}

/** A loop that has gathered facts of hosts. */
async function gathered(scratch: Scratch, store: Store, names: string[]) {
  const lease = await claimed(store);
  const notes = store.hostNotes(lease);
  const vars = { a: { value: 1, from: "/etc/hosts.ini" } };
  await notes.note(names.map((host) => ({ host, groups: ["web"], vars })));
  const kept = { facts: { ansible_system: "Linux" }, asked: {}, at: scratch.clock.ms };
  await notes.keepFacts(new Map(names.map((host) => [host, kept])));
  return { lease, notes, end: () => store.queue.release(lease, { kind: "done", status: "failed", reason: "" }) };
}

/** What each row still has: facts, variables. */
async function left({ archive }: Store, loop: number) {
  const rows = await archive.fleet({ loop, facts: true });
  return rows.map(({ host, facts, vars }) => `${host}${facts ? " facts" : ""}${vars["a"] ? " vars" : ""}`);
}

Deno.test("Upkeep.pruneStep() takes facts of a loop that has ended once another one has younger ones of the host", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const first = await gathered(scratch, store, ["web1", "web2"]);
  const going = await gathered(scratch, store, ["web1"]);
  await first.end();
  scratch.clock.ms += 1000;
  await gathered(scratch, store, ["web1", "web3"]);
  await prune(store);
  assert.deepEqual(await left(store, 1), ["web1 vars", "web2 facts vars"]);
  assert.deepEqual(await left(store, 2), ["web1 facts vars"], "this loop goes on");
  assert.deepEqual([...(await going.notes.facts(["web1"])).keys()], ["web1"]);
  assert.deepEqual(await left(store, 3), ["web1 facts vars", "web3 facts vars"]);
});

Deno.test("Upkeep.pruneStep() takes facts after the time of outputs, and variables of a loop that ended so long ago", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const ended = await gathered(scratch, store, ["web1"]);
  const going = await gathered(scratch, store, ["web2"]);
  await ended.end();
  scratch.clock.ms += 29 * DAY;
  await prune(store);
  assert.deepEqual([await left(store, 1), await left(store, 2)], [["web1 facts vars"], ["web2 facts vars"]]);
  scratch.clock.ms += 2 * DAY;
  await prune(store);
  assert.deepEqual([await left(store, 1), await left(store, 2)], [["web1"], ["web2 vars"]]);
  assert.deepEqual(await going.notes.facts(["web2"]), new Map());
  const [row] = await store.archive.fleet({ host: "web1" });
  assert.deepEqual([row?.groups, row?.factsAt], [["web"], null]);
});

Deno.test("Upkeep.pruneStep() takes facts of very many hosts in steps, and comes to an end", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const names = Array.from({ length: 450 }, (_, n) => `web${n}`);
  await gathered(scratch, store, names);
  scratch.clock.ms += 31 * DAY;
  let steps = 0;
  while ((await store.upkeep.pruneStep(keep)).more) steps++;
  assert.ok(steps >= 450 / 12, `${steps} steps`);
  assert.equal((await left(store, 1)).filter((row) => row.includes("facts")).length, 0);
});

Deno.test("Upkeep.pruneStep() leaves the original's hosts as they are", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const store = await scratch.open();
  const before = scratch.raw().prepare("SELECT * FROM hosts").all();
  scratch.clock.ms += 500 * DAY;
  await prune(store);
  assert.deepEqual(scratch.raw().prepare("SELECT * FROM hosts").all(), before);
  assert.equal(before.length, 1);
});
