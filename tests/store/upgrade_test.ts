import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../src/model/errors.ts";
import type { Migration } from "../../src/store/migration.ts";
import { upgrade } from "../../src/store/upgrade.ts";
import { cannotMount, holdOpen, runChild, runChildKeeping, runChildMounted } from "./children.ts";
import { Scratch, storeError, submission } from "./scratch.ts";
import { NEWEST, OLDER, placeFixture, rowsAsIn, schemaOf, tablesOf } from "./upgrades/fixtures.ts";

const noMounts = cannotMount();

/** A file of version 4, and every row of it. */
function older(scratch: Scratch, version = 4) {
  placeFixture(version, scratch.path);
  const model = `${scratch.folder}/model.db`;
  placeFixture(version, model);
  const rows = rowsAsIn(model, model);
  return { model, rows, now: (path = scratch.path) => rowsAsIn(model, path) };
}

/** The file as a copy or another program may have made it, without a log: whoever has it open and does nothing has no lock on it. */
function dropLog(scratch: Scratch): void {
  const db = scratch.raw();
  assert.equal(db.prepare("PRAGMA journal_mode = DELETE").get()?.journal_mode, "delete");
  db.close();
}

/** Names in the folder, but for the model's. */
function names(scratch: Scratch): string[] {
  return scratch.names().filter((name) => !name.startsWith("model.db"));
}

for (const version of OLDER) {
  Deno.test(`openStore() upgrades version ${version}: every row is as it was, and all else as in a new file`, async () => {
    await using scratch = new Scratch();
    const { rows, now } = older(scratch, version);
    assert.ok(Object.values(rows).flat().length > 15, "there is a record");
    const store = await scratch.open({ create: false });
    const kept = `loops.db.v${version}-20261122T154520Z.bak`;
    assert.deepEqual(store.notices, [
      `Brought ${scratch.path} from schema version ${version} to ${NEWEST}; the old file is kept as ${kept}`,
    ]);
    assert.deepEqual(now(), rows);
    assert.deepEqual(await store.upkeep.verify(), []);
    await store.close();
    assert.deepEqual(names(scratch), ["loops.db", kept]);
    assert.deepEqual(now(`${scratch.folder}/${kept}`), rows);
    const db = scratch.raw(`${scratch.folder}/${kept}`);
    assert.equal(db.prepare("PRAGMA user_version").get()?.user_version, version);
    const fresh = `${scratch.folder}/fresh.db`;
    await (await scratch.open({ path: fresh })).close();
    assert.deepEqual(schemaOf(scratch.path), schemaOf(fresh));
    const mode = (path: string) =>
      ["journal_mode", "page_size", "auto_vacuum"].map((name) =>
        scratch.raw(path).prepare(`PRAGMA ${name}`).get()?.[name]
      );
    const [journal, page, shrinks] = mode(fresh);
    // A file that was not made to get smaller stays one: it fills its free pages again.
    assert.deepEqual(mode(scratch.path), [journal, page, version < 3 ? 0 : shrinks]);
    assert.deepEqual((await scratch.open({ create: false })).notices, []);
  });
}

for (const step of ["copy", "migrate", "verify", "keep", "swap", "swapped"]) {
  Deno.test(`upgrade() killed before step "${step}" leaves the old file or the new one, and the next one finishes`, async () => {
    await using scratch = new Scratch();
    const { rows, now } = older(scratch, 3);
    await assert.rejects(runChild("upgrade_dying.ts", scratch.path, step), /The child failed/);
    assert.deepEqual(now(), rows);
    const left = scratch.raw();
    const version = left.prepare("PRAGMA user_version").get()?.user_version;
    assert.equal(version, step === "swapped" ? NEWEST : 3);
    assert.equal(left.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
    left.close();
    const store = await scratch.open({ create: false });
    assert.equal(store.notices.length, step === "swapped" ? 0 : 1);
    assert.deepEqual(await store.upkeep.verify(), []);
    assert.deepEqual(now(), rows);
    await store.close();
    const baks = names(scratch).filter((name) => name !== "loops.db");
    // One that died between its two names has kept a copy already.
    assert.deepEqual(baks, [
      ...step === "swap" ? ["loops.db.v3-20261122T154520Z-2.bak"] : [],
      "loops.db.v3-20261122T154520Z.bak",
    ]);
    for (const bak of baks) assert.deepEqual(now(`${scratch.folder}/${bak}`), rows);
  });
}

for (const [version, how] of [[5, "with"], [0, "without"]] as const) {
  Deno.test(`openStore() does not upgrade what another process has open and idle ${how} a write-ahead log, and names it`, async () => {
    await using scratch = new Scratch();
    const { rows, now } = older(scratch, version);
    if (how === "without") dropLog(scratch);
    const holder = await holdOpen(scratch.path);
    await assert.rejects(
      scratch.open({ create: false, busyTimeoutMs: 50 }),
      storeError(
        new RegExp(`has schema version ${version} and has to be brought to 6, and process ${holder.pid} still uses it`),
        new RegExp(`kill ${holder.pid}`),
      ),
    );
    assert.deepEqual(now(), rows);
    assert.deepEqual(names(scratch).filter((name) => !/-(wal|shm)$/.test(name)), ["loops.db"]);
    await holder.end();
    assert.equal((await scratch.open({ create: false })).notices.length, 1);
  });
}

Deno.test("upgrade() leaves nothing to be written to for a Python program of which nobody saw that it has the file open", async () => {
  await using scratch = new Scratch();
  const { rows, now } = older(scratch, 0);
  dropLog(scratch);
  // A connection of this process itself is not looked for.
  const python = scratch.raw();
  const insert = "INSERT INTO loops (name, status, mode) VALUES ('late', 'pending', 'single')";
  python.exec(`BEGIN; ${insert}; ROLLBACK`);
  assert.equal((await scratch.open({ create: false })).notices.length, 1);
  const late = [insert, "INSERT INTO actions (iteration_id, module, status) VALUES (1, 'ping', 'running')"];
  for (const each of [...late, "UPDATE iterations SET phase = 'deciding'", "SELECT * FROM prompts"]) {
    assert.throws(() => python.exec(each), /no such table/, each);
  }
  assert.deepEqual(now(), rows);
});

for (const version of [0, 2]) {
  Deno.test(`openStore() of a file of version ${version} in several processes at once: one upgrades it, all go on with the new one`, async () => {
    await using scratch = new Scratch();
    const { rows, now } = older(scratch, version);
    if (version === 0) dropLog(scratch);
    const found = await Promise.all(
      Array.from({ length: 4 }, () => runChild("probe_store.ts", scratch.path, "existing", "write")),
    );
    assert.deepEqual(found.filter(({ ok }) => !ok), []);
    assert.equal(found.filter(({ notices }) => (notices as string[]).length === 1).length, 1);
    assert.equal(names(scratch).filter((name) => name.endsWith(".bak")).length, 1);
    const { loops, ...others } = rows;
    const { loops: loopsNow, ...othersNow } = now();
    assert.deepEqual(othersNow, others);
    assert.deepEqual(loopsNow?.slice(0, loops?.length), loops);
    // Nobody wrote into the file that was put away.
    assert.equal(loopsNow?.length, loops!.length + 4);
  });
}

Deno.test("upgrade() replaces what a link shows at, and keeps owner, group and permissions", async () => {
  await using scratch = new Scratch();
  older(scratch);
  const [real, link] = [`${scratch.folder}/real.db`, `${scratch.folder}/elsewhere/loops.db`];
  await Deno.rename(scratch.path, real);
  await Deno.chmod(real, 0o640);
  if (Deno.uid() === 0) await Deno.chown(real, 1234, 2345);
  await Deno.mkdir(`${scratch.folder}/elsewhere`);
  await Deno.symlink(real, link);
  const before = await Deno.stat(real);
  const store = await scratch.open({ path: link, create: false });
  assert.match(store.notices[0] ?? "", new RegExp(`kept as ${scratch.folder}/real\\.db\\.v4-20261122T154520Z\\.bak$`));
  assert.ok((await Deno.lstat(link)).isSymlink);
  for (const path of [real, `${real}.v4-20261122T154520Z.bak`]) {
    const { uid, gid, mode } = await Deno.stat(path);
    assert.deepEqual([uid, gid, mode], [before.uid, before.gid, before.mode], path);
  }
});

Deno.test("upgrade() refuses a file with two names, and leaves both", async () => {
  await using scratch = new Scratch();
  const { rows, now } = older(scratch);
  await Deno.link(scratch.path, `${scratch.folder}/other.db`);
  await assert.rejects(scratch.open(), storeError(/has 2 names \(hard links\)/, /find .* -samefile/));
  assert.deepEqual(now(), rows);
  assert.ok(!scratch.names().some((name) => name.includes(".bak") || name.includes(".partial")));
});

Deno.test({
  name: "upgrade() says beforehand that no copy can get the file's group, and what to type",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    await using scratch = new Scratch();
    older(scratch);
    await Deno.chown(scratch.path, 0, 2345);
    const said = await runChildKeeping("probe_store.ts", scratch.path, "existing", "read");
    assert.match(
      String(said.message),
      /^Database .*loops\.db belongs to group 2345, and this process may give no file/,
    );
    assert.match(String(said.hint), /^Type `chgrp "\$\(id -gn\)" \S*loops\.db` /);
    assert.deepEqual(names(scratch), ["loops.db"]);
    await Deno.chown(scratch.path, 0, 0);
    const mended = await runChildKeeping("probe_store.ts", scratch.path, "existing", "read");
    assert.equal(mended.ok, true, JSON.stringify(mended));
  },
});

Deno.test({
  name: "upgrade() says beforehand that there is no room for the copies",
  ignore: noMounts,
  fn: async () => {
    await using scratch = new Scratch();
    const { model } = older(scratch);
    const mount = `mount -t tmpfs -o size=1m tmpfs "$(dirname "$1")"; cp "${model}" "$1"`;
    await Deno.mkdir(`${scratch.folder}/small`);
    const said = await runChildMounted(mount, "probe_store.ts", `${scratch.folder}/small/loops.db`, "existing", "read");
    assert.equal(said.name, "StoreError", JSON.stringify(said));
    assert.match(String(said.message), /from schema version 4 to 6 needs 5 MB in .*small, and 1 MB are free there/);
    assert.match(String(said.hint), /Make room/);
  },
});

const FAILING: Migration[] = [
  { version: 5, statements: ["ALTER TABLE loops ADD COLUMN extra TEXT", "UPDATE loops SET name = 'gone'"] },
  { version: 6, statements: ["CREATE TABLE extra (a)", "INSERT INTO nowhere VALUES (1)"] },
];
const LOSING: Migration[] = [{ version: 6, statements: ["DELETE FROM drifts"] }];
const CHANGING: Migration[] = [{
  version: 6,
  statements: ["UPDATE loops SET name = name || char(0, 120) WHERE id = 2"],
}];

for (
  const [what, migrations, says] of [
    ["cannot be migrated", FAILING, /cannot be brought to schema version 6: no such table: nowhere/],
    [
      "comes out with fewer rows",
      LOSING,
      /cannot be brought to schema version 6: the copy has 0 rows in "drifts", where there were 1/,
    ],
    [
      "comes out with another text, be it behind a NUL",
      CHANGING,
      /cannot be brought to schema version 6: the copy has another row in "loops" than there was: number 2 of \d+/,
    ],
  ] as const
) {
  Deno.test(`upgrade() of a file that ${what} leaves it as it was, and no copy`, async () => {
    await using scratch = new Scratch();
    const { rows, now } = older(scratch);
    const options = { clock: scratch.clock, busyTimeoutMs: 100, migrations };
    await assert.rejects(upgrade(scratch.path, options), storeError(says, /The file is as it was/));
    assert.deepEqual(names(scratch), ["loops.db"]);
    assert.deepEqual(now(), rows);
    assert.equal(scratch.raw().prepare("PRAGMA user_version").get()?.user_version, 4);
  });
}

Deno.test("upgrade() that fails once the new file has its name does not say that the old one is there", async () => {
  await using scratch = new Scratch();
  const { rows, now } = older(scratch);
  const step = (name: string) => {
    if (name === "swapped") throw new Error("Input/output error (os error 5)");
  };
  await assert.rejects(
    upgrade(scratch.path, { clock: scratch.clock, busyTimeoutMs: 100, step }),
    storeError(
      /was brought to schema version 6, and the disk .*: Input\/output error/,
      /the old file is kept beside it/,
    ),
  );
  assert.deepEqual(now(), rows);
  assert.deepEqual((await scratch.open({ create: false })).notices, []);
});

Deno.test("upgrade() takes away what earlier ones left that died, at whatever time, and nothing else", async () => {
  await using scratch = new Scratch();
  older(scratch);
  const left = ["v4-20260101T000000Z.bak.partial", "v6-20260101T000000Z.partial", "v6-20260101T000000Z.partial-wal"];
  const others = ["v4-20260101T000000Z.bak", "v4.partial", "partial"];
  for (const end of [...left, ...others]) await Deno.writeTextFile(`${scratch.path}.${end}`, "x");
  await (await scratch.open({ create: false })).close();
  const kept = ["loops.db", "loops.db.v4-20261122T154520Z.bak", ...others.map((end) => `loops.db.${end}`)];
  assert.deepEqual(names(scratch).sort(), kept.sort());
});

Deno.test("upgrade() keeps what referred to nothing before, and says so", async () => {
  await using scratch = new Scratch();
  const python = new DatabaseSync(scratch.legacy());
  python.exec(
    "PRAGMA foreign_keys = OFF; INSERT INTO rule_results (iteration_id, rule_name, matched) VALUES (99, 'r', 0)",
  );
  python.close();
  const store = await scratch.open();
  assert.match(store.notices[1] ?? "", /rows that refer to missing ones \(1\); they are kept/);
  assert.equal(scratch.raw().prepare("SELECT count(*) AS n FROM rule_results").get()?.n, 3);
});

Deno.test("Store of a file that a newer program has changed writes and reads nothing more, for good", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await store.queue.submit(submission);
  const newer = scratch.raw();
  newer.exec("ALTER TABLE loops ADD COLUMN of_tomorrow TEXT; PRAGMA user_version = 7");
  const before = tablesOf(newer).map((table) => newer.prepare(`SELECT * FROM ${table}`).all());
  const told = (error: unknown) => {
    assert.ok(error instanceof StoreError && error.lasting);
    assert.match(error.message, /from schema version 6 to 7 by another ftl2-enterprise .* nothing more is written/);
    return true;
  };
  await assert.rejects(store.queue.submit(submission), told);
  await assert.rejects(store.queue.claim(1, { name: "w", leaseMs: 1000 }), told);
  assert.throws(() => store.demandPresent(), told);
  assert.deepEqual(tablesOf(newer).map((table) => newer.prepare(`SELECT * FROM ${table}`).all()), before);
});
