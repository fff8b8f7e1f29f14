// No question of a reader costs more because the record is old: asked of SQLite itself.
import assert from "node:assert/strict";
import { Kysely } from "kysely";
import type { SQLInputValue } from "node:sqlite";
import type { Archive } from "../../src/ports/archive.ts";
import { sqliteArchive } from "../../src/store/sqlite_archive.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import type { Tables } from "../../src/store/tables.ts";
import { Scratch } from "./scratch.ts";

const RANKED =
  /^(SCAN hosts USING INDEX hosts_by_name|CO-ROUTINE .*|SCAN \(subquery-\d+\)|USE TEMP B-TREE FOR .*ORDER BY|CREATE BLOOM FILTER)$/;

/** Every question, with the steps of its plan that are not a search in an index (or a list that was handed in). */
const questions: { ask: (archive: Archive) => Promise<unknown>; may?: RegExp }[] = [
  { ask: (archive) => archive.loops({ all: false }), may: /^SCAN loops USING INDEX loops_open$/ },
  { ask: (archive) => archive.loops({ all: true }), may: /^SCAN loops$/ },
  { ask: (archive) => archive.loop(1) },
  { ask: (archive) => archive.find("site") },
  { ask: (archive) => archive.find("site", true) },
  { ask: (archive) => archive.namesakes("site") },
  { ask: (archive) => archive.iterations(1, { last: 2 }) },
  { ask: (archive) => archive.iterations(1, { after: { n: 1, id: 1 }, limit: 2 }) },
  { ask: (archive) => archive.lastRuns(1, 20) },
  { ask: (archive) => archive.latest([1, 2]) },
  { ask: (archive) => archive.iterationsById([1, 2]) },
  { ask: (archive) => archive.actions({ iterations: [1, 2] }) },
  { ask: (archive) => archive.actions({ iterations: [1], status: "running" }) },
  { ask: (archive) => archive.actions({ iterations: [1], brief: true }) },
  { ask: (archive) => archive.actions({ ids: [1, 2] }) },
  { ask: (archive) => archive.prompts({ loop: 1, last: 20 }) },
  { ask: (archive) => archive.prompts({ loop: 1, open: true }) },
  { ask: (archive) => archive.prompts({ open: true }), may: /^SCAN prompts USING INDEX prompts_asked$/ },
  { ask: (archive) => archive.prompts({ ids: [1] }) },
  { ask: (archive) => archive.drifts({ loop: 1, limit: 20 }) },
  { ask: (archive) => archive.drifts({ loop: 1, open: true }) },
  { ask: (archive) => archive.drifts({ ids: [1] }) },
  { ask: (archive) => archive.driftCount(1) },
  { ask: (archive) => archive.feed(5, { limit: 10 }) },
  { ask: (archive) => archive.feed(5, { loop: 1, limit: 10 }) },
  { ask: (archive) => archive.feedEnd(), may: /^SCAN sqlite_sequence$/ },
  { ask: (archive) => archive.feedStart(1, { since: "2026", last: 20 }) },
  { ask: (archive) => archive.notifications({ loop: 1, limit: 20 }) },
  { ask: (archive) => archive.increments(1), may: /^USE TEMP B-TREE FOR ORDER BY$/ },
  { ask: (archive) => archive.hosts(1), may: /^USE TEMP B-TREE FOR ORDER BY$/ },
  // Of each host the rows of all loops that know it are ranked; they are as many as there are lines to be told, or were.
  { ask: (archive) => archive.fleet({}), may: RANKED },
  { ask: (archive) => archive.fleet({ host: "web1", facts: true }), may: RANKED },
  { ask: (archive) => archive.fleet({ loop: 1 }), may: /^USE TEMP B-TREE FOR ORDER BY$/ },
  { ask: (archive) => archive.fleet({ loop: 1, host: "web1" }) },
  { ask: (archive) => archive.ruleResults([1, 2]) },
  { ask: (archive) => archive.ruleFolders(), may: /^SCAN loops USING INDEX loops_open$/ },
  { ask: (archive) => archive.ruleUse(), may: /^SCAN rule_results USING (COVERING )?INDEX rule_results_decided$/ },
  { ask: (archive) => archive.modelCalls([1, 2]) },
  { ask: (archive) => archive.brief(1) },
  { ask: (archive) => archive.decisionCount(1) },
  { ask: (archive) => archive.decisionCount(1, 2) },
  { ask: (archive) => archive.pastDecisions(5, 10) },
  { ask: (archive) => archive.resources(1), may: /^USE TEMP B-TREE FOR ORDER BY$/ },
];

Deno.test("Archive asks through indexes: what has ended or is old is not read", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const file = scratch.raw();
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = new Kysely<Tables>({
    dialect: sqliteDialect(file, (error) => error),
    log: ({ query }) => void asked.push(query),
  });
  const archive = sqliteArchive(db);
  const list = /^(SCAN json_each VIRTUAL TABLE INDEX 1:|(REUSE )?LIST SUBQUERY \d+|CORRELATED SCALAR SUBQUERY \d+)$/;
  const search = /^SEARCH \w+ USING (((COVERING )?INDEX \w+)|INTEGER PRIMARY KEY) \(/;
  for (const { ask, may } of questions) {
    asked.length = 0;
    await ask(archive);
    assert.ok(asked.length > 0, String(ask));
    for (const { sql, parameters } of asked) {
      const plan = file.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters as SQLInputValue[])
        .map(({ detail }) => String(detail));
      const dear = plan.filter((step) => !search.test(step) && !list.test(step) && !may?.test(step));
      assert.deepEqual(dear, [], `${ask}\n${sql}\n${plan.join("\n")}`);
    }
  }
  await db.destroy();
});
