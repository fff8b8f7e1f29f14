// What a command line is completed with is read of whatever file is named, and nothing is left behind.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { namesOnRecord } from "../../src/store/names_on_record.ts";
import { openStore } from "../../src/store/open_store.ts";

const clock = { now: () => Date.parse("2026-11-22T16:00:00Z"), monotonic: () => 0 };

async function inFolder(act: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "names # 100% " });
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

function all(path: string): unknown[] {
  const names = namesOnRecord(path);
  return [...names.loops(), ...names.prompts(), ...names.hosts()];
}

Deno.test("namesOnRecord() has no names of what is no database, and makes none", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/text`, "not a database, whatever it is called ".repeat(50));
    Deno.writeTextFileSync(`${folder}/empty`, "");
    using other = new DatabaseSync(`${folder}/other.db`);
    other.exec("CREATE TABLE loops (x)");
    other.close();
    const before = filesIn(folder);
    for (const name of ["nope.db", "text", "empty", "other.db", "no/such/folder.db", ".", "a\0b"]) {
      assert.deepEqual(all(`${folder}/${name}`), [], name);
    }
    assert.deepEqual(filesIn(folder), before);
  }));

Deno.test("namesOnRecord() reads the original's database as it is, and migrates nothing", () =>
  inFolder((folder) => {
    const path = `${folder}/legacy.db`;
    Deno.copyFileSync(new URL("../data/legacy-loops.db", import.meta.url), path);
    const before = Deno.readFileSync(path);
    const { loops, hosts } = namesOnRecord(path);
    assert.ok(loops().length > 1);
    assert.deepEqual(Object.keys(loops()[0]!), ["id", "name", "status", "nextRunAt"]);
    assert.ok(hosts().length > 0);
    assert.deepEqual([Deno.readFileSync(path), filesIn(folder)], [before, ["legacy.db"]]);
  }));

Deno.test("namesOnRecord() sees what a process has just written that has the database open", () =>
  inFolder(async (folder) => {
    const path = `${folder}/loops.db`;
    await using store = await openStore(path, { create: true, clock });
    assert.deepEqual(namesOnRecord(path).loops(), []);
    using writer = new DatabaseSync(path);
    writer.exec("INSERT INTO loops (id, name, status, mode) VALUES (3, 'web', 'running', 'single')");
    assert.deepEqual(namesOnRecord(path).loops(), [{ id: 3, name: "web", status: "running", nextRunAt: null }]);
    writer.close();
    await store.close();
    assert.deepEqual(namesOnRecord(path).loops().map(({ id }) => id), [3]);
    assert.deepEqual(filesIn(folder), ["loops.db"]);
  }));

Deno.test("namesOnRecord() reads with whatever rights the program has, and leaves nothing behind that it may clear away", () =>
  inFolder(async (folder) => {
    const path = `${folder}/loops.db`;
    await using store = await openStore(path, { create: true, clock });
    await store.close();
    using writer = new DatabaseSync(path);
    writer.exec("INSERT INTO loops (id, name, status, mode) VALUES (3, 'web', 'running', 'single')");
    writer.close();
    const child = new URL("children/print_names.ts", import.meta.url).pathname;
    const left = ["loops.db", "loops.db-shm", "loops.db-wal"];
    for (const [rights, files] of [[["-A"], ["loops.db"]], [["-R", "-W"], ["loops.db"]], [["-R"], left]] as const) {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--quiet", ...rights, child, path],
      }).output();
      assert.equal(new TextDecoder().decode(stdout), "web\n", new TextDecoder().decode(stderr));
      assert.deepEqual(filesIn(folder), files, rights.join(" "));
    }
  }));

Deno.test("namesOnRecord() asks no view that stands where a table should: it could take for ever", () =>
  inFolder((folder) => {
    const path = `${folder}/endless.db`;
    using file = new DatabaseSync(path);
    file.exec(`CREATE VIEW loops AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
      SELECT max(id) AS id, 'a' AS name, 'a' AS status, NULL AS next_run_at FROM n`);
    file.close();
    assert.deepEqual(all(path), []);
  }));

Deno.test("namesOnRecord() has the options of a question as an answer may name them, also where they are no texts", () =>
  inFolder(async (folder) => {
    const path = `${folder}/loops.db`;
    await (await openStore(path, { create: true, clock })).close();
    using file = new DatabaseSync(path);
    file.exec(`INSERT INTO loops (id, name, status, mode) VALUES (1, 'web', 'paused', 'single');
      INSERT INTO prompts (loop_id, prompt_text, options, status) VALUES (1, 'how many?', '[1, "two"]', 'pending'),
        (1, 'what?', '{"a": 1}', 'pending'), (1, 'why?', NULL, 'pending')`);
    assert.deepEqual(namesOnRecord(path).prompts().map(({ options }) => options), [["1", "two"], [], []]);
  }));

Deno.test("namesOnRecord() takes of names and questions no more than can be read", () =>
  inFolder(async (folder) => {
    const path = `${folder}/loops.db`;
    await using store = await openStore(path, { create: true, clock });
    await store.close();
    using file = new DatabaseSync(path);
    file.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO loops (name, status, mode) SELECT 'loop' || i, 'pending', 'single' FROM n
      UNION ALL SELECT printf('%.*c', 1000000, 'x'), 'pending', 'single' FROM n WHERE i <= 3`);
    file.close();
    const loops = namesOnRecord(path).loops();
    assert.equal(loops.length, 2000);
    assert.deepEqual(loops.slice(0, 4).map(({ name }) => name.length), [300, 300, 300, 8]);
  }));
