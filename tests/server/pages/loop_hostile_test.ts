// Pages about loops: whatever their texts hold, it stays text, and no page grows without end.
import assert from "node:assert/strict";
import { hostileText } from "../../e2e/page/hostile.ts";
import { PageStage } from "../page_stage.ts";
import { expectHarmless, expectVisible } from "./harmless.ts";
import { fillLoopRecord, LOOP_PAGES } from "./loop_record.ts";
import { read } from "./reader.ts";

/** Characters of a page, at most: what is shown whole is a million. */
const MOST = 5_000_000;

Deno.test("pages about loops: hostile text in every field stays text", async () => {
  await using stage = await PageStage.open();
  fillLoopRecord(stage, hostileText);
  for (const path of LOOP_PAGES) {
    const page = await read(stage.world, path);
    expectHarmless(page, path);
    expectVisible(page, path);
  }
  assert.match((await read(stage.world, "/actions/1")).text, /<x-hostile>stdout<script>/);
  assert.match((await read(stage.world, "/loops/1/iterations/1")).text, /<x-hostile>look result<script>/);
  assert.match((await read(stage.world, "/calls/1")).text, /<x-hostile>reply<script>/);
});

Deno.test("pages about loops: millions of letters in every field do not make them endless", async () => {
  await using stage = await PageStage.open();
  const [huge, long] = ["W".repeat(10_000_000), "W".repeat(100_000)];
  const most = ["stdout", "stderr", "reply", "goal", "look result", "old line", "loop", "reasoning", "error"];
  const kept = ["host", "description", "rule goal", "origin", "rule action", "content", "broken"];
  fillLoopRecord(stage, (mark) => kept.includes(mark) ? mark : `${mark}${most.includes(mark) ? huge : long}`);
  for (const path of LOOP_PAGES) {
    const page = await read(stage.world, path);
    expectHarmless(page, path);
    assert.ok(page.html.length < MOST, `${path}: ${page.html.length}`);
  }
});

Deno.test("pages about loops: thousands of rows are told of, not drawn", async () => {
  await using stage = await PageStage.open();
  fillLoopRecord(stage, (mark) => mark);
  const db = stage.scratch.raw();
  const many = "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)";
  db.exec(`${many} INSERT INTO actions (id, iteration_id, module, host, status, position, started_at, completed_at)
    SELECT i, 2, 'command', 'host' || i, 'completed', i, '2026-11-22T15:41:00.000Z', '2026-11-22T15:41:01.000Z' FROM n`);
  db.exec(`${many} INSERT INTO iterations (id, loop_id, n, phase, run, created_at)
    SELECT i, 1, i, 'completed', 1, '2026-11-22T15:41:00.000Z' FROM n`);
  db.exec(`${many} INSERT INTO increments (loop_id, run, n, desired_state, status, is_fix)
    SELECT 1, 1, i, 'step', 'pending', 0 FROM n`);
  for (const path of LOOP_PAGES) {
    const page = await read(stage.world, path);
    assert.ok(page.elements.length < 10_000, `${path}: ${page.elements.length} elements`);
  }
});

Deno.test("pages about loops: a database that the original wrote has them all", async () => {
  await using stage = await PageStage.open((scratch) => void scratch.legacy());
  const loops = await stage.store.archive.loops({ all: true });
  assert.ok(loops.length > 0);
  for (const { id } of loops) {
    expectHarmless(await read(stage.world, `/loops/${id}`), `/loops/${id}`);
    for (const { id: iteration, n } of await stage.store.archive.iterations(id, { last: 3 })) {
      const path = `/loops/${id}/iterations/${n}`;
      expectHarmless(await read(stage.world, path), path);
      const [action] = await stage.store.archive.actions({ iterations: [iteration] });
      if (action !== undefined) expectHarmless(await read(stage.world, `/actions/${action.id}`), String(action.id));
    }
  }
  expectHarmless(await read(stage.world, "/?show=all"), "/?show=all");
});
