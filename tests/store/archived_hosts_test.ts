import assert from "node:assert/strict";
import type { Store } from "../../src/store/open_store.ts";
import { claimed, note, Scratch } from "./scratch.ts";

/** A loop that knows hosts; it changes those named in `changes`. */
async function loopOf(
  store: Store,
  names: string[],
  { changes = [], ends = true }: { changes?: string[]; ends?: boolean },
) {
  const lease = await claimed(store);
  const journal = store.journal(lease);
  await store.hostNotes(lease).note(names.map((host) => ({ host, groups: [], vars: {} })));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const rows = await journal.noteActions(id, changes.map((host) => note("a", { status: "running" }, { host })));
  await journal.finishAction(rows.map((row) => ({ id: row.id, status: "completed", result: { changed: true } })));
  await journal.closeIteration(id, { phase: "completed", converged: true });
  if (ends) await store.queue.release(lease, { kind: "done", status: "completed", reason: "converged" });
}

Deno.test("Archive.fleet() tells of loops that go on, and of those that ended the newest and the last to change something", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const fleet = async (filter = {}) => (await store.archive.fleet(filter)).map(({ loop, host }) => `${loop} ${host}`);
  await loopOf(store, ["web1", "web2"], { ends: false });
  await loopOf(store, ["web1", "web2"], { changes: ["web1"] });
  scratch.clock.ms += 1000;
  await loopOf(store, ["web1"], { changes: ["web1"] });
  await loopOf(store, ["web1", "web2"], {});
  await loopOf(store, ["web1"], {});
  await loopOf(store, ["web2"], { ends: false });
  assert.deepEqual(await fleet(), ["1 web1", "3 web1", "5 web1", "1 web2", "6 web2"]);
  assert.deepEqual(await fleet({ host: "web1" }), ["1 web1", "3 web1", "5 web1"]);
  assert.deepEqual(await fleet({ loop: 2 }), ["2 web1", "2 web2"]);
  assert.deepEqual(await fleet({ loop: 4, host: "web2" }), ["4 web2"]);
  assert.deepEqual(await fleet({ host: "web3" }), []);
});

Deno.test("Archive.fleet() shows hosts of the original as they are", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const python = scratch.raw();
  python.exec(`INSERT INTO hosts (loop_id, hostname, facts, groups, status) VALUES
    (1, 'odd', '[1]', '{broken', 'contacted')`);
  python.close();
  const { archive } = await scratch.open();
  const [odd, web] = await archive.fleet({ facts: true });
  assert.deepEqual(web, {
    loop: 1,
    loopName: "Install nginx",
    host: "web01",
    address: "203.0.113.10",
    user: "root",
    port: 22,
    groups: ["web"],
    vars: {},
    factsAt: null,
    facts: { distribution: "Fedora Linux 42", pkg_manager: "dnf" },
    status: "reachable",
    lastError: null,
    seenAt: null,
    heardAt: null,
    changedAt: null,
    changedAction: null,
  });
  assert.deepEqual([odd?.host, odd?.facts, odd?.groups, odd?.status], ["odd", null, [], "unknown"]);
});
