import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { roomFinding } from "../../../src/app/doctor/disk.ts";
import { databaseFinding } from "../../../src/app/doctor/database.ts";
import type { Look } from "../../../src/app/doctor/look.ts";
import { workersFinding } from "../../../src/app/doctor/workers.ts";
import { openStore } from "../../../src/store/open_store.ts";
import { ownerName } from "../../../src/worker/owner.ts";
import { folderHere, lookAt, standings } from "./ground.ts";

const LEGACY = new URL("../../data/legacy-loops.db", import.meta.url).pathname;

/** A new database of ours, closed. */
async function made({ db, clock }: Look): Promise<void> {
  await using _store = await openStore(db, { create: true, clock });
}

/** Every name in a folder with what is in it. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(folder)].map(({ name }) => [name, Deno.readFileSync(`${folder}/${name}`).toHex()]),
  );
}

function sql(db: string, ...statements: string[]): void {
  using file = new DatabaseSync(db);
  for (const statement of statements) file.exec(statement);
}

Deno.test("databaseFinding: one of ours is whole, and the look leaves nothing behind", async () => {
  using folder = folderHere();
  const look = lookAt(folder.path);
  await made(look);
  const before = contents(folder.path);
  const { findings, content } = databaseFinding(look);
  assert.deepEqual(standings(findings), ["ok database"]);
  assert.match(findings[0]!.found, /schema \d+, whole$/);
  assert.deepEqual([content?.version, content?.wal, content?.damage], [content?.newest, true, []]);
  assert.deepEqual(contents(folder.path), before);
});

Deno.test("databaseFinding: one that others have open is read with what they have just committed", async () => {
  using folder = folderHere();
  const look = lookAt(folder.path);
  await made(look);
  using other = new DatabaseSync(look.db);
  other.exec(
    "INSERT INTO loops (name, status, mode, created_at) VALUES ('site', 'pending', 'single', '2026-11-01T00:00:00.000Z')",
  );
  other.exec("BEGIN IMMEDIATE");
  assert.deepEqual(databaseFinding(look).content?.loops, { pending: 1 });
  other.exec("ROLLBACK");
});

Deno.test("databaseFinding: none yet, a folder without one, and one that cannot be made", () => {
  using folder = folderHere();
  const standing = (db: string) => databaseFinding(lookAt(folder.path, { db })).findings[0]!;
  assert.equal(standing(`${folder.path}/loops.db`).standing, "ok");
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
  const nowhere = standing(`${folder.path}/none/loops.db`);
  assert.deepEqual([nowhere.standing, nowhere.mend], ["problem", [`mkdir -p ${folder.path}/none`]]);
  assert.equal(standing(folder.path).standing, "problem");
});

Deno.test("databaseFinding: another program's, a newer one, a damaged one and no database at all are problems, and stay as they are", async () => {
  using folder = folderHere();
  const at = (name: string) => lookAt(folder.path, { db: `${folder.path}/${name}.db` });
  const foreign = at("foreign");
  sql(foreign.db, "CREATE TABLE songs (title)");
  const newer = at("newer");
  await made(newer);
  sql(newer.db, "PRAGMA user_version = 99");
  const damaged = at("damaged");
  await made(damaged);
  const bytes = await Deno.readFile(damaged.db);
  await Deno.writeFile(damaged.db, bytes.fill(0x5a, bytes.length >> 1));
  const none = at("none");
  await Deno.writeTextFile(none.db, "not a database, but long enough to be taken for one\n".repeat(100));
  const before = contents(folder.path);
  const words = [foreign, newer, damaged, none].map((look) => {
    const { findings: [first], content } = databaseFinding(look);
    assert.equal(first?.standing, "problem", look.db);
    assert.ok(first.mend.length > 0, look.db);
    if (look !== damaged) assert.equal(content, undefined);
    return first.found;
  });
  assert.match(words[0]!, /another program \(tables: songs\)/);
  assert.match(words[1]!, /schema version 99/);
  assert.match(words[2]!, /damaged/);
  assert.match(words[3]!, /is not a database/);
  assert.deepEqual(contents(folder.path), before);
});

Deno.test("databaseFinding: the original's is read as it is, and said to be brought up to date", () => {
  using folder = folderHere();
  const look = lookAt(folder.path);
  Deno.copyFileSync(LEGACY, look.db);
  Deno.chmodSync(look.db, 0o600);
  const before = contents(folder.path);
  const { findings: [first, ...more], content } = databaseFinding(look);
  assert.deepEqual([first?.standing, first?.mend, more], ["note", ["ftl2-enterprise init-db"], []]);
  assert.ok(Object.values(content!.loops).reduce((sum, count) => sum + count, 0) > 0);
  assert.deepEqual(workersFinding(content!, look).map(({ standing }) => standing).includes("problem"), false);
  assert.deepEqual(contents(folder.path), before);
});

Deno.test("databaseFinding: a record that others may read is warned of", async () => {
  using folder = folderHere();
  const look = lookAt(folder.path);
  await made(look);
  await Deno.chmod(look.db, 0o644);
  const { findings } = databaseFinding(look);
  assert.deepEqual(standings(findings), ["ok database", "warning database access"]);
  assert.deepEqual(findings[1]!.mend, [`chmod 600 ${look.db}`]);
});

Deno.test("workersFinding: what is due and nobody works on is warned of; a live worker is enough", async () => {
  using folder = folderHere();
  const now = Date.now();
  const look = lookAt(folder.path, { clock: { now: () => now, monotonic: () => now } });
  await made(look);
  const workers = () => workersFinding(databaseFinding(look).content!, look);
  assert.deepEqual(standings(workers()), ["ok workers"]);
  const ago = (ms: number) => new Date(now - ms).toISOString();
  sql(
    look.db,
    `INSERT INTO loops (name, status, mode, created_at, next_run_at) VALUES ('web', 'waiting', 'continuous', '${
      ago(9e5)
    }', '${ago(3e5)}')`,
    `INSERT INTO prompts (loop_id, prompt_text, status, created_at) VALUES (1, 'Go on?', 'pending', '${ago(1000)}')`,
  );
  const [due, asked] = workers();
  assert.equal(due!.standing, "warning");
  assert.match(due!.found, /^no worker is alive, and loop web is due, 5 min ago$/);
  assert.equal(due!.mend[0], "ftl2-enterprise worker");
  assert.match(asked!.found, /^1 question waits/);
  const alive = `INSERT INTO workers VALUES ('${ownerName()}', '${ago(2000)}', '${ago(0)}', '${ago(-10_000)}', 20, 0)`;
  sql(look.db, "UPDATE loops SET next_run_at = NULL", alive);
  assert.match(workers()[0]!.found, /^1 worker is alive, since 2 s; loop web is due$/);
  assert.equal(workers()[0]!.standing, "ok");
  // The same process, but for its number.
  sql(look.db, `UPDATE workers SET name = '${ownerName().replace(`/${Deno.pid}/`, "/4194999/")}'`);
  assert.match(workers()[0]!.found, /^no worker is alive \(the last one ended without a word\)/);
});

Deno.test("workersFinding: a worker that began before the program's file was replaced is to be started again", async () => {
  using folder = folderHere();
  const file = `${folder.path}/ftl2-enterprise.js`;
  const look = lookAt(folder.path, { file });
  await made(look);
  // What stands in for a worker: a process that was started with this file.
  const process = new Deno.Command("sh", { args: ["-c", "read -r _", file], stdin: "piped", stdout: "null" }).spawn();
  try {
    const started = (await Deno.readTextFile(`/proc/${process.pid}/stat`)).split(") ")[1]!.split(" ")[19]!;
    const [host, boot, , , namespace] = ownerName().split("/");
    const name = [host, boot, process.pid, started, namespace].join("/");
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    sql(look.db, `INSERT INTO workers VALUES ('${name}', '${at(-60_000)}', '${at(0)}', '${at(10_000)}', 20, 0)`);
    const workers = () => workersFinding(databaseFinding(look).content!, look)[0]!;
    await Deno.writeTextFile(file, "");
    assert.equal(workers().standing, "warning");
    assert.match(workers().found, /began before this program's file was replaced$/);
    const before = new Date(Date.now() - 120_000);
    await Deno.utime(file, before, before);
    assert.equal(workers().standing, "ok");
  } finally {
    await process.stdin.close();
    await process.status;
  }
});

Deno.test("what is to be typed of a path is quoted, whatever the path", async () => {
  using folder = folderHere();
  const odd = `${folder.path}/it's; touch x`;
  const inQuotes = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  assert.deepEqual(databaseFinding(lookAt(odd)).findings[0]!.mend, [`mkdir -p ${inQuotes(odd)}`]);
  await Deno.mkdir(odd);
  const look = lookAt(odd);
  await made(look);
  await Deno.chmod(look.db, 0o644);
  assert.deepEqual(databaseFinding(look).findings[1]!.mend, [`chmod 600 ${inQuotes(look.db)}`]);
  const room = { bytes: 0, files: null, kind: null };
  const { mend } = roomFinding(room, { path: odd, uses: ["the database"], type: look.type });
  assert.equal(mend[0], `df -h ${inQuotes(odd)}`);
});
