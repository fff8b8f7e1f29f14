import assert from "node:assert/strict";
import { LeaseLost } from "../../src/model/errors.ts";
import type { Lease } from "../../src/model/loop.ts";
import type { HostLeases } from "../../src/ports/host_leases.ts";
import type { Store } from "../../src/store/open_store.ts";
import { claimed, note, Scratch, submission, takenOver } from "./scratch.ts";

const pass = { fresh: true, decidedBy: "playbook" as const };
const worker = { name: "w", leaseMs: 60_000 };
const closing = { phase: "unfinished" as const, converged: false };
const wanted = (...machines: string[]) => machines.map((machine) => ({ machine, host: `name-of-${machine}` }));
const answer = (taken: Awaited<ReturnType<HostLeases["take"]>>) =>
  "heldBy" in taken ? taken.heldBy : [...taken.holds].map(([machine, { token }]) => `${machine}:${token}`);

/** What a loop gets of these machines. */
async function take(store: Store, lease: Lease, ...machines: string[]) {
  return answer(await store.hostLeases(lease).take(wanted(...machines)));
}

/** Begins an iteration and ends it at once: its end lets go. */
async function letGo(store: Store, lease: Lease): Promise<void> {
  const journal = store.journal(lease);
  await journal.closeIteration((await journal.openIteration(pass)).id, closing);
}

Deno.test("HostLeases.take() gives all machines or none, and says who has the one in the way", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [one, two] = [await claimed(store), await claimed(store)];
  assert.deepEqual(await take(store, one, "b"), ["b:1"]);
  assert.deepEqual(await take(store, two, "a", "b", "c"), { loop: 1, name: "site", host: "name-of-b" });
  assert.deepEqual(await take(store, one, "a", "b", "c", "a"), ["b:1", "a:1", "c:1"]);
  const rows = scratch.raw().prepare("SELECT machine, loop_id, loop_token, host FROM host_leases ORDER BY 1").all();
  assert.deepEqual(rows.map((row) => Object.values(row).join(" ")), [
    "a 1 1 name-of-a",
    "b 1 1 name-of-b",
    "c 1 1 name-of-c",
  ]);
});

Deno.test("HostLeases.take() gives a machine under a name of its own, and a token higher than any before", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [one, two] = [await claimed(store), await claimed(store)];
  const uids = new Set<string>();
  for (let token = 1; token <= 6; token++) {
    const lease = token % 2 === 0 ? two : one;
    const taken = await store.hostLeases(lease).take(wanted("a"));
    assert.ok("holds" in taken);
    assert.equal(taken.holds.get("a")?.token, token);
    uids.add(taken.holds.get("a")!.uid);
    assert.deepEqual(await take(store, lease, "a"), [`a:${token}`]);
    await letGo(store, lease);
  }
  assert.equal(uids.size, 1);
  const other = await store.hostLeases(one).take(wanted("b"));
  assert.ok("holds" in other && !uids.has(other.holds.get("b")!.uid));
  assert.match([...uids][0]!, /^[0-9a-f]{16}$/);
});

Deno.test("Journal.closeIteration() and abandonIteration() let go of the loop's machines, and of no other's", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [one, two] = [await claimed(store), await claimed(store)];
  const journal = store.journal(one);
  await take(store, two, "b");
  for (const end of ["close", "abandon"] as const) {
    const { id } = await journal.openIteration(pass);
    await take(store, one, "a");
    assert.ok("loop" in await take(store, two, "a"));
    if (end === "close") await journal.closeIteration(id, closing);
    else await journal.abandonIteration(id, { error: "cut short", carry: [] });
    assert.ok(Array.isArray(await take(store, two, "a")));
    await letGo(store, two);
    await take(store, two, "b");
  }
  assert.ok("loop" in await take(store, one, "b"));
});

Deno.test("HostLeases.take() takes a machine from a dead holder once its loop's lease has run out", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const dead = await claimed(store);
  scratch.clock.ms += 20_000;
  const lease = await claimed(store);
  await take(store, dead, "a");
  assert.ok("loop" in await take(store, lease, "a"));
  scratch.clock.ms += 9_999;
  assert.ok("loop" in await take(store, lease, "a"));
  scratch.clock.ms += 1;
  assert.deepEqual(await take(store, lease, "a"), ["a:2"]);
});

Deno.test("HostLeases.take() takes a machine from a loop that another worker has taken over, or that was given back", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [dead, lease] = [await claimed(store), await claimed(store)];
  await take(store, dead, "a");
  const next = await takenOver(store, dead);
  assert.deepEqual(await take(store, lease, "a"), ["a:2"]);
  assert.ok("loop" in await take(store, next, "a"));
  await assert.rejects(store.hostLeases(dead).take(wanted("b")), LeaseLost);
  await letGo(store, lease);
  await take(store, next, "a");
  await store.queue.release(next, { kind: "paused", reason: "a human" });
  assert.deepEqual(await take(store, lease, "a"), ["a:4"]);
});

Deno.test("HostLeases.take() holds for a worker that is late, as long as nobody else has come", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [late, lease] = [await claimed(store), await claimed(store)];
  await take(store, late, "a");
  scratch.clock.ms += 60_000;
  await store.queue.renew([late, lease], 30_000);
  assert.ok("loop" in await take(store, lease, "a"));
});

Deno.test("letting go of machines wakes the loops that wait for it, and only them", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [holder, waiter, other] = [await claimed(store), await claimed(store), await claimed(store)];
  await take(store, holder, "a");
  await take(store, other, "b");
  const at = scratch.clock.ms + 10_000;
  await store.queue.release(waiter, { kind: "again", at, reason: "waits for loop 1", waitsFor: 1 });
  const fourth = await claimed(store);
  await store.queue.release(fourth, { kind: "again", at, reason: "waits for loop 3", waitsFor: 3 });
  const standing = async (id: number) => {
    const loop = await store.archive.loop(id);
    return [loop?.status, loop?.waitsFor, Date.parse(loop?.nextRunAt ?? "") - scratch.clock.ms];
  };
  assert.deepEqual(await standing(2), ["waiting", 1, 10_000]);
  assert.equal(await store.queue.claimNext({ name: "w", leaseMs: 1000 }), null);
  scratch.clock.ms += 500;
  await letGo(store, holder);
  assert.deepEqual(await standing(2), ["waiting", null, -500]);
  assert.deepEqual(await standing(4), ["waiting", 3, 9500]);
  assert.equal((await store.queue.claimNext({ name: "w", leaseMs: 1000 }))?.loop.id, 2);
  assert.equal(await store.queue.claimNext({ name: "w", leaseMs: 1000 }), null);
});

Deno.test("Journal.closeIteration() of one that only waits leaves no row and no news, else both", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const before = await store.archive.feed(0, { limit: 100 });
  for (let times = 0; times < 3; times++) {
    const { id, n } = await journal.openIteration(pass);
    assert.equal(n, 1);
    await journal.closeIteration(id, { ...closing, error: "waits for loop 2", waits: true });
  }
  assert.deepEqual(await journal.history(), []);
  assert.deepEqual(await store.archive.feed(0, { limit: 100 }), before);
  const acted = await journal.openIteration(pass);
  await journal.noteActions(acted.id, [note("0.tasks.0", { status: "failed", result: { changed: false } })]);
  await journal.closeIteration(acted.id, { ...closing, error: "waits for loop 2", waits: true });
  const asked = await journal.openIteration(pass);
  const questions = [{ kind: "question" as const, text: "Sure?", options: [], about: null }];
  await journal.noteDecision(asked.id, "playbook", { kind: "ask", reasoning: "", questions }, []);
  await journal.closeIteration(asked.id, { ...closing, waits: true });
  const quiet = await journal.openIteration(pass);
  await journal.closeIteration(quiet.id, closing);
  assert.deepEqual((await journal.history()).map(({ n, error }) => [n, error]), [
    [1, "waits for loop 2"],
    [2, null],
    [3, null],
  ]);
});

Deno.test("letting go of a machine gives it to whoever has waited longest, so that nobody waits for ever behind those who come often", async () => {
  await using scratch = new Scratch();
  const { clock } = scratch;
  const store = await scratch.open();
  const { queue } = store;
  for (const name of ["one", "two", "three"]) await queue.submit({ ...submission, name });
  const holders: string[] = [];
  let holder: Lease | undefined;
  /** Whoever is claimable tries, in the queue's order; all but the first find somebody in their way. */
  const tryAll = async () => {
    for (let lease = await queue.claimNext(worker); lease !== null; lease = await queue.claimNext(worker)) {
      const taken = await store.hostLeases(lease).take([{ machine: "m", host: "h" }]);
      clock.ms += 5;
      if ("holds" in taken) holders.push((holder = lease).loop.name);
      else {
        const again = { kind: "again", at: clock.ms + 60_000, reason: "waits", waitsFor: taken.heldBy.loop } as const;
        await queue.release(lease, again);
      }
    }
  };
  for (let round = 0; round < 6; round++) {
    await tryAll();
    clock.ms += 1500;
    // Those whose next run has come meanwhile.
    await tryAll();
    const ended = { status: "completed", reason: "converged" } as const;
    await queue.release(holder!, { kind: "next run", at: clock.ms + 1000, reason: "every 1 s", ended });
  }
  assert.deepEqual(holders, ["one", "two", "three", "one", "two", "three"]);
});
