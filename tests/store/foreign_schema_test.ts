import assert from "node:assert/strict";
import { StoreError } from "../../src/model/errors.ts";
import { Scratch, submission } from "./scratch.ts";

/** What somebody has put into a file of ours, and what the refusal names. */
const PLANTED: [what: string, sql: string, named: RegExp][] = [
  [
    "a trigger that answers questions",
    "CREATE TRIGGER yes AFTER INSERT ON prompts BEGIN UPDATE prompts SET response = 'yes' WHERE id = new.id; END",
    /trigger yes on prompts/,
  ],
  [
    "one of our triggers with another text",
    "DROP TRIGGER loops_cost; CREATE TRIGGER loops_cost AFTER UPDATE OF cost_usd ON model_calls BEGIN DELETE FROM loops; END",
    /trigger loops_cost on model_calls/,
  ],
  [
    "a view in the place of a table",
    "DROP TABLE drifts; CREATE VIEW drifts AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n",
    /view drifts/,
  ],
  [
    "a virtual table in the place of a table",
    "DROP TABLE drifts; CREATE VIRTUAL TABLE drifts USING fts5(id, host, corrected_at)",
    /virtual table drifts/,
  ],
];

for (const [what, sql, named] of PLANTED) {
  Deno.test(`openStore() refuses a file with ${what}, and leaves it as it is`, async () => {
    await using scratch = new Scratch();
    const store = await scratch.open();
    await store.queue.submit(submission);
    await store.close();
    const db = scratch.raw();
    db.exec(sql);
    db.close();
    const before = scratch.bytes();
    await assert.rejects(scratch.open(), (error: unknown) => {
      assert(error instanceof StoreError);
      assert.match(error.message, named);
      assert.match(error.hint, /sqlite3/);
      return true;
    });
    assert.deepEqual(scratch.bytes(), before);
  });
}

Deno.test("openStore() refuses a file of the original with a trigger, before it is migrated", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const db = scratch.raw();
  db.exec("CREATE TRIGGER t AFTER UPDATE ON loops BEGIN DELETE FROM actions; END");
  db.close();
  await assert.rejects(scratch.open(), /trigger t on loops/);
  assert(!scratch.names().some((name) => name.endsWith(".bak")));
});

Deno.test("openStore() opens a file beside whose tables somebody keeps tables, triggers and views of their own", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const db = scratch.raw();
  db.exec(`CREATE TABLE mine (a); CREATE TRIGGER t AFTER INSERT ON mine BEGIN DELETE FROM mine; END;
    CREATE VIEW report AS SELECT name FROM loops`);
  db.close();
  assert.deepEqual((await scratch.open()).notices, []);
});
