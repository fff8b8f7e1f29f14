// How an action got to its host is on record with it.
import assert from "node:assert/strict";
import type { Way } from "../../src/model/way.ts";
import { claimed, note, Scratch, submission } from "./scratch.ts";

const pass = { fresh: true, decidedBy: "playbook" as const };

Deno.test("Journal.noteActions() puts the way and the delegate on record, for the engine and for readers", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const way: Way = {
    host: "web1",
    connection: "ssh",
    address: "192.0.2.7",
    port: 2222,
    user: "deploy",
    arguments: ["-o", "ProxyJump=bastion"],
    become: { method: "sudo", user: "root" },
  };
  const delegated: Way = { host: "localhost", connection: "local" };
  const { id } = await journal.openIteration(pass);
  const noted = await journal.noteActions(id, [
    note("0.tasks.0", { status: "running", way }, { host: "web1" }),
    note("0.tasks.1", { way: delegated }, { host: "web1", delegate: "localhost" }),
  ]);
  assert.deepEqual(noted.map((row) => row.way), [way, delegated]);
  const [opened] = await journal.history();
  assert.deepEqual(opened?.actions, noted);
  const read = await store.archive.actions({ iterations: [id] });
  assert.deepEqual(read.map((row) => [row.delegate, row.way]), [[null, way], ["localhost", delegated]]);
  const brief = await store.archive.actions({ iterations: [id], brief: true });
  assert.deepEqual(brief.map(({ delegate }) => delegate), [null, "localhost"]);
});

Deno.test("Journal.noteActions() writes no way for an action on this machine as whoever started us", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration(pass);
  const local = { host: "localhost", connection: "local" } as const;
  const rows = await journal.noteActions(id, [
    note("a", { way: local }),
    note("b"),
    note("c", { way: { ...local, become: { method: "su", user: "postgres" } } }),
    note("d", { way: local }, { host: "elsewhere" }),
  ]);
  assert.deepEqual(rows.map(({ way }) => way === null), [true, true, false, false]);
  const ways = scratch.raw().prepare("SELECT way FROM actions ORDER BY id").all().map(({ way }) => way === null);
  assert.deepEqual(ways, [true, true, false, false]);
});

Deno.test("Journal.abandonIteration() carries the way and the delegate of what is renewed", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  const way: Way = { host: "db1", connection: "ssh" };
  const notes = [note(null, { way }, { host: "web1", delegate: "db1" })];
  const decision = { kind: "act" as const, reasoning: "", actions: notes.map(({ action }) => action) };
  const [row] = await journal.noteDecision(id, "model", decision, notes);
  await journal.startAction([{ id: row!.id, diff: [], result: { changed: true } }]);
  await journal.abandonIteration(id, { error: "cut short", carry: [], renew: [row!.id] });
  const rows = await store.archive.actions({ iterations: [id] });
  assert.deepEqual(rows.map(({ status, delegate, way }) => [status, delegate, way]), [
    ["skipped", "db1", way],
    ["pending", "db1", way],
  ]);
});

Deno.test("Queue.submit() writes inventories where the original has them", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const { options } = submission;
  const inventories = [["/etc/inventory.yml"], ["/etc/hosts.ini", "web1,web2,"], undefined];
  for (const inventory of inventories) {
    await queue.submit({ ...submission, options: inventory === undefined ? options : { ...options, inventory } });
  }
  assert.deepEqual((await archive.loops({ all: true })).map(({ inventory }) => inventory), [
    "/etc/inventory.yml",
    "/etc/hosts.ini\nweb1,web2,",
    null,
  ]);
});
