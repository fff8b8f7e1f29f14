import assert from "node:assert/strict";
import type { ActionStatus } from "../../src/model/action.ts";
import type { HostNote } from "../../src/ports/host_notes.ts";
import { hostWrites } from "./host_writes.ts";
import { claimed, note, Scratch } from "./scratch.ts";

const pass = { fresh: true, decidedBy: "playbook" as const };
const closing = { phase: "completed" as const, converged: false };
const T0 = "2026-11-22T15:45:20.224Z";
const noted = (host: string): HostNote => ({
  host,
  groups: ["web"],
  vars: { a: { value: 1, from: "/etc/hosts.ini" } },
});

async function began(scratch: Scratch) {
  const store = await scratch.open();
  const lease = await claimed(store);
  const [journal, notes] = [store.journal(lease), store.hostNotes(lease)];
  return {
    store,
    journal,
    notes,
    /** One pass, closed with what it says of hosts: null for one that answered. */
    pass: async (reached: Record<string, string | null>, more: { waits?: boolean } = {}) => {
      const { id } = await journal.openIteration(pass);
      const hosts = Object.fromEntries(Object.entries(reached).map(([host, error]) => [host, { error }]));
      await journal.closeIteration(id, { ...closing, reached: hosts, ...more });
    },
    /** One action from its note to its end. */
    act: async (status: ActionStatus, { changed, host = "web1", delegate }: Acted) => {
      const { id } = await journal.openIteration(pass);
      const of = { host, ...(delegate === undefined ? {} : { delegate }) };
      const [row] = await journal.noteActions(id, [note("a", { status: "running" }, of)]);
      await journal.finishAction([{ id: row!.id, status, result: { changed } }]);
      await journal.closeIteration(id, closing);
      return row!.id;
    },
    hosts: async () =>
      (await store.archive.fleet({})).map(({ host, status, lastError, seenAt }) => [host, status, lastError, seenAt]),
  };
}

type Acted = { changed: boolean; host?: string; delegate?: string };

Deno.test("Journal.closeIteration() says which hosts answered, and of the others why not", async () => {
  await using scratch = new Scratch();
  const { notes, pass, hosts } = await began(scratch);
  await notes.note([noted("web1"), noted("web2"), noted("web3")]);
  await pass({ web1: null, web2: "Connection refused" });
  assert.deepEqual(await hosts(), [
    ["web1", "reachable", null, T0],
    ["web2", "unreachable", "Connection refused", null],
    ["web3", "unknown", null, null],
  ]);
  scratch.clock.ms += 1000;
  await pass({ web1: "No route to host", web2: null });
  assert.deepEqual((await hosts()).slice(0, 2), [
    ["web1", "unreachable", "No route to host", T0],
    ["web2", "reachable", null, "2026-11-22T15:45:21.224Z"],
  ]);
});

Deno.test("Journal.closeIteration() says of a host that it answered, and why nobody could be become there", async () => {
  await using scratch = new Scratch();
  const { journal, pass, hosts } = await began(scratch);
  const refused = async (error: string) => {
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    await journal.closeIteration(id, { ...closing, reached: { web1: { error, entered: true } } });
  };
  await refused("Cannot become root on web1: no password");
  assert.deepEqual(await hosts(), [["web1", "reachable", "Cannot become root on web1: no password", T0]]);
  await pass({ web1: null });
  assert.deepEqual(await hosts(), [["web1", "reachable", null, T0]]);
});

Deno.test("Journal.closeIteration() writes nothing of hosts that go on answering, or not answering, but once a minute", async () => {
  await using scratch = new Scratch();
  const { pass, hosts } = await began(scratch);
  await pass({ localhost: null, web1: "away" });
  const written = hostWrites(scratch);
  for (let n = 0; n < 5; n++) {
    scratch.clock.ms += 10_000;
    await pass({ localhost: null, web1: "away" });
  }
  assert.equal(written(), 0);
  scratch.clock.ms += 10_000;
  await pass({ localhost: null, web1: "away" });
  assert.equal(written(), 2);
  assert.deepEqual(await hosts(), [
    ["localhost", "reachable", null, "2026-11-22T15:46:20.224Z"],
    ["web1", "unreachable", "away", null],
  ]);
  // A clock that was set back.
  scratch.clock.ms -= 3600_000;
  await pass({ localhost: null });
  assert.deepEqual((await hosts())[0], ["localhost", "reachable", null, "2026-11-22T14:46:20.224Z"]);
});

Deno.test("Journal.closeIteration() that leaves no row says what it knows of hosts all the same", async () => {
  await using scratch = new Scratch();
  const { store, pass, hosts } = await began(scratch);
  await pass({ web1: "Connection refused" }, { waits: true });
  assert.deepEqual(await store.archive.iterations(1, { last: 5 }), []);
  assert.deepEqual(await hosts(), [["web1", "unreachable", "Connection refused", null]]);
});

Deno.test("HostNotes.note() never marks as gone what no inventory has named, and no host twice that is met after it had gone", async () => {
  await using scratch = new Scratch();
  const { notes, pass, hosts } = await began(scratch);
  await notes.note([noted("web1"), noted("web2")]);
  await pass({ localhost: null });
  await notes.note([noted("web1")]);
  assert.deepEqual((await hosts()).map(([host, status]) => `${host} ${status}`), [
    "localhost reachable",
    "web1 unknown",
    "web2 gone",
  ]);
  // A task is delegated to it, and its name is all that is needed for that.
  await pass({ web2: null });
  const written = hostWrites(scratch);
  await notes.note([noted("web1")]);
  assert.equal(written(), 0);
  assert.deepEqual((await hosts())[2], ["web2", "reachable", null, T0]);
});

Deno.test("Journal.finishAction() says what was changed on a host last, and when", async () => {
  await using scratch = new Scratch();
  const { store, notes, act } = await began(scratch);
  await notes.note([noted("web1")]);
  const changed = async () => {
    const fleet = await store.archive.fleet({});
    return fleet.map(({ host, changedAt, changedAction }) => [host, changedAt, changedAction]);
  };
  await act("completed", { changed: false });
  await act("failed", { changed: false });
  await act("skipped", { changed: true });
  assert.deepEqual(await changed(), [["web1", null, null]]);
  const first = await act("completed", { changed: true });
  assert.deepEqual(await changed(), [["web1", T0, { id: first, name: "run a", module: "command" }]]);
  for (const [status, itChanged] of [["failed", true], ["interrupted", false]] as const) {
    scratch.clock.ms += 1000;
    const id = await act(status, { changed: itChanged });
    const at = new Date(scratch.clock.ms).toISOString();
    assert.deepEqual(await changed(), [["web1", at, { id, name: "run a", module: "command" }]]);
  }
  scratch.raw().exec("DELETE FROM actions");
  assert.deepEqual(await changed(), [["web1", "2026-11-22T15:45:22.224Z", null]]);
});

Deno.test("Journal.finishAction() of a delegated action is about the host that it was done on", async () => {
  await using scratch = new Scratch();
  const { store, notes, act } = await began(scratch);
  await notes.note([noted("web1")]);
  const kept = { facts: { ansible_system: "Linux" }, asked: {}, at: scratch.clock.ms };
  await notes.keepFacts(new Map([["web1", kept]]));
  await act("completed", { changed: true, delegate: "localhost" });
  assert.deepEqual((await store.archive.fleet({})).map(({ host, changedAt }) => [host, changedAt]), [
    ["localhost", T0],
    ["web1", null],
  ]);
  assert.deepEqual([...(await notes.facts(["web1"])).keys()], ["web1"]);
});

Deno.test("HostNotes.facts() leaves out hosts that were changed since, until they are gathered anew", async () => {
  await using scratch = new Scratch();
  const { notes, act } = await began(scratch);
  const keep = (at: number) =>
    notes.keepFacts(new Map(["web1", "web2"].map((host) => [host, { facts: { at }, asked: {}, at }])));
  const good = async () => [...(await notes.facts(["web1", "web2"])).keys()].sort();
  await keep(scratch.clock.ms);
  await act("completed", { changed: false });
  assert.deepEqual(await good(), ["web1", "web2"]);
  scratch.clock.ms += 1000;
  await act("completed", { changed: true });
  assert.deepEqual(await good(), ["web2"]);
  // Gathered before the change, written after it.
  await keep(scratch.clock.ms - 500);
  assert.deepEqual(await good(), ["web2"]);
  scratch.clock.ms += 1000;
  await keep(scratch.clock.ms);
  assert.deepEqual(await good(), ["web1", "web2"]);
  await act("interrupted", { changed: false, host: "web2" });
  assert.deepEqual(await good(), ["web1"]);
});

Deno.test("Journal.closeIteration() that fails says nothing of hosts", async () => {
  await using scratch = new Scratch();
  const { journal, hosts } = await began(scratch);
  const { id } = await journal.openIteration(pass);
  await journal.noteActions(id, [note("a", { status: "running" })]);
  await assert.rejects(journal.closeIteration(id, { ...closing, reached: { web1: { error: null } } }), /still running/);
  assert.deepEqual(await hosts(), []);
});
