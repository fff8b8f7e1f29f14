import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../src/model/errors.ts";
import { migrate } from "../../src/store/migrate.ts";
import type { Migration } from "../../src/store/migration.ts";
import { originalSchema } from "../../src/store/migrations/0001_original_schema.ts";
import { promises } from "../../src/store/migrations/0002_promises.ts";
import { manyLoops } from "../../src/store/migrations/0003_many_loops.ts";
import { fleet } from "../../src/store/migrations/0004_fleet.ts";
import { decisions } from "../../src/store/migrations/0005_decisions.ts";
import { pages } from "../../src/store/migrations/0006_pages.ts";
import { runChild } from "./children.ts";
import { dump, LEGACY, Scratch } from "./scratch.ts";

const ORIGINAL = ["actions", "hosts", "increments", "iterations", "loops", "prompts", "resources", "rule_results"];

/** Written by this program when its schema had version 4: a playbook that drifted, one that asks, one that pends. */
const VERSION_4 = new URL("../data/v4-loops.db", import.meta.url).pathname;

/** Rows cut to the columns that the original knows. */
function originalRows(path: string): Record<string, unknown[]> {
  return rowsAsIn(LEGACY, path, ORIGINAL);
}

/** Rows of a file, cut to the columns that an older one has. */
function rowsAsIn(older: string, path: string, tables: string[]): Record<string, unknown[]> {
  const original = new DatabaseSync(older, { readOnly: true });
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return Object.fromEntries(tables.map((table) => {
      const columns = original.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => name);
      return [table, db.prepare(`SELECT ${columns.join(", ")} FROM ${table} ORDER BY 1, 2`).all()];
    }));
  } finally {
    original.close();
    db.close();
  }
}

/** Statements as SQLAlchemy Core wrote them for the original: its own columns only, named one by one. */
const THEIR_READS: string[] = [
  `SELECT loops.id, loops.name, loops.status, loops.mode, loops.desired_state, loops.inventory, loops.groups,
     loops.interval, loops.created_at, loops.started_at, loops.completed_at
     FROM loops WHERE loops.status NOT IN ('completed', 'failed') ORDER BY loops.id`,
  `SELECT count(*) AS count_1 FROM iterations WHERE iterations.loop_id = 1`,
  `SELECT max(iterations.n) AS max_1 FROM iterations WHERE iterations.loop_id = 1 AND iterations.increment_id IS NULL`,
  `SELECT actions.id, actions.iteration_id, actions.host_id, actions.module, actions.params, actions.status, actions.rc,
     actions.stdout, actions.stderr, actions.changed, actions.started_at, actions.completed_at
     FROM actions JOIN iterations ON iterations.id = actions.iteration_id WHERE iterations.loop_id = 1`,
  `SELECT prompts.id, prompts.prompt_text, prompts.options FROM prompts
     WHERE prompts.loop_id = 2 AND prompts.status = 'pending' ORDER BY prompts.id`,
];

Deno.test("migrate() leaves every original column of every row as it was", async () => {
  await using scratch = new Scratch();
  const before = originalRows(scratch.legacy());
  const store = await scratch.open();
  assert.deepEqual(originalRows(scratch.path), before);
  assert.equal(Object.values(before).flat().length, 18);
  const [loop] = scratch.raw().prepare("SELECT uid, run, lease_token FROM loops WHERE id = 3").all();
  assert.match(String(loop?.uid), /^[0-9a-f]{16}$/);
  assert.deepEqual([loop?.run, loop?.lease_token], [0, 0]);
  assert.equal(store.notices.length, 1);
});

Deno.test("migrate() leaves every row of version 4 as it was, and its loops go on", async () => {
  await using scratch = new Scratch();
  copyFileSync(VERSION_4, scratch.path);
  const file = scratch.raw();
  const tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()
    .map(({ name }) => String(name));
  const before = rowsAsIn(VERSION_4, scratch.path, tables);
  assert.ok(Object.values(before).flat().length > 150);
  file.close();
  const store = await scratch.open({ create: false });
  assert.match(store.notices[0] ?? "", /from version 4 to 6; the old file is kept as loops\.db\.v4-/);
  assert.deepEqual(rowsAsIn(VERSION_4, scratch.path, tables), before);
  assert.deepEqual(await store.upkeep.verify(), []);
  const { archive, queue } = store;
  assert.deepEqual((await archive.loops({ all: true })).map(({ name, status }) => [name, status]), [
    ["ask", "paused"],
    ["site", "cancelled"],
    ["pending", "pending"],
  ]);
  assert.equal((await archive.driftCount(2)).all, 1);
  assert.deepEqual(await archive.decisionCount(2), {
    ...{ by: {}, calls: 0, lost: 0, tokensIn: 0, tokensOut: 0, costUsd: null },
  });
  assert.deepEqual(await archive.pastDecisions(0, 10), []);
  await queue.answer(1, "", "anna", "why not");
  const lease = await queue.claim(1, { name: "w", leaseMs: 1000 });
  const journal = store.journal(lease!);
  const [row] = await journal.history();
  assert.deepEqual(row?.prompts.map(({ kind, response, comment }) => [kind, response, comment]), [
    ["pause", "", "why not"],
  ]);
  assert.deepEqual([await journal.looks(), await journal.state(), await journal.declined()], [
    ...[[], { resources: [], hosts: [] }],
    [],
  ]);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  assert.equal(await journal.beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" }), 1);
});

Deno.test("migrate() keeps a copy of the file as it was, what stood only in its log included", async () => {
  await using scratch = new Scratch();
  const python = scratch.raw(scratch.legacy());
  python.exec("PRAGMA wal_autocheckpoint = 0; UPDATE loops SET name = 'from the log' WHERE id = 1");
  const before = dump(python);
  const store = await scratch.open();
  const copy = "loops.db.v0-20261122T154520Z.bak";
  assert.deepEqual(store.notices, [
    `Migrated ${scratch.path} from version 0 to 6; the old file is kept as ${copy}`,
  ]);
  assert.ok(scratch.names().includes(copy), scratch.names().join(" "));
  assert.ok(!scratch.names().some((name) => name.includes(".partial")));
  assert.equal(scratch.mode(copy), scratch.mode("loops.db"));
  const kept = scratch.raw(`${scratch.folder}/${copy}`);
  assert.deepEqual(dump(kept), before);
  assert.equal(kept.prepare("SELECT name FROM loops WHERE id = 1").get()?.name, "from the log");
  assert.equal(kept.prepare("PRAGMA user_version").get()?.user_version, 0);
});

Deno.test("migrate() makes the same tables at once as step by step, to the letter", async () => {
  await using scratch = new Scratch();
  const options = { clock: scratch.clock, create: true, busyTimeoutMs: 100 };
  const [original, ...rest] = [originalSchema, promises, manyLoops, fleet, decisions, pages];
  const schema = (path: string) =>
    scratch.raw(path).prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").all();
  const stepwise = `${scratch.folder}/stepwise.db`;
  const db = scratch.raw(stepwise);
  migrate(db, stepwise, { ...options, migrations: [original!] });
  for (const { version } of rest) {
    migrate(db, stepwise, { ...options, migrations: [original!, ...rest].filter((each) => each.version <= version) });
  }
  await scratch.open();
  assert.deepEqual(schema(scratch.path), schema(stepwise));
  assert.ok(schema(stepwise).length > 40, "there is a schema to compare");
});

Deno.test("migrate() leaves the original's own queries running", async () => {
  await using scratch = new Scratch();
  const python = new DatabaseSync(scratch.legacy());
  const before = THEIR_READS.map((sql) => python.prepare(sql).all());
  python.close();
  await (await scratch.open()).close();
  const db = scratch.raw();
  assert.deepEqual(THEIR_READS.map((sql) => db.prepare(sql).all()), before);

  const loop = db.prepare(
    `INSERT INTO loops (name, status, mode, desired_state, inventory, groups, interval, created_at)
     VALUES ('theirs', 'pending', 'single', 'x', NULL, NULL, NULL, '2026-11-23T00:00:00+00:00') RETURNING id`,
  ).get()?.id as number;
  // It numbers iterations per increment, so two of one loop may share an n.
  for (const increment of [1, 2]) {
    db.prepare(
      `INSERT INTO iterations (loop_id, increment_id, n, phase, converged, reasoning, observations, created_at)
       VALUES (?, ?, 0, 'observing', NULL, NULL, NULL, '2026-11-23T00:00:00+00:00')`,
    ).run(loop, increment);
  }
  const iteration = Number(db.prepare("SELECT max(id) AS id FROM iterations").get()?.id);
  db.prepare(
    "INSERT INTO actions (iteration_id, host_id, module, params, status) VALUES (?, NULL, 'dnf', '{}', 'pending')",
  )
    .run(iteration);
  db.prepare(
    "INSERT INTO prompts (loop_id, iteration_id, prompt_text, options, status) VALUES (?, ?, 'Which?', '[]', 'pending')",
  )
    .run(loop, iteration);
  db.prepare("INSERT INTO rule_results (iteration_id, rule_name, matched) VALUES (?, 'r', 1)").run(iteration);
  db.prepare(
    "UPDATE actions SET status='completed', rc=0, stdout='ok', changed=1, completed_at='x' WHERE iteration_id = ?",
  )
    .run(iteration);
  db.prepare("UPDATE loops SET status='running', started_at='x' WHERE id = ?").run(loop);

  const store = await scratch.open();
  assert.equal((await store.archive.loop(loop))?.name, "theirs");
  assert.equal((await store.archive.prompts({ loop }))[0]?.createdAt, "(datetime('now'))");
  const lease = await store.queue.claim(loop, { name: "w", leaseMs: 1000 });
  assert.match(String(lease?.loop.uid), /^[0-9a-f]{16}$/);
  const opened = await store.journal(lease!).openIteration({ fresh: true, decidedBy: "playbook" });
  assert.equal(opened.n, 1);
});

Deno.test("migrate() that fails leaves the file as it was, and no copy of it", async () => {
  await using scratch = new Scratch();
  const db = new DatabaseSync(scratch.legacy());
  const schema = () => db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all();
  const before = { rows: dump(db), schema: schema() };
  const failing: Migration[] = [
    { version: 1, statements: ["ALTER TABLE loops ADD COLUMN uid TEXT", "UPDATE loops SET name = 'gone'"] },
    { version: 2, statements: ["CREATE TABLE extra (a)", "INSERT INTO nowhere VALUES (1)"] },
  ];
  const options = { clock: scratch.clock, create: true, busyTimeoutMs: 100 };
  assert.throws(
    () => migrate(db, scratch.path, { ...options, migrations: failing }),
    (error) => {
      assert.ok(error instanceof StoreError);
      assert.match(error.message, /cannot be migrated from version 0 to 2: no such table: nowhere/);
      assert.match(error.hint, /The file is as it was/);
      return true;
    },
  );
  assert.deepEqual({ rows: dump(db), schema: schema() }, before);
  assert.equal(db.prepare("PRAGMA user_version").get()?.user_version, 0);
  assert.ok(!scratch.names().some((name) => name.includes(".bak")));
  db.close();
  assert.equal((await scratch.open()).notices.length, 1);
});

Deno.test("migrate() refuses a migration that leaves rows referring to nothing", async () => {
  await using scratch = new Scratch();
  const db = scratch.raw(scratch.legacy());
  db.exec("PRAGMA foreign_keys = OFF");
  const migrations = [{ version: 1, statements: ["DELETE FROM loops WHERE id = 1"] }];
  assert.throws(
    () => migrate(db, scratch.path, { clock: scratch.clock, create: true, busyTimeoutMs: 100, migrations }),
    /rows that refer to nothing/,
  );
  assert.equal(db.prepare("SELECT count(*) AS n FROM loops").get()?.n, 5);
});

Deno.test("migrate() keeps what referred to nothing before, and says so", async () => {
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

Deno.test("migrate() makes a table that an early release of the original did not have", async () => {
  await using scratch = new Scratch();
  const python = new DatabaseSync(scratch.legacy());
  python.exec("DROP TABLE resources; DROP TABLE rule_results");
  python.close();
  const store = await scratch.open();
  assert.deepEqual(await store.archive.resources(1), []);
  assert.deepEqual(await store.archive.ruleResults([1]), []);
});

Deno.test("migrate() in several processes at once: one does it, the others find it done", async () => {
  await using scratch = new Scratch();
  const before = originalRows(scratch.legacy());
  const found = await Promise.all(
    Array.from({ length: 5 }, () => runChild("probe_store.ts", scratch.path, "existing", "read")),
  );
  assert.deepEqual(found.filter(({ ok }) => !ok), []);
  assert.equal(found.filter(({ notices }) => (notices as string[]).length === 1).length, 1);
  assert.equal(scratch.names().filter((name) => name.endsWith(".bak")).length, 1);
  assert.deepEqual(originalRows(scratch.path), before);
});
