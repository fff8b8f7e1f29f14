// Pages of an iteration, of two side by side, of an action and of a call.
import assert from "node:assert/strict";
import { PageStage } from "../page_stage.ts";
import { fillLoopRecord } from "./loop_record.ts";
import { attribute, read, textOf } from "./reader.ts";

async function filled(): Promise<PageStage> {
  const stage = await PageStage.open();
  fillLoopRecord(stage, (mark) => mark);
  return stage;
}

Deno.test("iterationPage() tells what was decided, by whom, on what, and what was asked", async () => {
  await using stage = await filled();
  const { text, all } = await read(stage.world, "/loops/1/iterations/1");
  assert.match(text, /^Loops ?\/? ?loop Iteration 1 failed run 1, began 2026-11-22 15:40:00 UTC, took 1 min 0 s/);
  assert.match(text, /Decision by model model reasoning error/);
  assert.match(text, /Asked the model 1 answered ?Brief and reply .*decide, attempt 1, model problem/);
  assert.match(text, /Rules 1 .*rule matched rule said/);
  assert.match(text, /Questions 7 open ?Approval 1/);
  assert.match(text, /What it saw 1 host look host: look .*"msg": "look result"/);
  assert.match(text, /Why “converged” was not believed unproven/);
  assert.equal(all("a", { href: "/calls/1" }).length, 1);
});

Deno.test("iterationPage() has its actions with verdict, difference and output, narrowed down where one asks", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/loops/1/iterations/2");
  const rows = page.all("tr").filter((row) => attribute(row, "data-row") !== undefined).map(textOf);
  assert.match(rows[0]!, /^host action item module ask changed msg/);
  assert.match(rows[1]!, /^other host on delegate other action .*status/);
  assert.match(page.text, /removed: old line .*added: new line/);
  assert.match(page.text, /printed stdout complained stderr/);
  assert.match(page.text, /Tasks by host .*tally host 2 1/);
  assert.deepEqual(page.all("a", { class: "chip" }).map(textOf), ["all", "completed 1", "status 1"]);
  const narrowed = await read(stage.world, "/loops/1/iterations/2?status=completed");
  assert.deepEqual(narrowed.all("tr").filter((row) => attribute(row, "data-row") !== undefined).length, 1);
  assert.match((await read(stage.world, "/loops/1/iterations/2?status=failed")).text, /No action is like that/);
  assert.equal(page.all("a", { href: "/loops/1/compare/1/2" }).length, 1);
  assert.equal((await read(stage.world, "/loops/1/iterations/3")).status, 404);
  assert.equal((await read(stage.world, "/loops/1/iterations/x")).status, 404);
});

Deno.test("comparePage() tells what was done and seen otherwise, both ways round", async () => {
  await using stage = await filled();
  const { text } = await read(stage.world, "/loops/1/compare/1/2");
  assert.match(text, /From iteration 1 to 2/);
  assert.match(text, /Actions that differ .*host action module not done changed/);
  assert.match(text, /look host: look ?\+0 −3 .*removed: .*look result/);
  assert.match((await read(stage.world, "/loops/1/compare/2/1")).text, /look host: look ?\+3 −0/);
  assert.equal((await read(stage.world, "/loops/1/compare/1/9")).status, 404);
});

Deno.test("actionPage() has all that is on record of it", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/actions/1");
  assert.match(page.text, /action changed on host .*Module module Verdict ask Decided by model Item item/);
  assert.match(page.text, /removed: old line .*What it said message msg printed stdout complained stderr/);
  assert.match(page.text, /What it was called with parameters \{ "param": "param value" \}/);
  assert.deepEqual(
    page.all("a", { href: "/loops/1/iterations/2" }).map(textOf),
    ["iteration 2"],
  );
  assert.equal((await read(stage.world, "/actions/99")).status, 404);
});

Deno.test("actionPage() has no place for differences where there is none", async () => {
  await using stage = await filled();
  stage.scratch.raw().exec("UPDATE actions SET diff = '[]'");
  assert.doesNotMatch((await read(stage.world, "/actions/1")).text, /What changes/);
});

Deno.test("callPage() has the reply, what was wrong with it, and says where the brief is pruned", async () => {
  await using stage = await filled();
  const { text } = await read(stage.world, "/calls/1");
  assert.match(text, /Call 1 answered .*Asked for a decision Model model Attempt 1/);
  assert.match(text, /What was wrong problem It answered reply reply It read The brief is pruned/);
  assert.equal((await read(stage.world, "/calls/9")).status, 404);
});

Deno.test("iterationPage() tells each failure once, also those of a pass that waits for a human, which is no failure", async () => {
  await using stage = await filled();
  const db = stage.scratch.raw();
  const error = (text: string | null) =>
    db.prepare("UPDATE iterations SET error = ?, completed_at = created_at WHERE id = 2").run(text);
  const times = async () => (await read(stage.world, "/loops/1/iterations/2")).text.split("failed msg").length - 1;
  error("failed host: failed task: failed msg");
  assert.equal(await times(), 1);
  error("waiting for a human");
  assert.equal(await times(), 1);
  const page = await read(stage.world, "/loops/1/iterations/2");
  assert.match(page.text, /^Loops ?\/? ?loop Iteration 2 asked/);
  assert.equal(
    page.all("p", { class: "said-text" }).filter((each) => textOf(each) === "waiting for a human").length,
    1,
  );
});

Deno.test("actionPage() lets no time pass of what nobody is at any more", async () => {
  await using stage = await filled();
  const db = stage.scratch.raw();
  db.exec("UPDATE actions SET status = 'running', completed_at = NULL WHERE id = 1");
  const ticks = async (lease: string) => {
    db.prepare("UPDATE loops SET status = 'running', lease_owner = 'w', lease_expires_at = ?").run(lease);
    return (await read(stage.world, "/actions/1")).all("time", { "data-relative": "since" }).length;
  };
  assert.equal(await ticks("2026-11-22T16:00:00.000Z"), 1);
  assert.equal(await ticks("2026-11-22T15:41:30.000Z"), 0);
});

Deno.test("comparePage() says of actions that came out alike what they differ in, and nothing of those that do not", async () => {
  await using stage = await filled();
  const db = stage.scratch.raw();
  db.exec(`UPDATE iterations SET observations = '{}';
    INSERT INTO actions (id, iteration_id, module, name, host, status, changed, params, position, item)
      SELECT 10, 1, module, name, host, status, changed, params, position, item FROM actions WHERE id = 1;
    DELETE FROM actions WHERE id = 2`);
  db.exec("UPDATE actions SET diff = NULL, verdict = NULL");
  const same = await read(stage.world, "/loops/1/compare/1/2");
  assert.match(same.text, /The same was done, and came out the same .*The same was seen in both\./);
  db.exec(`UPDATE actions SET diff = '[{"before":"a","after":"b"}]' WHERE id = 10`);
  assert.match(
    (await read(stage.world, "/loops/1/compare/1/2")).text,
    /action module, another difference changed changed/,
  );
  db.exec(`UPDATE actions SET params = '{"path":"/other"}' WHERE id = 10`);
  assert.match(
    (await read(stage.world, "/loops/1/compare/1/2")).text,
    /action module, called otherwise changed changed/,
  );
});
