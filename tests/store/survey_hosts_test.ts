import assert from "node:assert/strict";
import type { HostLine, Survey } from "../../src/ports/survey.ts";
import type { Lease } from "../../src/model/loop.ts";
import type { Store } from "../../src/store/open_store.ts";
import { insert } from "./record_rows.ts";
import { claimed, note, Scratch } from "./scratch.ts";

async function hosts(survey: Survey, terms: Partial<Parameters<Survey["hosts"]>[0]> = {}): Promise<string[]> {
  return (await survey.hosts({ limit: 100, ...terms })).rows.map(({ host }) => host);
}

async function host(survey: Survey, name: string): Promise<HostLine> {
  const line = (await survey.hosts({ limit: 100 })).rows.find((row) => row.host === name);
  assert.ok(line !== undefined, `${name} is there`);
  return line;
}

/** An iteration in which these hosts answered, or did not. */
async function meet(store: Store, lease: Lease, reached: Record<string, string | null>): Promise<void> {
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const errors = Object.entries(reached).map(([name, error]) => [name, { error }]);
  await journal.closeIteration(id, { phase: "completed", converged: false, reached: Object.fromEntries(errors) });
}

Deno.test("Survey.hosts() has each name once, as the loop that heard of it last has it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { survey } = store;
  const [first, second] = [await claimed(store), await claimed(store)];
  await meet(store, first, { web1: null });
  const at = new Date(scratch.clock.ms).toISOString();
  scratch.clock.ms += 120_000;
  await meet(store, second, { web1: "no route to host" });
  const later = new Date(scratch.clock.ms).toISOString();
  assert.deepEqual(await host(survey, "web1"), {
    host: "web1",
    loops: [{ id: 1, name: "site" }, { id: 2, name: "site" }],
    address: null,
    groups: [],
    status: "unreachable",
    lastError: "no route to host",
    seenAt: at,
    heardAt: later,
    changedAt: null,
    system: null,
  });
  scratch.clock.ms += 120_000;
  await meet(store, first, { web1: null });
  const { status, lastError, seenAt, heardAt } = await host(survey, "web1");
  const newest = new Date(scratch.clock.ms).toISOString();
  assert.deepEqual([status, lastError, seenAt, heardAt], ["reachable", null, newest, newest]);
  assert.equal((await survey.counts()).hosts, 1);
});

Deno.test("Survey.hosts() shows loops that go on; of a host that only ended ones know the newest", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const leases = [await claimed(store), await claimed(store), await claimed(store)];
  for (const lease of leases) await meet(store, lease, { web1: null });
  const ids = async () => (await host(store.survey, "web1")).loops.map(({ id }) => id);
  assert.deepEqual(await ids(), [1, 2, 3]);
  await store.queue.release(leases[2]!, { kind: "done", status: "completed", reason: "" });
  assert.deepEqual(await ids(), [1, 2]);
  for (const lease of leases.slice(0, 2)) {
    await store.queue.release(lease, { kind: "done", status: "failed", reason: "" });
  }
  assert.deepEqual(await ids(), [3]);
});

Deno.test("Survey.hosts() finds the loops that go on among very many that have ended", async () => {
  await using scratch = new Scratch();
  const { survey } = await scratch.open();
  const db = scratch.raw();
  db.exec("BEGIN");
  for (let id = 1; id <= 500; id++) {
    insert(db, "loops", { status: id === 3 || id === 400 ? "waiting" : "completed", name: `l${id}` });
    insert(db, "hosts", { loop_id: id, hostname: "localhost" });
    insert(db, "hosts", { loop_id: id, hostname: "other", status: id === 3 ? "gone" : "reachable" });
  }
  db.exec("COMMIT");
  assert.deepEqual((await host(survey, "localhost")).loops, [{ id: 3, name: "l3" }, { id: 400, name: "l400" }]);
  db.exec("UPDATE loops SET status = 'completed'");
  assert.deepEqual((await host(survey, "localhost")).loops, [{ id: 500, name: "l500" }]);
});

Deno.test("Survey.hosts() has address and groups as an inventory named them last, and forgets none for who names none", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [first, second] = [await claimed(store), await claimed(store)];
  const noted = { host: "web1", groups: ["web"], vars: {} };
  await store.hostNotes(first).note([{ ...noted, address: "10.0.0.1" }]);
  await meet(store, second, { web1: null });
  const before = await host(store.survey, "web1");
  assert.deepEqual([before.address, before.groups, before.status], ["10.0.0.1", ["web"], "reachable"]);
  await store.hostNotes(first).note([{ ...noted, groups: ["web", "eu"] }]);
  const after = await host(store.survey, "web1");
  assert.deepEqual([after.address, after.groups, after.status], [null, ["web", "eu"], "reachable"]);
});

Deno.test("Survey.hosts() has a host as gone until another loop knows it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const noted = { groups: [], vars: {} };
  await store.hostNotes(lease).note([{ ...noted, host: "web1" }, { ...noted, host: "web2" }]);
  await meet(store, lease, { web1: null });
  await store.hostNotes(lease).note([{ ...noted, host: "web2" }]);
  assert.equal((await host(store.survey, "web1")).status, "gone");
  await store.hostNotes(await claimed(store)).note([{ ...noted, host: "web1" }]);
  assert.equal((await host(store.survey, "web1")).status, "unknown");
});

Deno.test("Survey.hosts() says what a host runs, as far as it was gathered, and when it was changed", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const notes = store.hostNotes(lease);
  const kept = { asked: {}, at: scratch.clock.ms };
  const facts = {
    ansible_distribution: "Debian",
    ansible_distribution_version: "12.5",
    ansible_kernel: "6.1.0-18-amd64",
    ansible_architecture: "x86_64",
  };
  await notes.keepFacts(new Map([["web1", { ...kept, facts }], ["web2", { ...kept, facts: { kernel: "6.1" } }]]));
  await notes.keepFacts(new Map([["web3", { ...kept, facts: {} }]]));
  const systems = async () => (await store.survey.hosts({ limit: 9 })).rows.map(({ system }) => system);
  assert.deepEqual(await systems(), ["Debian 12.5, kernel 6.1.0-18-amd64, x86_64", "kernel 6.1", null]);
  await notes.keepFacts(new Map([["web2", { ...kept, facts: { ...facts, ansible_distribution_version: "13" } }]]));
  assert.equal((await systems())[1], "Debian 13, kernel 6.1.0-18-amd64, x86_64");
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await journal.noteActions(id, [note("0", { status: "running", diff: [] }, { host: "web1" })]);
  scratch.clock.ms += 5;
  await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true } }]);
  assert.equal((await host(store.survey, "web1")).changedAt, new Date(scratch.clock.ms).toISOString());
});

Deno.test("Survey.hosts() searches names, addresses and groups, filters by status, and pages by name", async () => {
  await using scratch = new Scratch();
  const { survey } = await scratch.open();
  const db = scratch.raw();
  insert(db, "loops");
  const rows = [
    { hostname: "Web_1", ansible_host: "10.0.0.1", groups: '["front","EU"]', seen_at: "2026-11-01" },
    {
      hostname: "web-2",
      ansible_host: "10.0.0.2",
      groups: '["größe"]',
      status: "unreachable",
      updated_at: "2026-11-01",
    },
    { hostname: "db%", groups: "no JSON", status: "gone" },
    { hostname: "a\0b", status: "whatever the original said" },
    { hostname: "a\0c", status: "unknown" },
    { hostname: "", status: "reachable" },
  ];
  for (const row of rows) insert(db, "hosts", row);
  assert.deepEqual(await hosts(survey, { search: "eu" }), ["Web_1"]);
  assert.deepEqual(await hosts(survey, { search: "WEB" }), ["Web_1", "web-2"]);
  assert.deepEqual(await hosts(survey, { search: "web_" }), ["Web_1"]);
  assert.deepEqual(await hosts(survey, { search: "0.0.2" }), ["web-2"]);
  assert.deepEqual(await hosts(survey, { search: "GRÖSSE" }), []);
  assert.deepEqual(await hosts(survey, { search: "GRÖße" }), ["web-2"]);
  assert.deepEqual(await hosts(survey, { search: "%" }), ["db%"]);
  assert.deepEqual(await hosts(survey, { status: "unreachable" }), ["web-2"]);
  assert.deepEqual(await hosts(survey, { status: "gone" }), ["db%"]);
  assert.equal((await hosts(survey, { status: "unknown" })).length, 2);
  assert.deepEqual((await host(survey, "db%")).groups, []);
  const met: string[] = [];
  let after: string | null = null;
  do {
    const page = await survey.hosts({ limit: 1, ...(after === null ? {} : { after }) });
    met.push(...page.rows.map(({ host }) => host));
    after = page.next;
    assert.ok(met.length < 20, "it comes to an end");
  } while (after !== null);
  assert.deepEqual(met, ["", "Web_1", "a", "a", "db%", "web-2"]);
});

Deno.test("Survey.hostChanges() has what changed a host, on whatever loop's word, the newest first", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const results = [{ changed: true }, { changed: false }, { changed: true }];
  for (const lease of [await claimed(store), await claimed(store)]) {
    const journal = store.journal(lease);
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    const of = (delegate: number) => ({ host: "web1", ...(delegate === 2 ? { delegate: "db1" } : {}) });
    const notes = results.map((_, index) => note(`${index}`, { status: "running", diff: [] }, of(index)));
    const rows = await journal.noteActions(id, notes);
    assert.equal((await store.survey.hostChanges("web1", { limit: 9 })).rows.length, lease.loop.id - 1);
    await journal.finishAction(
      rows.map((row, index) => ({ id: row.id, status: "completed", result: results[index]! })),
    );
  }
  const changes = async (name: string) =>
    (await store.survey.hostChanges(name, { limit: 9 })).rows.map((
      { id, loop, loopName, n, task },
    ) => [id, loop, loopName, n, task]);
  assert.deepEqual(await changes("web1"), [[4, 2, "site", 1, "0"], [1, 1, "site", 1, "0"]]);
  assert.deepEqual(await changes("db1"), [[6, 2, "site", 1, "2"], [3, 1, "site", 1, "2"]]);
});
