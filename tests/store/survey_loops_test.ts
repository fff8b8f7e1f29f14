import assert from "node:assert/strict";
import type { LoopFilter, LoopOrder, Survey } from "../../src/ports/survey.ts";
import { InputError } from "../../src/model/errors.ts";
import { insert } from "./record_rows.ts";
import { Scratch } from "./scratch.ts";

async function found(survey: Survey, filter: Partial<LoopFilter>): Promise<number[]> {
  return (await survey.loops({ limit: 100, ...filter })).rows.map(({ loop }) => loop.id);
}

/** A survey of loops with these columns, numbered from 1. */
async function surveyOf(scratch: Scratch, loops: Parameters<typeof insert>[2][]): Promise<Survey> {
  const { survey } = await scratch.open();
  const db = scratch.raw();
  for (const columns of loops) insert(db, "loops", columns);
  return survey;
}

Deno.test("Survey.loops() shows those that go on, all, or those of the named statuses", async () => {
  await using scratch = new Scratch();
  const statuses = ["pending", "completed", "waiting", "failed", "paused", "cancelled", "running", "blocked"];
  const survey = await surveyOf(scratch, statuses.map((status) => ({ status })));
  assert.deepEqual(await found(survey, {}), [1, 3, 5, 7, 8]);
  assert.deepEqual(await found(survey, { all: true }), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(await found(survey, { statuses: ["failed", "paused"] }), [4, 5]);
  assert.deepEqual(await found(survey, { statuses: ["failed"], all: false }), [4]);
  assert.deepEqual(await found(survey, { statuses: [] }), []);
});

Deno.test("Survey.loops() filters by mode, drift and open questions, all at once", async () => {
  await using scratch = new Scratch();
  const survey = await surveyOf(scratch, [{ mode: "single" }, {}, {}, { mode: "single", status: "completed" }]);
  const db = scratch.raw();
  insert(db, "drifts", { loop_id: 1 });
  insert(db, "drifts", { loop_id: 2, corrected_at: "2026-11-01T00:01:00.000Z" });
  insert(db, "drifts", { loop_id: 3 });
  insert(db, "prompts", { loop_id: 2 });
  insert(db, "prompts", { loop_id: 3, status: "answered" });
  assert.deepEqual(await found(survey, { mode: "single", all: true }), [1, 4]);
  assert.deepEqual(await found(survey, { only: "drift" }), [1, 3]);
  assert.deepEqual(await found(survey, { only: "asking" }), [2]);
  assert.deepEqual(await found(survey, { only: "drift", mode: "single", statuses: ["waiting"] }), [1]);
});

Deno.test("Survey.loops() searches name, goal, files, reason and number, whatever the case, signs as they are", async () => {
  await using scratch = new Scratch();
  const survey = await surveyOf(scratch, [
    { name: "Webservers", desired_state: null, options: null },
    { name: "b", desired_state: "Install NGINX 100%", options: '{"goalFile":"/srv/Goals/front_end.md"}' },
    { name: "c", options: '{"file":"/srv/ÜBER/site.yml"}', reason: "host db_1 does not answer" },
    { name: "d", options: "no JSON at all /site.yml", desired_state: "Ärger", reason: null },
    { name: "e", options: JSON.stringify({ file: '/a "b"\\C.yml', maxIterations: 3 }), desired_state: "" },
  ]);
  const search = (text: string) => found(survey, { search: text });
  assert.deepEqual(await search("wEBserv"), [1]);
  assert.deepEqual(await search("nginx"), [2]);
  assert.deepEqual(await search("GOALS/front_END"), [2]);
  assert.deepEqual(await search("über/"), [3]);
  assert.deepEqual(await search("äRGER"), [4]);
  assert.deepEqual(await search("does not"), [3]);
  assert.deepEqual(await search('A "B"\\c'), [5]);
  assert.deepEqual(await search("maxIterations"), []);
  assert.deepEqual(await search("100%"), [2]);
  assert.deepEqual(await search("1%0"), []);
  assert.deepEqual(await search("db_1"), [3]);
  assert.deepEqual(await search("n_inx"), []);
  assert.deepEqual(await search("  nginx "), [2]);
  assert.deepEqual(await search("  "), [1, 2, 3, 4, 5]);
  assert.deepEqual(await search("4"), [4]);
  assert.deepEqual(await search("#4"), [4]);
  assert.deepEqual(await search(`"'; DROP TABLE loops; --`), []);
});

/** Loops of which every key has a tie, and none. */
const VARIED = [
  { name: "b", status: "waiting", next_run_at: "2026-11-03", last_run_at: "2026-11-01", cost_usd: 0.5 },
  { name: "a", status: "paused", suspended_until: "2026-11-02", started_at: "2026-11-02", cost_usd: null },
  { name: "b", status: "waiting", next_run_at: "2026-11-03", last_run_at: "2026-11-03", cost_usd: 0.5 },
  { name: "c", status: "completed", next_run_at: "2026-11-01", last_run_at: "2026-11-03", cost_usd: 0 },
  { name: "B", status: "failed", last_run_at: "2026-11-02", cost_usd: 12 },
  { name: "a", status: "pending", next_run_at: "2026-11-01" },
];

const SORTED: Record<LoopOrder, { up: number[]; down: number[] }> = {
  id: { up: [1, 2, 3, 4, 5, 6], down: [6, 5, 4, 3, 2, 1] },
  name: { up: [5, 6, 2, 3, 1, 4], down: [4, 3, 1, 6, 2, 5] },
  status: { up: [4, 5, 2, 6, 3, 1], down: [3, 1, 6, 2, 5, 4] },
  last: { up: [1, 6, 5, 2, 4, 3], down: [4, 3, 5, 2, 6, 1] },
  next: { up: [6, 2, 3, 1, 5, 4], down: [3, 1, 2, 6, 5, 4] },
  drift: { up: [5, 3, 1, 6, 4, 2], down: [1, 5, 3, 6, 4, 2] },
  cost: { up: [4, 3, 1, 5, 6, 2], down: [5, 3, 1, 4, 6, 2] },
};

for (const [sort, { up, down }] of Object.entries(SORTED) as [LoopOrder, { up: number[]; down: number[] }][]) {
  Deno.test(`Survey.loops() sorts by ${sort} both ways, page by page, newer ones first where two are alike`, async () => {
    await using scratch = new Scratch();
    const survey = await surveyOf(scratch, VARIED);
    const db = scratch.raw();
    for (const loop_id of [1, 1, 3, 5]) insert(db, "drifts", { loop_id });
    for (const [descending, expected] of [[false, up], [true, down]] as const) {
      assert.deepEqual(await found(survey, { sort, descending, all: true }), expected);
      const open = expected.filter((id) => id !== 4 && id !== 5);
      assert.deepEqual(await found(survey, { sort, descending }), open);
      for (const limit of [1, 2, 4]) {
        const ids: number[] = [];
        let after: string | null = null;
        do {
          const page = await survey.loops({ sort, descending, all: true, limit, ...(after === null ? {} : { after }) });
          assert.ok(page.rows.length <= limit);
          ids.push(...page.rows.map(({ loop }) => loop.id));
          after = page.next;
        } while (after !== null);
        assert.deepEqual(ids, expected, `by ${limit}`);
      }
    }
  });
}

Deno.test("Survey.loops() refuses places of other lists, broken ones, other orders and sizes", async () => {
  await using scratch = new Scratch();
  const survey = await surveyOf(scratch, VARIED);
  const { next } = await survey.loops({ limit: 1, sort: "name" });
  await survey.loops({ limit: 1, sort: "name", after: next! });
  const forged = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });
  const wrong: Partial<LoopFilter>[] = [
    { after: "" },
    { after: "nonsense" },
    { after: "{}" },
    { after: `${next}x` },
    { sort: "id", after: next! },
    { sort: "name", descending: true, after: next! },
    { sort: "name", after: forged(["loops name ascending", 1, 1]) },
    { sort: "name", after: forged(["loops name ascending", "a", "1"]) },
    { sort: "name", after: forged(["loops name ascending", "61", 1.5]) },
    { sort: "name", after: forged(["loops name ascending", "a", 1, 2]) },
    { sort: "name", after: forged({ length: 3 }) },
    { sort: "name", after: "A".repeat(100_000) },
    { sort: "rowid; --" as LoopOrder },
    { sort: "constructor" as LoopOrder },
    { limit: 0 },
    { limit: 501 },
    { limit: 1.5 },
    { limit: NaN },
  ];
  for (const filter of wrong) {
    await assert.rejects(() => survey.loops({ limit: 1, ...filter }), InputError, JSON.stringify(filter));
  }
});
