// A copy of the database, by a program that may do what a worker may, and no more: SQLite attaches no other database then.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { programRights } from "../../scripts/program_rights.ts";
import { cannotMount, runChildMounted, runChildWith } from "./children.ts";
import { Scratch, submission } from "./scratch.ts";
import { NEWEST, placeFixture, rowsAsIn, schemaOf } from "./upgrades/fixtures.ts";

const noMounts = cannotMount();
const rights = await programRights();

Deno.test("a worker's rights are enough for a backup, while others write", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await store.queue.submit(submission);
  const writer = scratch.raw();
  writer.exec("BEGIN IMMEDIATE; UPDATE loops SET name = 'uncommitted'");
  const target = `${scratch.folder}/copy.db`;
  const said = await runChildWith(rights, "copy_record.ts", scratch.path, target);
  writer.exec("ROLLBACK");
  assert.deepEqual(said, { ok: true, bytes: (await Deno.stat(target)).size });
  const copy = scratch.raw(target);
  assert.deepEqual(copy.prepare("SELECT name FROM loops").all().map(({ name }) => name), ["site"]);
  // Nothing beside it is needed to read it, also where nothing may be written.
  assert.equal(copy.prepare("PRAGMA journal_mode").get()?.journal_mode, "delete");
  assert.deepEqual(scratch.names().filter((name) => !name.startsWith("loops.db")), ["copy.db"]);
});

for (const version of [0, 2, 4]) {
  Deno.test(`a worker's rights are enough to upgrade a file of version ${version}`, async () => {
    await using scratch = new Scratch();
    placeFixture(version, scratch.path);
    const model = `${scratch.folder}/model.db`;
    placeFixture(version, model);
    const rows = rowsAsIn(model, model);
    const said = await runChildWith(rights, "probe_store.ts", scratch.path, "existing", "read");
    assert.equal(said.ok, true, JSON.stringify(said));
    assert.equal((said.notices as string[]).length, 1);
    assert.deepEqual(rowsAsIn(model, scratch.path), rows);
    assert.equal(scratch.raw().prepare("PRAGMA user_version").get()?.user_version, NEWEST);
    const fresh = `${scratch.folder}/fresh.db`;
    await (await scratch.open({ path: fresh })).close();
    assert.deepEqual(schemaOf(scratch.path), schemaOf(fresh));
  });
}

Deno.test("a worker's rights are enough to name who keeps a file from being upgraded", async () => {
  await using scratch = new Scratch();
  placeFixture(4, scratch.path);
  const hold = new URL("./children/hold_open.ts", import.meta.url).pathname;
  await using holder = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", hold, scratch.path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const said = holder.stdout.getReader();
  await said.read();
  const { message } = await runChildWith(rights, "copy_record.ts", scratch.path, `${scratch.folder}/copy.db`, "50");
  assert.match(String(message), new RegExp(`and process ${holder.pid} still uses it: it is left as it is`));
  await said.cancel();
  await holder.stdin.close();
});

Deno.test("Upkeep.backup() of a database that stays locked ends with a sentence, and leaves nothing", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const db = scratch.raw();
  db.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  const { backUp } = await import("../../src/store/backup.ts");
  await assert.rejects(
    backUp(scratch.path, `${scratch.folder}/copy.db`, { busyTimeoutMs: 10 }),
    /loops\.db is locked by another process/,
  );
  db.exec("ROLLBACK");
  assert.deepEqual(scratch.names(), ["loops.db"]);
});

Deno.test({
  name: "Upkeep.backup() to a disk that is too small ends with a sentence, and leaves nothing",
  ignore: noMounts,
  fn: async () => {
    await using scratch = new Scratch();
    await (await scratch.open()).close();
    const db = new DatabaseSync(scratch.path);
    db.exec(
      "CREATE TABLE IF NOT EXISTS ballast (bytes); INSERT INTO ballast VALUES (zeroblob(3000000)); DROP TABLE ballast",
    );
    db.close();
    await Deno.mkdir(`${scratch.folder}/small`);
    const small = `${scratch.folder}/small`;
    const mount = `mount -t tmpfs -o size=1m tmpfs '${small}'`;
    const said = await runChildMounted(mount, "copy_record.ts", scratch.path, `${small}/copy.db`);
    assert.match(String(said.message), /No backup can be made at .*small\/copy\.db: database or disk is full/);
    assert.match(String(said.hint), /has room for it/);
    assert.deepEqual(said.left, []);
  },
});
