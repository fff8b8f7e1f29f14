import assert from "node:assert/strict";
import fc from "fast-check";
import type { DatabaseSync } from "node:sqlite";
import { InputError } from "../../src/model/errors.ts";
import type { Paged, PageTerms, Survey } from "../../src/ports/survey.ts";
import { insert } from "./record_rows.ts";
import { Scratch } from "./scratch.ts";

/** A list, and a row more of it: `at` the beginning of its order or its end. */
interface Listed {
  page(survey: Survey, terms: PageTerms): Promise<Paged<unknown>>;
  key(row: never): string | number;
  add(db: DatabaseSync, index: number): string | number;
  /** Rows that come while somebody pages show up on later pages; in lists that begin with the newest they do not. */
  newestFirst: boolean;
}

const even = (index: number) => index % 2 === 0 ? { status: "answered", answered_at: "2026-11-01" } : {};

/** Each has rows of others between its own. */
const LISTS: Record<string, Listed> = {
  "loops() by number": {
    page: (survey, terms) => survey.loops(terms),
    key: ({ loop }: { loop: { id: number } }) => loop.id,
    add: (db) => insert(db, "loops"),
    newestFirst: false,
  },
  "loops() by number, newest first": {
    page: (survey, terms) => survey.loops({ ...terms, descending: true, all: true }),
    key: ({ loop }: { loop: { id: number } }) => loop.id,
    add: (db, index) => insert(db, "loops", { status: index % 2 ? "completed" : "waiting" }),
    newestFirst: true,
  },
  "iterations()": {
    page: (survey, terms) => survey.iterations(1, terms),
    key: ({ id }: { id: number }) => id,
    // The original numbered some alike.
    add: (db, index) => insert(db, "iterations", { n: Math.floor(index / 2), run: null }),
    newestFirst: true,
  },
  "actions()": {
    page: (survey, terms) => survey.actions(1, terms),
    key: ({ id }: { id: number }) => id,
    add: (db, index) => insert(db, "actions", { position: Math.floor(index / 3) }),
    newestFirst: false,
  },
  "actions() of the original, without positions": {
    page: (survey, terms) => survey.actions(1, terms),
    key: ({ id }: { id: number }) => id,
    add: (db) => insert(db, "actions", { position: null, host: null, task: null }),
    newestFirst: false,
  },
  "prompts(), open": {
    page: (survey, terms) => survey.prompts({ ...terms, open: true, loop: 1 }),
    key: ({ id }: { id: number }) => id,
    add: (db, index) => {
      insert(db, "prompts", even(0));
      insert(db, "prompts", { loop_id: 2 });
      return insert(db, "prompts", { prompt_text: String(index) });
    },
    newestFirst: false,
  },
  "prompts(), answered": {
    page: (survey, terms) => survey.prompts({ ...terms, open: false }),
    key: ({ id }: { id: number }) => id,
    add: (db) => {
      insert(db, "prompts");
      return insert(db, "prompts", even(0));
    },
    newestFirst: true,
  },
  "hostChanges()": {
    page: (survey, terms) => survey.hostChanges("web1", terms),
    key: ({ id }: { id: number }) => id,
    add: (db, index) => {
      insert(db, "actions", { changed: 0 });
      insert(db, "actions", { changed: 1, host: "web1", delegate: "web2" });
      if (index % 5 === 0) return insert(db, "actions", { changed: 1, host: null, host_id: 1 });
      return insert(db, "actions", { changed: 1, ...(index % 2 ? { host: "web2", delegate: "web1" } : {}) });
    },
    newestFirst: true,
  },
  "drifts() of a host": {
    page: (survey, terms) => survey.drifts({ ...terms, host: "web1", open: true }),
    key: ({ id }: { id: number }) => id,
    add: (db, index) => {
      insert(db, "drifts", { corrected_at: "2026-11-02" });
      insert(db, "drifts", { host: "web2" });
      return insert(db, "drifts", { loop_id: 1 + index % 2 });
    },
    newestFirst: true,
  },
};

async function ready(scratch: Scratch): Promise<{ survey: Survey; db: DatabaseSync }> {
  const { survey } = await scratch.open();
  const db = scratch.raw();
  db.exec("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
  return { survey, db };
}

function emptied(db: DatabaseSync): void {
  for (const table of ["drifts", "prompts", "actions", "iterations", "hosts", "loops", "host_names"]) {
    db.exec(`DELETE FROM ${table}`);
  }
}

for (const [name, { page, key, add, newestFirst }] of Object.entries(LISTS)) {
  Deno.test(`Survey.${name} loses and repeats nothing, page by page, while rows are written`, async () => {
    await using scratch = new Scratch();
    const { survey, db } = await ready(scratch);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 25 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 10 }),
        async (before, limit, meanwhile) => {
          emptied(db);
          if (!name.startsWith("loops")) { for (const _ of [1, 2]) insert(db, "loops", { id: 1 + Number(_ === 2) }); }
          if (/actions|Changes/.test(name)) insert(db, "iterations");
          if (/Changes/.test(name)) insert(db, "hosts", { id: 1 });
          const there = Array.from({ length: before }, (_, index) => add(db, index));
          const later: (string | number)[] = [];
          const met: (string | number)[] = [];
          let next: string | null = null;
          let pages = 0;
          do {
            const got = await page(survey, { limit, ...(next === null ? {} : { after: next }) });
            assert.ok(got.rows.length === limit || got.next === null);
            met.push(...got.rows.map((row) => key(row as never)));
            next = got.next;
            const added = next === null ? 0 : meanwhile[pages++] ?? 0;
            for (let one = 0; one < added; one++) later.push(add(db, before + later.length));
          } while (next !== null);
          assert.deepEqual(met, newestFirst ? there.toReversed() : [...there, ...later]);
        },
      ),
      { numRuns: 25 },
    );
  });
}

Deno.test("Survey refuses a place of one list in another, and sizes that are none", async () => {
  await using scratch = new Scratch();
  const { survey, db } = await ready(scratch);
  insert(db, "loops");
  insert(db, "iterations");
  insert(db, "hosts", { hostname: "web1" });
  insert(db, "hosts", { hostname: "web2" });
  for (const list of Object.values(LISTS)) for (const index of [0, 1, 2]) list.add(db, index);
  const all = { ...LISTS, "hosts()": { page: (survey: Survey, terms: PageTerms) => survey.hosts(terms) } };
  const places = new Map<string, string>();
  for (const [name, { page }] of Object.entries(all)) places.set(name, (await page(survey, { limit: 1 })).next!);
  assert.ok([...places.values()].every((place) => typeof place === "string"));
  for (const [name, { page }] of Object.entries(all)) {
    for (const [other, after] of places) {
      if (other.split(" ")[0] === name.split(" ")[0] || other.split(",")[0] === name.split(",")[0]) continue;
      await assert.rejects(() => page(survey, { limit: 1, after }), InputError, `${name} after ${other}`);
    }
    await assert.rejects(() => page(survey, { limit: 0 }), InputError);
    await assert.rejects(() => page(survey, { limit: 1, after: "" }), InputError);
  }
});
