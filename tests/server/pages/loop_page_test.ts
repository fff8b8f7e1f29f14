// The page of a loop: what it shows, what it lets one do, and the command beside each button.
import assert from "node:assert/strict";
import { PageStage, READER } from "../page_stage.ts";
import { fillLoopRecord } from "./loop_record.ts";
import { attribute, read, type ReadPage, textOf } from "./reader.ts";

const forms = (page: ReadPage) =>
  page.all("form").map((form) => attribute(form, "action")).filter((to) => to?.startsWith("/deeds"));

async function withLoop(columns: string, values: string): Promise<PageStage> {
  const stage = await PageStage.open();
  stage.scratch.raw().exec(
    `INSERT INTO loops (id, uid, name, mode, run, ${columns}) VALUES (1, 'u', 'web', 'single', 1, ${values})`,
  );
  return stage;
}

Deno.test("loopPage() has the loop by its number and by its name; there is none of another", async () => {
  await using stage = await withLoop("status", "'pending'");
  assert.match((await read(stage.world, "/loops/1")).text, /^Loops web pending ?#1/);
  assert.match((await read(stage.world, "/loops/web")).text, /^Loops web pending ?#1/);
  assert.equal((await read(stage.world, "/loops/2")).status, 404);
});

Deno.test("loopPage() says of a worker that was killed that it ended without a word, before its lease has run out", async () => {
  await using stage = await withLoop(
    "status, lease_owner, lease_token, lease_expires_at",
    "'running', 'web1/b/42/s/n', 1, '2100-01-01T00:00:00.000Z'",
  );
  const said = async (isGone: boolean) => (await read({ ...stage.world, isGone: () => isGone }, "/loops/1")).text;
  assert.match(await said(true), /nobody: web1, process 42 ended without a word, its lease runs out in /);
  assert.match(await said(true), /its worker ended without a word: ftl2-enterprise resume 1/);
  assert.doesNotMatch(await said(false), /without a word|nobody/);
});

Deno.test("loopPage() offers what its state allows, each with the command that does the same", async () => {
  const offered: { [status: string]: string[] } = {
    pending: ["/deeds/pause", "/deeds/cancel"],
    waiting: ["/deeds/resume", "/deeds/pause", "/deeds/cancel"],
    failed: ["/deeds/retry"],
    blocked: ["/deeds/retry", "/deeds/cancel"],
    cancelled: ["/deeds/retry"],
    completed: [],
  };
  for (const [status, deeds] of Object.entries(offered)) {
    await using stage = await withLoop("status", `'${status}'`);
    const page = await read(stage.world, "/loops/1");
    assert.deepEqual(forms(page), deeds, status);
    assert.deepEqual(forms(await read(stage.world, "/loops/1", READER)), [], status);
  }
  await using stage = await withLoop("status, suspended_by, suspended_reason", "'paused', 'ada', 'the switch'");
  const page = await read(stage.world, "/loops/1");
  assert.deepEqual(forms(page), ["/deeds/resume", "/deeds/cancel"]);
  assert.match(page.text, /paused by ada: the switch/);
  assert.equal(
    attribute(page.all("button", { class: "button first" })[0]!, "title"),
    "The same by hand: ftl2-enterprise resume 1",
  );
  assert.match(page.text, /\$? ?ftl2-enterprise cancel 1 --reason WHY/);
});

Deno.test("loopPage() does not resume what waits for an answer: it asks", async () => {
  await using stage = await withLoop("status", "'paused'");
  stage.scratch.raw().exec(`INSERT INTO prompts (id, loop_id, kind, prompt_text, options, status, created_at)
    VALUES (7, 1, 'question', 'Which one?', '["a","b"]', 'pending', '2026-11-22T15:40:00.000Z')`);
  const page = await read(stage.world, "/loops/1");
  assert.ok(!forms(page).includes("/deeds/resume"));
  assert.ok(forms(page).includes("/deeds/answer"));
  assert.match(page.text, /Which one\?/);
});

Deno.test("loopPage() tells of iterations, steps, hosts, what was made, and whom it told", async () => {
  await using stage = await PageStage.open();
  fillLoopRecord(stage, (mark) => mark);
  const page = await read(stage.world, "/loops/1");
  assert.match(page.text, /Timeline .*an iteration .*asks a model .*changed/);
  assert.deepEqual(page.all("tr").map((row) => attribute(row, "id")).filter(Boolean), ["iteration-2", "iteration-1"]);
  assert.match(page.text, /Steps 1 step status ?1\. step/);
  assert.match(page.text, /Hosts 1 unreachable ?host unreachable changed 4 min ago/);
  assert.match(page.text, /Resources 1 resource .*"key": "datum"/);
  assert.match(page.text, /Notifications given up ?news to target delivery/);
  assert.equal(attribute(page.all("main")[0]!, "data-live"), "loop:1");
});

Deno.test("loopPage() says where nobody works that it waits for a worker, and what starts one", async () => {
  await using stage = await withLoop("status", "'pending'");
  const page = await read(stage.world, "/loops/1");
  assert.match(page.text, /It has not run yet It waits for a worker, and none is running/);
  const [notice] = page.elements.filter((each) => attribute(each, "id") === "no-worker");
  assert.match(textOf(notice!), /No worker is running\..*ftl2-enterprise worker/);
  await using paused = await withLoop("status, suspended_by", "'paused', 'ada'");
  assert.match((await read(paused.world, "/loops/1")).text, /Worker none is running: .*ftl2-enterprise worker/);
});

Deno.test("loopPage() says what runs now, and what one would type instead", async () => {
  await using stage = await withLoop(
    "status, lease_owner, lease_expires_at",
    "'running', 'w/b/1/1/n', '2026-11-22T16:00:00.000Z'",
  );
  stage.scratch.raw().exec(`INSERT INTO iterations (id, loop_id, n, phase, run, decided_by, created_at)
      VALUES (1, 1, 1, 'executing', 1, 'playbook', '2026-11-22T15:45:00.000Z');
    INSERT INTO actions (id, iteration_id, module, name, host, status, position, started_at) VALUES
      (1, 1, 'shell', 'Upgrade', 'web1', 'running', 0, '2026-11-22T15:45:10.000Z'),
      (2, 1, 'shell', 'Upgrade', 'web2', 'running', 1, '2026-11-22T15:45:10.000Z'),
      (3, 1, 'shell', 'Drain', 'web2', 'completed', 2, '2026-11-22T15:45:00.000Z')`);
  const page = await read(stage.world, "/loops/1");
  assert.match(page.text, /Running Upgrade on web1, web2, 10 s/);
  assert.match(page.text, /1 ?executing, 3 actions on 2 hosts, .*so far/);
  // Its script fetches the page anew at each beat while the picture grows.
  assert.equal(page.all("div", { "data-grows": "" }).length, 1);
  assert.match(page.text, /By hand .*ftl2-enterprise logs 1 -f/);
});

Deno.test("loopPage() does not call unknown a host that was changed before its pass has ended", async () => {
  await using stage = await PageStage.open();
  fillLoopRecord(stage, (mark) => mark);
  stage.scratch.raw().exec("UPDATE hosts SET status = 'unknown'");
  assert.match((await read(stage.world, "/loops/1")).text, /Hosts 1 reachable ?host .*changed 4 min ago/);
});

Deno.test("loopPage() says how long it has taken up to now of its newest iteration alone", async () => {
  await using stage = await withLoop(
    "status, lease_owner, lease_expires_at",
    "'running', 'w/b/1/1/n', '2026-11-22T16:00:00.000Z'",
  );
  for (let n = 1; n <= 26; n++) {
    stage.scratch.raw().exec(`INSERT INTO iterations (id, loop_id, n, phase, run, decided_by, created_at)
      VALUES (${n}, 1, ${n}, 'executing', 1, 'playbook', '2026-11-22T15:45:00.000Z')`);
  }
  const ticking = (page: ReadPage) =>
    page.all("tr").filter((row) => textOf(row).includes("executing")).map((row) =>
      row.childNodes.flatMap((cell) => "childNodes" in cell ? cell.childNodes : [])
        .filter((node) => "attrs" in node && attribute(node, "data-relative") === "since").length
    );
  const page = await read(stage.world, "/loops/1");
  assert.deepEqual(ticking(page), [1, ...Array(24).fill(0)]);
  const [more] = page.all("a", { rel: "next" });
  assert.deepEqual(ticking(await read(stage.world, attribute(more!, "href")!)), [0]);
});

Deno.test("loopPage() does not say that a loop waits for a worker which somebody has in a terminal", async () => {
  await using stage = await withLoop(
    "status, lease_owner, lease_expires_at",
    "'running', 'w/b/1/1/n', '2026-11-22T16:00:00.000Z'",
  );
  const notice = async () =>
    (await read(stage.world, "/")).elements.filter((each) => attribute(each, "id") === "no-worker").map(textOf).join();
  assert.equal(await notice(), "");
  stage.scratch.raw().exec(
    "INSERT INTO loops (uid, name, mode, run, status) VALUES ('v', 'db', 'single', 1, 'pending')",
  );
  assert.match(await notice(), /^No worker is running\. One loop waits for one\. Start one:/);
  stage.scratch.raw().exec("UPDATE loops SET lease_expires_at = '2026-11-22T15:45:00.000Z' WHERE id = 1");
  assert.match(await notice(), /^No worker is running\. 2 loops wait for one; what you see is as it was left\./);
});

Deno.test("loopPage() counts hosts and failures of an iteration in words, also those for which the picture has no room", async () => {
  await using stage = await withLoop("status", "'waiting'");
  const db = stage.scratch.raw();
  db.exec(`INSERT INTO iterations (id, loop_id, n, phase, run, decided_by, created_at, completed_at, error) VALUES
    (1, 1, 1, 'unfinished', 1, 'playbook', '2026-11-22T15:40:00.000Z', '2026-11-22T15:41:00.000Z', 'no')`);
  for (let at = 10; at < 50; at++) {
    db.exec(`INSERT INTO actions (iteration_id, module, host, status, position, started_at, completed_at)
      VALUES (1, 'shell', 'web${at}', 'failed', ${at}, '2026-11-22T15:40:00.000Z', '2026-11-22T15:40:30.000Z')`);
  }
  assert.match(
    (await read(stage.world, "/loops/1")).text,
    /1 ?failed, 40 actions on 40 hosts, 40 failed, .*16 more hosts/,
  );
});
