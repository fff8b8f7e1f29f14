import assert from "node:assert/strict";
import { Kysely } from "kysely";
import { actionsQuery, callsQuery, iterationsQuery, promptsQuery, readHistory } from "../../src/store/history.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import type { Tables } from "../../src/store/tables.ts";
import { claimed, note, Scratch } from "./scratch.ts";

Deno.test("readHistory() asks through indexes alone: nothing is scanned, nothing is sorted", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const file = scratch.raw();
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file, (error) => error) });
  await db.transaction().execute((trx) => {
    for (
      const query of [
        iterationsQuery(trx, 1, 1),
        actionsQuery(trx, 1, 1),
        promptsQuery(trx, 1, 1),
        callsQuery(trx, 1, 1),
      ]
    ) {
      const { sql } = query.compile();
      const plan = file.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1, 1).map(({ detail }) => String(detail));
      assert.ok(plan.length > 0);
      assert.deepEqual(plan.filter((step) => !/^SEARCH \w+ USING (COVERING )?INDEX/.test(step)), [], sql);
    }
    return Promise.resolve();
  });
  await db.destroy();
});

Deno.test("Journal.history() does not read earlier runs: what they hold cannot even break it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  await journal.noteActions(id, [note("a")]);
  scratch.raw().exec(
    "UPDATE actions SET params = '{broken'; UPDATE iterations SET decision = '{broken', run = 1; UPDATE loops SET run = 2",
  );
  assert.deepEqual(await journal.history(), []);
  scratch.raw().exec("UPDATE loops SET run = 1");
  await assert.rejects(journal.history(), /The record is damaged/);
});

Deno.test("readHistory() takes four queries for any number of iterations, five where a model was asked, and gives each its own", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  for (let n = 0; n < 30; n++) {
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    const call = { purpose: "decide" as const, attempt: 1, model: "m", brief: `brief ${n}` };
    await journal.endCall(await journal.beginCall(id, call), { status: "failed", problem: `problem ${n}` });
    const questions = [{ kind: "question" as const, text: `${n}?`, options: [], about: null }];
    await journal.noteDecision(id, "model", { kind: "ask", reasoning: "", questions }, [note("a"), note("b")]);
  }
  const count = async () => {
    let queries = 0;
    const dialect = sqliteDialect(scratch.raw(), (error) => error);
    const db = new Kysely<Tables>({ dialect, log: ({ query }) => void (query.sql.startsWith("select") && queries++) });
    const history = await db.transaction().execute((trx) => readHistory(trx, 1));
    await db.destroy();
    return { queries, history };
  };
  const { queries, history } = await count();
  assert.equal(queries, 5);
  assert.deepEqual(history.map(({ n }) => n), Array.from({ length: 30 }, (_, n) => n + 1));
  assert.ok(history.every(({ actions, id }) => actions.length === 2 && actions.every((one) => one.iteration === id)));
  assert.deepEqual(
    history.map(({ prompts, calls }) => [...prompts.map(({ text }) => text), ...calls.map(({ problem }) => problem)]),
    history.map(({ n }) => [`${n - 1}?`, `problem ${n - 1}`]),
  );
  scratch.raw().exec("UPDATE iterations SET decided_by = 'playbook'");
  assert.equal((await count()).queries, 4);
});
