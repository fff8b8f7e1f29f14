import assert from "node:assert/strict";
import { StoreError } from "../../src/model/errors.ts";
import { FileGuard } from "../../src/store/file_guard.ts";
import { claimed, Scratch, submission } from "./scratch.ts";

/** An open database in which something is only in the log. */
async function guarded(scratch: Scratch) {
  await (await scratch.open()).close();
  const file = scratch.raw();
  file.exec("PRAGMA foreign_keys = OFF");
  const guard = new FileGuard(file, scratch.path, 6);
  const write = () => {
    guard.check();
    file.exec("INSERT INTO rule_results (iteration_id, rule_name, matched, created_at) VALUES (0, 'x', 0, '')");
  };
  write();
  return { file, guard, write, log: `${scratch.path}-wal` };
}

Deno.test("FileGuard.check() says nothing of a log that SQLite itself begins anew, cuts short or removes", async () => {
  await using scratch = new Scratch();
  const { file, write, log } = await guarded(scratch);
  file.exec("PRAGMA journal_size_limit = 0");
  for (const mode of ["PASSIVE", "FULL", "RESTART", "TRUNCATE"]) {
    for (let times = 0; times < 3; times++) write();
    file.exec(`PRAGMA wal_checkpoint(${mode})`);
    write();
  }
  assert.ok((await Deno.stat(log)).size > 0);
});

Deno.test("FileGuard.check() raises no alarm beside a process that begins the log anew all the time", async () => {
  await using scratch = new Scratch();
  const { guard } = await guarded(scratch);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL("children/restless_log.ts", import.meta.url).pathname, scratch.path],
    stdin: "piped",
  }).spawn();
  let [size, changes] = [0, 0];
  for (const end = Date.now() + 120_000; changes < 50 && Date.now() < end;) {
    const before = size;
    size = (await Deno.stat(`${scratch.path}-wal`)).size;
    if (size < before) changes++;
    for (let times = 0; times < 20; times++) guard.check();
  }
  await child.stdin.close();
  assert.ok((await child.status).success);
  assert.equal(changes, 50, "times that it became shorter");
});

for (
  const [what, harm] of Object.entries<(log: string) => void>({
    "emptied": (log) => Deno.truncateSync(log, 0),
    "cut": (log) => Deno.truncateSync(log, Deno.statSync(log).size - 1),
    "removed": (log) => Deno.removeSync(log),
  })
) {
  Deno.test(`FileGuard.check() refuses a log that was ${what}`, async () => {
    await using scratch = new Scratch();
    const { guard, write, log } = await guarded(scratch);
    harm(log);
    assert.throws(write, (error) => error instanceof StoreError && error.lasting && /was cut off/.test(error.message));
    assert.equal(guard.broken, true);
  });
}

Deno.test("FileGuard.check() refuses a database that was removed, and one that was replaced", async () => {
  await using scratch = new Scratch();
  const { write } = await guarded(scratch);
  await Deno.rename(scratch.path, `${scratch.path}.away`);
  assert.throws(write, /was removed while it was in use/);
  await Deno.copyFile(`${scratch.path}.away`, scratch.path);
  assert.throws(write, /was replaced while it was in use/);
});

Deno.test("FileGuard.demandPresent() says that a database is gone whose folder has become a file", async () => {
  await using scratch = new Scratch();
  const folder = `${scratch.folder}/records`;
  await Deno.mkdir(folder);
  const store = await scratch.open({ path: `${folder}/loops.db` });
  await Deno.rename(folder, `${folder}.away`);
  scratch.write("", folder);
  assert.throws(
    () => store.demandPresent(),
    (error) => error instanceof StoreError && error.lasting && /was removed while it was in use/.test(error.message),
  );
});

Deno.test("Store writes nothing more once its log was cut off, and leaves what the file has as it is", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await claimed(store);
  scratch.raw().exec("PRAGMA wal_checkpoint(FULL)");
  await claimed(store);
  const before = scratch.bytes();
  await Deno.truncate(`${scratch.path}-wal`, 0);
  await assert.rejects(store.queue.submit(submission), /was cut off/);
  await store.close();
  assert.deepEqual(scratch.bytes(), before);
});

Deno.test("Queue.beat() notices a database that was removed or replaced: a worker that only waits hears of it, too", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const worker = { name: "w", concurrency: 1, working: 0 };
  await queue.beat(worker, 1000);
  await Deno.rename(scratch.path, `${scratch.path}.away`);
  const saying = (words: RegExp) => (error: unknown) =>
    error instanceof StoreError && error.lasting && words.test(error.message);
  await assert.rejects(queue.beat(worker, 1000), saying(/was removed while it was in use/));
  scratch.write("");
  await assert.rejects(queue.beat(worker, 1000), saying(/was replaced while it was in use/));
});

Deno.test("FileGuard.demandPresent() tells a reader that the file was removed or replaced, also in the middle of a transaction", async () => {
  await using scratch = new Scratch();
  const { file, guard } = await guarded(scratch);
  file.exec("BEGIN IMMEDIATE");
  guard.demandPresent();
  const kept = `${scratch.path}.kept`;
  await Deno.rename(scratch.path, kept);
  const lost = (how: RegExp) => (error: unknown) =>
    error instanceof StoreError && error.lasting && how.test(error.message);
  assert.throws(() => guard.demandPresent(), lost(/was removed while it was in use/));
  await Deno.copyFile(kept, scratch.path);
  assert.throws(() => guard.demandPresent(), lost(/was replaced while it was in use/));
  assert.equal(guard.broken, true);
  file.exec("ROLLBACK");
});
