import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
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

  const [first, second] = await archive.iterations(1);
  assert.deepEqual([first?.n, first?.run, first?.converged, second?.converged], [0, null, false, true]);
  assert.deepEqual(first?.observations, { hostname: { rc: 0, stdout: "ctl", changed: true } });

  const actions = await archive.actions(1);
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
    (await archive.ruleResults(1)).find(({ rule_name }) => rule_name === "defaulted_timestamp")?.created_at,
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
  await queue.cancel(4, "anna");
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
  const [action] = await archive.actions(1);
  assert.deepEqual([action?.params, action?.rc], ["{broken", 9007199254740992]);
  assert.equal((await archive.iterations(1))[0]?.observations, "not json");
  assert.deepEqual((await archive.prompts({}))[0]?.options, []);
  const loop = await archive.loop(1);
  assert.deepEqual([loop?.groups, loop?.status], ["[", "converged"]);
});

Deno.test("Archive.find() takes an id before a name, and the newest of one name", async () => {
  await using scratch = new Scratch();
  const { archive, queue } = await scratch.open();
  for (const name of ["web", "web", "1", "77"]) await queue.submit({ ...submission, name });
  assert.equal((await archive.find("web"))?.id, 2);
  assert.equal((await archive.find("1"))?.id, 1);
  assert.equal((await archive.find("77"))?.id, 4);
  assert.equal(await archive.find("nothing"), undefined);
  assert.equal(await archive.find("99999999999999999999"), undefined);
  assert.equal(await archive.loop(12), undefined);
});

Deno.test("Archive.iterations() with a limit gives the last ones, oldest first", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  for (let n = 1; n <= 5; n++) {
    const { id } = await store.journal(lease).openIteration({ fresh: true, decidedBy: "playbook" });
    await store.journal(lease).closeIteration(id, { phase: "completed", converged: false });
  }
  assert.deepEqual((await store.archive.iterations(1, 2)).map(({ n }) => n), [4, 5]);
  assert.deepEqual((await store.archive.iterations(1)).map(({ n }) => n), [1, 2, 3, 4, 5]);
});

Deno.test("Archive.actions() puts the streams back into the result", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const result = { changed: true, rc: 3, stdout: "a\nb\n", stdout_lines: ["a", "b"], stderr: "", stderr_lines: [] };
  await journal.noteActions(id, [note("0.tasks.0", { status: "failed", result })]);
  const [action] = await store.archive.actions(1);
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
