import assert from "node:assert/strict";
import { connect, makeDurable } from "../../src/store/connection.ts";
import { claimed, LEGACY, Scratch, storeError, submission } from "./scratch.ts";
import { cannotMount, runChild, runChildMounted } from "./children.ts";

const noMounts = cannotMount();

Deno.test("openStore() makes a database with the original's tables, column for column", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  assert.deepEqual(store.notices, [`Made database ${scratch.path}`]);
  const columns = (path: string, table: string) =>
    scratch.raw(path).prepare(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info('${table}')`).all();
  const keys = (path: string, table: string) =>
    scratch.raw(path).prepare(`SELECT "from", "table", "to" FROM pragma_foreign_key_list('${table}')`).all();
  const original = `${scratch.folder}/original.db`;
  await Deno.copyFile(LEGACY, original);
  const tables = scratch.raw(original).prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  assert.equal(tables.length, 8);
  for (const { name } of tables) {
    const theirs = columns(original, String(name));
    assert.deepEqual(columns(scratch.path, String(name)).slice(0, theirs.length), theirs);
    assert.deepEqual(keys(scratch.path, String(name)), keys(original, String(name)));
  }
});

Deno.test("openStore() keeps a new database and its log for its owner only", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await claimed(store);
  assert.deepEqual(scratch.names(), ["loops.db", "loops.db-shm", "loops.db-wal"]);
  for (const name of scratch.names()) assert.equal(scratch.mode(name), 0o600, name);
});

Deno.test("openStore() leaves a write-ahead log, enforces references, and says nothing the second time", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const store = await scratch.open({ create: false });
  assert.deepEqual(store.notices, []);
  assert.equal(scratch.raw().prepare("PRAGMA journal_mode").get()?.journal_mode, "wal");
  assert.equal(scratch.raw().prepare("PRAGMA user_version").get()?.user_version, 6);
});

Deno.test("openStore() without `create` names init-db where there is no database", async () => {
  await using scratch = new Scratch();
  await assert.rejects(
    scratch.open({ create: false }),
    storeError(/^No database at .*loops\.db$/, /^Go to the folder .* --db; .*`init-db`$/),
  );
  assert.deepEqual(scratch.names(), []);
  scratch.write("");
  await assert.rejects(scratch.open({ create: false }), storeError(/^No database at/, /init-db/));
});

Deno.test("openStore() names the folder that is missing and how to make it", async () => {
  await using scratch = new Scratch();
  const path = `${scratch.folder}/no/such/loops.db`;
  await assert.rejects(
    scratch.open({ path }),
    storeError(/folder .*\/no\/such does not exist/, /^mkdir -p \/.*\/no\/such$/),
  );
  // It can be typed whatever the folder is called.
  await assert.rejects(
    scratch.open({ path: `${scratch.folder}/ann's $HOME/loops.db` }),
    storeError(/folder .*\/ann's \$HOME does not exist/, /^mkdir -p '\/.*\/ann'\\''s \$HOME'$/),
  );
});

Deno.test("openStore() refuses a folder", async () => {
  await using scratch = new Scratch();
  await assert.rejects(scratch.open({ path: scratch.folder }), storeError(/is a folder, not a database/, /loops\.db/));
});

Deno.test("openStore() refuses what is no regular file, or lies below one", async () => {
  await using scratch = new Scratch();
  await assert.rejects(scratch.open({ path: "/dev/null" }), storeError(/not a regular file/, /--db/));
  scratch.write("", `${scratch.folder}/file`);
  const path = `${scratch.folder}/file/loops.db`;
  await assert.rejects(scratch.open({ path }), storeError(/does not exist/, /mkdir/));
});

Deno.test("openStore() refuses a file that is no database, and leaves it as it is", async () => {
  await using scratch = new Scratch();
  for (const text of ["short", "name: site\n".repeat(500)]) {
    scratch.write(text);
    await assert.rejects(scratch.open(), storeError(/loops\.db is not a database/, /--db/));
    assert.equal(new TextDecoder().decode(scratch.bytes()), text);
  }
});

Deno.test("openStore() refuses another program's database, whatever its version, and leaves it as it is", async () => {
  await using scratch = new Scratch();
  const foreign = scratch.raw();
  foreign.exec("CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 77");
  foreign.close();
  const before = scratch.bytes();
  await assert.rejects(scratch.open(), storeError(/another program \(tables: bookmarks\)/, /--db/));
  assert.deepEqual(scratch.bytes(), before);
});

Deno.test("openStore() refuses a newer schema and names both versions", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const db = scratch.raw();
  db.exec("PRAGMA user_version = 9");
  db.close();
  await assert.rejects(
    scratch.open(),
    storeError(/schema version 9, .* up to 6: a newer ftl2-enterprise wrote it/, /newer ftl2-enterprise/),
  );
});

Deno.test("openStore() says that a database is damaged", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  for (let n = 0; n < 50; n++) await store.queue.submit({ ...submission, desiredState: "x".repeat(3000) });
  await store.close();
  const bytes = scratch.bytes();
  bytes.fill(0xff, 4096 * 2, bytes.length - 4096);
  scratch.write(bytes);
  const read = async () => await (await scratch.open()).archive.loops({ all: true });
  await assert.rejects(read(), storeError(/is damaged/, /\.recover/));
});

Deno.test("openStore() refuses to migrate a damaged file of the original, and keeps no copy of it", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const bytes = scratch.bytes();
  bytes.fill(0xff, 4096 * 3 + 8, 4096 * 4);
  scratch.write(bytes);
  await assert.rejects(scratch.open(), storeError(/is damaged/, /\.recover/));
  assert.deepEqual(scratch.bytes(), bytes);
  assert.ok(!scratch.names().some((name) => name.includes(".bak")));
});

Deno.test("Queue says that another process holds the lock once the timeout is over, and works again after it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open({ busyTimeoutMs: 20 });
  const other = scratch.raw();
  other.exec("BEGIN IMMEDIATE");
  await assert.rejects(store.queue.submit(submission), storeError(/locked by another process/, /fuser/));
  assert.equal((await store.archive.loops({ all: true })).length, 0);
  other.exec("COMMIT");
  assert.equal((await store.queue.submit(submission)).id, 1);
});

Deno.test("openStore() says that another process holds the lock of a file it must migrate", async () => {
  await using scratch = new Scratch();
  const other = scratch.raw(scratch.legacy());
  other.exec("BEGIN IMMEDIATE");
  await assert.rejects(
    scratch.open({ busyTimeoutMs: 20 }),
    storeError(/version 0 .* to 6, and .* uses it/, /fuser|kill/),
  );
  other.exec("COMMIT");
  other.close();
  assert.equal((await scratch.open()).notices.length, 1);
});

Deno.test({
  name: "Queue says that a read-only file cannot be written, and readers still read it",
  ignore: noMounts,
  fn: async () => {
    await using scratch = new Scratch();
    await (await scratch.open()).close();
    const mount = 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"';
    const written = await runChildMounted(mount, "probe_store.ts", scratch.path, "existing", "write");
    assert.equal(written.name, "StoreError");
    assert.match(String(written.message), /cannot be written/);
    assert.match(String(written.hint), /user who may write/);
    assert.deepEqual(await runChildMounted(mount, "probe_store.ts", scratch.path, "existing", "read"), {
      ok: true,
      notices: [],
      loops: 0,
    });
  },
});

Deno.test({
  name: "openStore() says that a read-only folder cannot hold a database",
  ignore: noMounts,
  fn: async () => {
    await using scratch = new Scratch();
    const mount = 'dir=$(dirname "$1"); mount --bind "$dir" "$dir"; mount -o remount,ro,bind "$dir"';
    const made = await runChildMounted(mount, "probe_store.ts", scratch.path, "create", "read");
    assert.equal(made.name, "StoreError");
    assert.match(String(made.message), /No database can be made at .*: EROFS|read-only/i);
    await (await scratch.open()).close();
    const written = await runChildMounted(mount, "probe_store.ts", scratch.path, "existing", "write");
    assert.equal(written.name, "StoreError");
    assert.match(String(written.message), /cannot be (written|opened)/);
    const legacy = scratch.raw(scratch.legacy());
    legacy.exec("PRAGMA journal_mode = DELETE");
    legacy.close();
    const migrated = await runChildMounted(mount, "probe_store.ts", scratch.path, "existing", "read");
    assert.equal(migrated.name, "StoreError");
    assert.match(String(migrated.message), /no copy of it can be made in its folder/);
  },
});

Deno.test({
  name: "Journal says that the disk is full, keeps what was committed, and goes on once there is room",
  ignore: noMounts,
  fn: async () => {
    await using scratch = new Scratch();
    const mount = 'mount -t tmpfs -o size=1m tmpfs "$1"; head -c 300000 /dev/zero > "$1/ballast"';
    const met = await runChildMounted(mount, "fill_disk.ts", scratch.folder);
    assert.equal(met.name, "StoreError");
    assert.match(String(met.message), /disk is full/);
    assert.match(String(met.hint), /Make room/);
    assert.ok(Number(met.before) > 3, "some actions were committed before");
    assert.equal(met.kept, met.before);
    assert.equal(met.after, Number(met.before) + 1);
  },
});

Deno.test("openStore() in many processes at once makes one database", async () => {
  await using scratch = new Scratch();
  const found = await Promise.all(
    Array.from({ length: 6 }, () => runChild("probe_store.ts", scratch.path, "create", "write")),
  );
  assert.deepEqual(found.filter(({ ok }) => !ok), []);
  assert.equal(found.filter(({ notices }) => (notices as string[]).length === 1).length, 1);
  assert.equal((await (await scratch.open()).archive.loops({ all: true })).length, 6);
});

Deno.test("Store.close() may be called twice, and before anything was asked", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await store.close();
  await store.close();
  // Nothing holds the file any more: SQLite removed the log when its last connection went.
  assert.deepEqual(scratch.names(), ["loops.db"]);
});

Deno.test("makeDurable() syncs every commit, and connect() enforces references", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const db = connect(scratch.path, { busyTimeoutMs: 1234 });
  makeDurable(db, scratch.path);
  assert.equal(db.prepare("PRAGMA synchronous").get()?.synchronous, 2);
  assert.equal(db.prepare("PRAGMA foreign_keys").get()?.foreign_keys, 1);
  assert.equal(db.prepare("PRAGMA busy_timeout").get()?.timeout, 1234);
  db.close();
});
