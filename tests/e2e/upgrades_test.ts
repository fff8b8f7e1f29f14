// A database of each schema version in the hands of the real program: its loops go on to their ends, and its page shows them.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { NEWEST, OLDER, placeRecord, tablesOf } from "../store/upgrades/fixtures.ts";
import { Ground } from "./program.ts";
import { Lines, Page } from "./serve_ground.ts";

/** How the loops of the record stand once a worker has had them; `waits` comes back each second for ever. */
const ENDS: Record<string, [since: number, status: string]> = {
  done: [2, "completed"],
  fails: [2, "failed"],
  asks: [2, "paused"],
  killed: [2, "completed"],
  answered: [3, "completed"],
  tells: [3, "failed"],
  plays: [3, "completed"],
  cancelled: [3, "cancelled"],
  later: [3, "paused"],
  pends: [3, "completed"],
  fleet: [4, "completed"],
  words: [5, "completed"],
  approval: [5, "paused"],
  ruled: [5, "completed"],
};

function standings(on: Ground): Record<string, unknown> {
  const rows = on.query("select name, status from loops where name not in ('waits', 'declined')");
  return Object.fromEntries(rows.map(({ name, status }) => [name, status]));
}

Deno.test("a record of each version: init-db says what it did, a worker goes on with its loops, and the page shows them", async () => {
  await Promise.all(OLDER.filter((version) => version > 0).map(goesOn));
});

async function goesOn(version: number): Promise<void> {
  using on = new Ground();
  placeRecord(version, on.db, on.folder);
  // What the command that died was waiting for.
  on.write("let-go", "");
  const made = await on.run("init-db");
  assert.equal(made.code, 0, made.stderr);
  assert.match(
    made.stderr,
    new RegExp(`from schema version ${version} to 6; the old file is kept as loops\\.db\\.v${version}-`),
  );
  assert.match(made.stdout, /to go back to it, while no program uses the new one: rm -f .*loops\.db-shm && cp -p /);
  const wanted = Object.fromEntries(
    Object.entries(ENDS).flatMap(([name, [since, status]]) => since <= version ? [[name, status]] : []),
  );
  // Before the worker, which would ask whether to run what was cut off again.
  if (version === 2) {
    const resumed = await on.run("resume", "killed", "--on-interrupted", "rerun");
    assert.equal(resumed.code, 0, `${resumed.stdout}\n${resumed.stderr}`);
  }
  {
    await using worker = new Lines(on.command("worker"));
    await on.until("the worker is up", () => worker.out.length + worker.err.length > 0);
    await on.until(
      "the loops have ended",
      () => JSON.stringify(standings(on)) === JSON.stringify({ ...standings(on), ...wanted }),
    );
    worker.child.kill("SIGTERM");
    assert.equal(await worker.end(), 0, worker.err.join("\n"));
  }
  assert.deepEqual(standings(on), wanted);
  assert.deepEqual(on.lines("let-go-made"), ["made"]);
  const checked = await on.run("verify");
  assert.equal(checked.code, 0, checked.stdout);
  await using page = await Page.open(on);
  for (const { id, name } of on.query("select id, name from loops")) {
    const answer = await page.get(`/loops/${id}`);
    assert.equal(answer.status, 200, String(name));
    assert.ok((await answer.text()).includes(String(name)), `the page shows ${name}`);
  }
}

/** Each command that opens the database; `init` and `completion` do not. */
const COMMANDS = [
  ...["run -f site.yml", "submit -f site.yml", "worker", "serve --listen 127.0.0.1:0", "init-db", "status"],
  ...["history 1", "show 1", "logs 1", "hosts", "prompts", "respond 1 yes", "pause 1", "resume 1", "cancel 1"],
  ...["retry 1", "prune", "verify", "backup copy.db"],
];

Deno.test("every command refuses the database of a newer program, and leaves it as it is", async () => {
  using on = new Ground();
  placeRecord(NEWEST, on.db, on.folder);
  const db = new DatabaseSync(on.db);
  db.exec("PRAGMA user_version = 7; PRAGMA journal_mode = DELETE");
  db.close();
  const before = await Deno.readFile(on.db);
  const commands = [...COMMANDS];
  const tried: string[] = [];
  const some = async () => {
    for (let command = commands.shift(); command !== undefined; command = commands.shift()) {
      const { code, stdout, stderr } = await on.run(...command.split(" "));
      assert.equal(code, 2, `${command}: ${stdout}${stderr}`);
      assert.match(
        stderr,
        /schema version 7, and this program knows versions up to 6: a newer ftl2-enterprise wrote it/,
      );
      assert.match(stderr, /Use that newer ftl2-enterprise, or go back to the copy/);
      tried.push(command);
    }
  };
  await Promise.all([some(), some(), some()]);
  assert.equal(tried.length, COMMANDS.length);
  assert.deepEqual(await Deno.readFile(on.db), before);
});

Deno.test("a worker whose database a newer program changes ends with a sentence, and writes nothing more", async () => {
  using on = new Ground();
  on.write(
    "site.yml",
    "- hosts: localhost\n  connection: local\n  tasks:\n    - command: echo hello\n      changed_when: false\n",
  );
  assert.equal((await on.run("submit", "-f", "site.yml", "--interval", "1h")).code, 0);
  await using worker = new Lines(on.command("worker"));
  await on.until("the loop waits", () => on.query("select 1 from loops where next_run_at > last_run_at").length > 0);
  const newer = new DatabaseSync(on.db);
  newer.exec("BEGIN IMMEDIATE; ALTER TABLE loops ADD COLUMN of_tomorrow TEXT; PRAGMA user_version = 7; COMMIT");
  const rows = () => tablesOf(newer).map((table) => newer.prepare(`SELECT * FROM ${table}`).all());
  const before = rows();
  // It looks when somebody has written, and at its next heartbeat.
  assert.equal(await worker.end(), 2, worker.err.join("\n"));
  assert.match(
    worker.err.join("\n"),
    /from schema version 6 to 7 by another ftl2-enterprise while it was in use: nothing more is written/,
  );
  assert.deepEqual(rows(), before);
  newer.close();
});
