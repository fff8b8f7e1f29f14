import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { makeTables, migrate, MIGRATIONS } from "../../src/store/migrate.ts";
import { demandWholeSchema } from "../../src/store/whole_schema.ts";
import { Scratch } from "./scratch.ts";
import { schemaOf } from "./upgrades/fixtures.ts";

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

Deno.test("migrate() makes the same tables at once as step by step, to the letter", async () => {
  await using scratch = new Scratch();
  const stepwise = `${scratch.folder}/stepwise.db`;
  const db = scratch.raw(stepwise);
  const upTo = (version: number) => MIGRATIONS.filter((each) => each.version <= version);
  assert.equal(makeTables(db, stepwise, upTo(1)), true);
  for (const { version } of MIGRATIONS.slice(1)) migrate(db, version - 1, upTo(version));
  await scratch.open();
  assert.deepEqual(schemaOf(scratch.path), schemaOf(stepwise));
  assert.ok(schemaOf(stepwise).length > 40, "there is a schema to compare");
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

Deno.test("migrate() refuses a migration that leaves rows referring to nothing", async () => {
  await using scratch = new Scratch();
  const db = scratch.raw(scratch.legacy());
  db.exec("PRAGMA foreign_keys = OFF");
  const migrations = [{ version: 1, statements: ["DELETE FROM loops WHERE id = 1"] }];
  assert.throws(() => migrate(db, 0, migrations), /rows that refer to nothing/);
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

for (
  const [what, harm] of [
    ["table drifts", "DROP TABLE drifts"],
    ["column loops.cost_usd", "DROP TRIGGER loops_cost; ALTER TABLE loops DROP COLUMN cost_usd"],
    ["index loops_ended", "DROP INDEX loops_ended"],
    ["trigger counted_runs", "DROP TRIGGER counted_runs"],
  ] as const
) {
  Deno.test(`openStore() refuses a file of this version that lacks ${what}`, async () => {
    await using scratch = new Scratch();
    await (await scratch.open()).close();
    const db = scratch.raw();
    db.exec(harm);
    db.close();
    const lacks = new RegExp(`says that it has schema version 6, and lacks ${what}`);
    await assert.rejects(scratch.open(), (error: Error & { hint?: string }) => {
      assert.match(error.message, lacks);
      assert.match(error.hint ?? "", /go back to a kept copy/);
      return true;
    });
  });
}

Deno.test("demandWholeSchema() minds neither other white space nor what somebody has added", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const db = scratch.raw();
  db.exec("CREATE INDEX mine ON loops (reason); ALTER TABLE loops ADD COLUMN mine TEXT");
  demandWholeSchema(db, scratch.path, MIGRATIONS);
  await (await scratch.open()).close();
});
