import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { IterationRow } from "../../src/ports/archive.ts";
import { claimed, note, Scratch, submission } from "./scratch.ts";

Deno.test("Archive shows every row of the original as it is", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const { archive } = await scratch.open();
  const loops = await archive.loops({ all: true });
  assert.deepEqual(loops.map(({ id, status, mode }) => [id, status, mode]), [
    [1, "completed", "single"],
    [2, "paused", "incremental"],
    [3, "running", "continuous"],
    [4, "pending", "single"],
    [5, "failed", "single"],
  ]);
  assert.equal(loops[3]?.name, "Ünïcødé – 日本語 desired state");
  assert.deepEqual([loops[1]?.groups, loops[1]?.interval, loops[1]?.options], [["web", "db"], 60, null]);
  assert.equal(loops[0]?.createdAt, "2026-11-22T15:45:20.224564+00:00");

  assert.deepEqual((await archive.iterations(2, { last: 20 })).map(({ increment }) => increment), [1, 2]);
  const [first, second] = await archive.iterations(1, { last: 20 });
  assert.deepEqual([first?.n, first?.run, first?.converged, second?.converged], [0, null, false, true]);
  assert.deepEqual(first?.observations, { hostname: { rc: 0, stdout: "ctl", changed: true } });

  const actions = await archive.actions({ iterations: [1, 2, 3] });
  assert.deepEqual(actions.map(({ module, status, changed, rc }) => [module, status, changed, rc]), [
    ["dnf", "completed", true, 0],
    ["service", "failed", false, 1],
  ]);
  assert.deepEqual(actions[0]?.params, { name: "nginx", state: "present" });
  assert.equal(actions[0]?.stdout, "Installed: nginx-1:1.26");
  assert.deepEqual([actions[0]?.host, actions[0]?.result, actions[0]?.attempt], [null, null, 1]);

  const [prompt] = await archive.prompts({ loop: 2, open: true });
  assert.deepEqual(prompt?.options, ["mariadb", "postgresql"]);
  assert.deepEqual([prompt?.kind, prompt?.status, prompt?.loop, prompt?.iteration], ["question", "pending", 2, 4]);

  assert.equal(
    (await archive.ruleResults([1, 2, 3])).find(({ rule_name }) => rule_name === "defaulted_timestamp")?.created_at,
    "(datetime('now'))",
  );
  assert.deepEqual((await archive.hosts(1))[0]?.facts, { distribution: "Fedora Linux 42", pkg_manager: "dnf" });
  assert.deepEqual((await archive.resources(1))[0]?.data, { provider: "linode", ipv4: ["203.0.113.10"] });
  assert.deepEqual((await archive.increments(2)).map(({ n, status }) => [n, status]), [[1, "converged"], [
    2,
    "pending",
  ]]);
});

Deno.test("Archive.loops() without `all` leaves out what has ended", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const { archive, queue } = await scratch.open();
  await queue.cancel(4, "anna", "not wanted");
  assert.deepEqual((await archive.loops({ all: false })).map(({ id }) => id), [2, 3]);
});

Deno.test("Archive gives JSON that does not parse as the text it is, and rounds what JavaScript cannot count", async () => {
  await using scratch = new Scratch();
  const python = new DatabaseSync(scratch.legacy());
  python.exec(`UPDATE actions SET params = '{broken', rc = 9007199254740993 WHERE id = 1;
    UPDATE iterations SET observations = 'not json' WHERE id = 1; UPDATE prompts SET options = 'yes or no';
    UPDATE loops SET groups = '[', status = 'converged' WHERE id = 1`);
  python.close();
  const { archive } = await scratch.open();
  const [action] = await archive.actions({ ids: [1] });
  assert.deepEqual([action?.params, action?.rc], ["{broken", 9007199254740992]);
  assert.equal((await archive.iterations(1, { last: 20 }))[0]?.observations, "not json");
  assert.deepEqual((await archive.prompts({}))[0]?.options, []);
  const loop = await archive.loop(1);
  assert.deepEqual([loop?.groups, loop?.status], ["[", "converged"]);
});

Deno.test("Archive.find() takes an id before a name, and of one name the newest that goes on, else the newest", async () => {
  await using scratch = new Scratch();
  const { archive, queue } = await scratch.open();
  for (const name of ["web", "web", "1", "77"]) await queue.submit({ ...submission, name });
  assert.equal((await archive.find("web"))?.id, 2);
  await queue.cancel(2, "ada", "no longer wanted");
  assert.deepEqual([(await archive.find("web"))?.id, (await archive.find("web", true))?.id], [1, 2]);
  await queue.cancel(1, "ada", "no longer wanted");
  assert.deepEqual([(await archive.find("web"))?.id, (await archive.find("web", true))?.id], [2, 2]);
  assert.equal((await archive.find("1"))?.id, 1);
  assert.equal((await archive.find("77"))?.id, 4);
  assert.equal(await archive.find("nothing"), undefined);
  assert.equal(await archive.find("99999999999999999999"), undefined);
  assert.equal(await archive.loop(12), undefined);
});

Deno.test("Archive.iterations() gives the last ones or pages of all, oldest first", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  for (let n = 1; n <= 5; n++) {
    const { id } = await store.journal(lease).openIteration({ fresh: true, decidedBy: "playbook" });
    await store.journal(lease).closeIteration(id, { phase: "completed", converged: false });
  }
  assert.deepEqual((await store.archive.iterations(1, { last: 2 })).map(({ n }) => n), [4, 5]);
  assert.deepEqual((await store.archive.iterations(1, { last: 9 })).map(({ n }) => n), [1, 2, 3, 4, 5]);
  const pages: number[][] = [];
  for (let after: IterationRow | null = null;;) {
    const page: IterationRow[] = await store.archive.iterations(1, { after, limit: 2 });
    pages.push(page.map(({ n }) => n));
    if (page.length < 2) break;
    after = page.at(-1)!;
  }
  assert.deepEqual(pages, [[1, 2], [3, 4], [5]]);
});

Deno.test("Archive.actions() puts the streams back into the result", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const result = { changed: true, rc: 3, stdout: "a\nb\n", stdout_lines: ["a", "b"], stderr: "", stderr_lines: [] };
  await journal.noteActions(id, [note("0.tasks.0", { status: "failed", result })]);
  const [action] = await store.archive.actions({ iterations: [id] });
  assert.deepEqual(action?.result, result);
  assert.deepEqual([action?.stdout, action?.stderr, action?.rc, action?.changed, action?.n], [
    "a\nb\n",
    "",
    3,
    true,
    1,
  ]);
  const raw = scratch.raw().prepare("SELECT stdout, result FROM actions").get();
  assert.deepEqual([raw?.stdout, raw?.result], ["a\nb\n", '{"changed":true,"rc":3}']);
});

Deno.test("Archive.lastRuns() counts runs, not iterations, and tells whether there are earlier ones", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await claimed(store);
  const row = scratch.raw().prepare(
    "INSERT INTO iterations (loop_id, n, run, phase, created_at, repeats, last_at) VALUES (1, ?, ?, 'completed', '2026', ?, ?)",
  );
  // Three iterations a run, more rows than are read at once; the fifth run stands for a hundred quiet ones.
  for (let n = 0; n < 150; n++) row.run(n, Math.floor(n / 3), n === 15 ? 100 : 1, n === 15 ? "2027" : null);
  const last = await store.archive.lastRuns(1, 45);
  assert.deepEqual([last.iterations[0]?.n, last.iterations.at(-1)?.n, last.earlier], [15, 149, true]);
  assert.deepEqual([last.iterations[0]?.repeats, last.iterations[0]?.lastAt], [100, "2027"]);
  const all = await store.archive.lastRuns(1, 50);
  assert.deepEqual([all.iterations.length, all.earlier], [150, false]);
  assert.deepEqual(await store.archive.lastRuns(2, 5), { iterations: [], earlier: false });
  scratch.raw().exec("UPDATE iterations SET run = NULL");
  assert.deepEqual((await store.archive.lastRuns(1, 5)).iterations.map(({ n }) => n), [145, 146, 147, 148, 149]);
});

Deno.test("Archive.latest() gives the newest iteration of each loop that has one", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  for (const loop of [1, 2, 3]) {
    const journal = store.journal(await claimed(store));
    if (loop === 2) continue;
    for (let n = 0; n < loop; n++) {
      const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
      await journal.closeIteration(id, { phase: "completed", converged: false });
    }
  }
  const latest = await store.archive.latest([1, 2, 3]);
  assert.deepEqual([...latest].map(([loop, { n }]) => [loop, n]).sort(), [[1, 1], [3, 3]]);
});

Deno.test("Archive.actions() by status or by id, of the iterations that are named", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  for (let n = 0; n < 2; n++) {
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    await journal.noteActions(id, [note("a", { status: "running" }), note("b"), note("c")]);
  }
  const tasks = async (of: Parameters<typeof store.archive.actions>[0]) =>
    (await store.archive.actions(of)).map(({ task, n }) => `${n}${task}`);
  assert.deepEqual(await tasks({ iterations: [2, 1] }), ["1a", "1b", "1c", "2a", "2b", "2c"]);
  assert.deepEqual(await tasks({ iterations: [2], status: "running" }), ["2a"]);
  assert.deepEqual(await tasks({ ids: [6, 2] }), ["1b", "2c"]);
  assert.deepEqual(await tasks({ iterations: [] }), []);
});

Deno.test("Archive.actions() in brief has all that a table shows, and only the beginning of outputs", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const stdout = "\0ä".repeat(1000);
  const result = { changed: true, rc: 3, msg: "no", stdout, stderr: "e" };
  await journal.noteActions(id, [note("a", { status: "failed", result }, { item: [1] })]);
  const [whole] = await store.archive.actions({ iterations: [id], whole: true });
  const [brief] = await store.archive.actions({ iterations: [id], brief: true });
  assert.deepEqual({ ...whole, stdout: brief?.stdout }, {
    ...brief,
    params: whole?.params,
    verdict: whole?.verdict,
    diff: whole?.diff,
    result: whole?.result,
  });
  assert.deepEqual([whole?.stdout, brief?.stderr], [stdout, "e"]);
  assert.ok(brief!.stdout!.length < 400 && stdout.startsWith(brief!.stdout!.slice(0, 100)));
  assert.deepEqual((brief?.result as { msg: string }).msg, "no");
});

Deno.test("Archive.feed() goes on after a place, and feedStart() finds one by age and by number", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const row = scratch.raw().prepare("INSERT INTO events (id, at, loop_id, kind, data) VALUES (?, ?, ?, 'claimed', ?)");
  for (let n = 1; n <= 9; n++) row.run(n, `2026-01-01T00:00:0${n}.000Z`, n % 3 === 0 ? 2 : 1, `{"n":${n}}`);
  const { archive } = store;
  const ids = async (after: number, loop?: number) =>
    (await archive.feed(after, { limit: 3, ...(loop === undefined ? {} : { loop }) })).map(({ id }) => id);
  assert.deepEqual([await ids(0), await ids(7), await ids(0, 1), await ids(5, 1), await ids(9)], [
    [1, 2, 3],
    [8, 9],
    [1, 2, 4],
    [7, 8],
    [],
  ]);
  assert.equal(await archive.feedEnd(), 9);
  const start = async (from: { since?: string; last?: number }) => await ids(await archive.feedStart(1, from), 1);
  assert.deepEqual(await start({}), [1, 2, 4]);
  assert.deepEqual(await start({ last: 2 }), [7, 8]);
  assert.deepEqual(await start({ last: 99 }), [1, 2, 4]);
  assert.deepEqual(await start({ since: "2026-01-01T00:00:05.000Z" }), [5, 7, 8]);
  assert.deepEqual(await start({ since: "2026-01-01T00:00:05.000Z", last: 1 }), [8]);
  assert.deepEqual(await start({ since: "2027" }), []);
  const [event] = await archive.feed(0, { limit: 1 });
  assert.deepEqual(event, {
    id: 1,
    at: "2026-01-01T00:00:01.000Z",
    loop: 1,
    kind: "claimed",
    about: null,
    data: { n: 1 },
  });
});

Deno.test("Archive.drifts() and notifications(): the last ones, the open ones, counted", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await claimed(store);
  const file = scratch.raw();
  const row = file.prepare(`INSERT INTO drifts
    (loop_id, run, host, name, module, diff, first_seen_at, last_seen_at, action_id, corrected_at)
    VALUES (1, ?, 'web1', 'Motd', 'copy', '[{"header":"/etc/motd","before":"a","after":"b"}]', '2026', '2027', ?, ?)`);
  for (let n = 1; n <= 4; n++) row.run(n, n === 2 ? null : n, n === 2 ? null : "2028");
  const { archive } = store;
  assert.deepEqual((await archive.drifts({ loop: 1, limit: 2 })).map(({ id }) => id), [3, 4]);
  assert.deepEqual((await archive.drifts({ loop: 1, open: false })).map(({ id }) => id), [1, 3, 4]);
  assert.deepEqual((await archive.drifts({ ids: [2, 4] })).map(({ run }) => run), [2, 4]);
  assert.deepEqual(await archive.drifts({ loop: 1, open: true }), [{
    id: 2,
    loop: 1,
    run: 2,
    host: "web1",
    task: null,
    name: "Motd",
    module: "copy",
    item: null,
    diff: [{ header: "/etc/motd", before: "a", after: "b" }],
    firstSeenAt: "2026",
    lastSeenAt: "2027",
    action: null,
    correctedAt: null,
  }]);
  assert.deepEqual(await archive.driftCount(1), { all: 4, open: 1 });
  assert.deepEqual(await archive.driftCount(2), { all: 0, open: 0 });
  file.exec(`INSERT INTO notifications (event_id, loop_id, kind, target, body, status, attempts, last_error, created_at)
    VALUES (1, 1, 'failed', 'command:mail', '{}', 'pending', 2, 'no route', '2026'),
      (2, 1, 'drift', 'https://x', '{}', 'delivered', 1, NULL, '2027')`);
  assert.deepEqual(
    (await archive.notifications({ loop: 1 })).map((
      { kind, status, attempts, lastError },
    ) => [kind, status, attempts, lastError]),
    [["failed", "pending", 2, "no route"], ["drift", "delivered", 1, null]],
  );
  assert.deepEqual((await archive.notifications({ loop: 1, limit: 1 })).map(({ id }) => id), [2]);
});
