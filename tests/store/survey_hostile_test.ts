import assert from "node:assert/strict";
import fc from "fast-check";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Survey } from "../../src/ports/survey.ts";
import { insert } from "./record_rows.ts";
import { Scratch } from "./scratch.ts";

/** What hosts print, models reply, web requests say, and other programs write. */
const HOSTILE: string[] = [
  "",
  "\0",
  "a\0b",
  "<script>alert(1)</script>",
  "'; DROP TABLE loops; --",
  "\x1b[2J\x1b]0;title\x07",
  "\u202egnp.exe",
  "\ud800 alone",
  "null",
  "{",
  "[]",
  '[[["x"]]]',
  '{"looks":null,"tally":{"a":null,"b":3}}',
  '{"looks":{"a":[1]},"tally":[]}',
  '{"__proto__":{"x":1},"file":{"deep":[]}}',
  '{"file":7}',
  "9".repeat(400),
  "(datetime('now'))",
  "-1",
  "x".repeat(1_000_000),
];

const TABLES = ["loops", "iterations", "actions", "prompts", "drifts", "hosts", "model_calls"];

/** Keys lead from row to row; everything else may be anything. Leases and increments are not what is tested. */
const KEPT = /^(id|uid|loop_id|iteration_id|n|increment_id|host_id|sources|stop_request|options|lease_.*)$/;

/** Everything that there is to read. */
async function readAll(survey: Survey): Promise<void> {
  const page = { limit: 50 };
  for (const sort of ["id", "name", "status", "last", "next", "drift", "cost"] as const) {
    for (const descending of [false, true]) {
      const first = await survey.loops({ limit: 1, all: true, sort, descending });
      const second = first.next === null
        ? undefined
        : await survey.loops({ ...page, all: true, sort, descending, after: first.next });
      assert.equal(first.rows.length + (second?.rows.length ?? 0), 2, `by ${sort}`);
    }
  }
  await survey.loops({ ...page, all: true, search: "ÄX" });
  await survey.line(1);
  await survey.counts();
  assert.equal((await survey.iterations(1, page)).rows.length, 1);
  assert.equal((await survey.timeline(1, page)).length, 1);
  await survey.observations(1);
  await survey.iterationBefore(1);
  assert.equal((await survey.actions(1, page)).rows.length, 1);
  const prompts = await Promise.all([true, false].map((open) => survey.prompts({ ...page, open })));
  assert.equal(prompts.flatMap(({ rows }) => rows).length, 1);
  assert.equal((await survey.hosts({ ...page, search: "Ä" })).next, null);
  assert.equal((await survey.hosts(page)).rows.length, 1);
  await survey.hostChanges("web1", page);
  assert.equal((await survey.drifts(page)).rows.length, 1);
  await survey.sources(1);
  const { oldestPromptSeconds, longestDueSeconds, iterations, actions } = await survey.measure();
  for (const value of [oldestPromptSeconds, longestDueSeconds, ...iterations.map(({ sum }) => sum)]) {
    assert.ok(Number.isFinite(value) && value >= 0, String(value));
  }
  assert.ok(
    [...iterations, ...actions].every(({ labels }) =>
      Object.values(labels).every((label) => typeof label === "string")
    ),
  );
}

function columnsOf(db: DatabaseSync, table: string): string[] {
  return db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => String(name))
    .filter((name) => !KEPT.test(name));
}

/** One row of each, and a second loop. */
function fill(db: DatabaseSync): void {
  db.exec("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF");
  for (const table of [...TABLES, "loops"]) insert(db, table);
}

async function emptied(work: (survey: Survey, db: DatabaseSync) => Promise<void>): Promise<void> {
  await using scratch = new Scratch();
  const { survey } = await scratch.open();
  const db = scratch.raw();
  fill(db);
  await work(survey, db);
}

/** Sets columns of the first row, and those of the host's name with them. */
function set(db: DatabaseSync, table: string, columns: string[], value: SQLInputValue): void {
  db.prepare(`UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE id = 1`)
    .run(...columns.map(() => value));
  if (table === "hosts") db.exec("DELETE FROM host_names; UPDATE hosts SET status = status");
}

async function demandRead(survey: Survey, what: string): Promise<void> {
  await readAll(survey).catch((error) => {
    throw new Error(`not read: ${what}`, { cause: error });
  });
}

Deno.test("Survey reads hostile text in all columns at once", async () => {
  for (const table of TABLES) {
    await emptied(async (survey, db) => {
      for (const text of HOSTILE) {
        set(db, table, columnsOf(db, table), text);
        await demandRead(survey, `${table}: ${JSON.stringify(text.slice(0, 80))}`);
      }
    });
  }
});

Deno.test("Survey reads hostile text in each column alone", async () => {
  for (const table of TABLES) {
    await emptied(async (survey, db) => {
      for (const [index, column] of columnsOf(db, table).entries()) {
        const before = db.prepare(`SELECT ${column} AS value FROM ${table} WHERE id = 1`).get()?.value as SQLInputValue;
        const text = HOSTILE[index % HOSTILE.length]!;
        set(db, table, [column], text);
        await demandRead(survey, `${table}.${column}: ${JSON.stringify(text.slice(0, 80))}`);
        set(db, table, [column], before);
      }
    });
  }
});

Deno.test("Survey reads columns that hold NULL or a number where they may", async () => {
  for (const table of TABLES) {
    await emptied(async (survey, db) => {
      const nullable = db.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE "notnull" = 0`).all()
        .map(({ name }) => String(name)).filter((name) => !KEPT.test(name));
      for (const value of [-1, 2.5, null]) {
        set(db, table, nullable, value);
        await demandRead(survey, `${table}: ${value}`);
      }
    });
  }
});

Deno.test("Survey searches for any text without failing, and finds what has it", async () => {
  await emptied(async (survey, db) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), async (text) => {
        const plain = text.replaceAll("\0", "").trim();
        fc.pre(plain !== "" && plain.isWellFormed());
        db.prepare("UPDATE loops SET name = ? WHERE id = 1").run(`before ${plain} after`);
        const { rows } = await survey.loops({ limit: 9, search: plain });
        assert.ok(rows.some(({ loop }) => loop.id === 1), JSON.stringify(plain));
      }),
      { numRuns: 200 },
    );
  });
});
