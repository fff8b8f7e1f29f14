// Long outputs: stored once, compressed, whole for the engine and for readers until they are pruned.
import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import { claimed, noLog, note, Scratch } from "./scratch.ts";

const DAY = 24 * 3600 * 1000;
const long = Array.from({ length: 3000 }, (_, line) => `line ${line} of a long output`).join("\n");

/** One finished action that said this. */
async function said(scratch: Scratch, result: Record<string, unknown>, more: Parameters<typeof note>[1] = {}) {
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id: iteration } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await journal.noteActions(iteration, [note("0.tasks.0", { status: "running", ...more })]);
  await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true, ...result } }]);
  return { store, lease, journal, iteration, action: row!.id };
}

const columns = "SELECT stdout, stderr, diff, stdout_hash, stderr_hash, diff_hash FROM actions";

Deno.test("Journal.finishAction() keeps a long stdout once and compressed, with head and tail in the column", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await said(scratch, {
    rc: 0,
    stdout: long,
    stderr: long,
    stdout_lines: long.split("\n"),
  });
  const [again] = await journal.noteActions(iteration, [note("0.tasks.1", { status: "running" })]);
  await journal.finishAction([{
    id: again!.id,
    status: "failed",
    result: { changed: false, failed: true, stdout: long },
  }]);
  const rows = scratch.raw().prepare(columns).all() as { stdout: string; stdout_hash: string; stderr_hash: string }[];
  for (const { stdout } of rows) {
    assert.ok(stdout.length < 2200, `${stdout.length} characters in the column`);
    assert.ok(stdout.startsWith("line 0 of") && stdout.endsWith("line 2999 of a long output"));
    assert.match(stdout, /\n\[\d+ bytes left out\]\n/);
  }
  assert.equal(
    new Set(rows.flatMap(({ stdout_hash, stderr_hash }) => [stdout_hash, stderr_hash ?? stdout_hash])).size,
    1,
  );
  const outputs = scratch.raw().prepare("SELECT encoding, bytes, length(content) AS stored FROM outputs").all();
  assert.equal(outputs.length, 1);
  assert.equal(outputs[0]!.encoding, "gzip");
  assert.ok(Number(outputs[0]!.stored) * 4 < Number(outputs[0]!.bytes));
});

Deno.test("Journal.history() gives long outputs and diffs back whole, also with NULs, a byte order mark and every character", async () => {
  await using scratch = new Scratch();
  const odd = `\ufeffNUL \0 in it, ${"é😀".repeat(3000)}\0 and the end\n`;
  const diff = [{ header: "/etc/motd", before: odd, after: long }];
  const { journal, iteration } = await said(scratch, { rc: 0, stdout: odd, stderr: "short" }, { diff });
  const [action] = (await journal.history())[0]!.actions;
  assert.equal(action!.result?.["stdout"], odd);
  assert.equal(action!.result?.["stderr"], "short");
  assert.deepEqual(action!.diff, diff);
  const [pending] = await journal.noteActions(iteration, [note("0.tasks.2")]);
  await journal.startAction([{ id: pending!.id, diff, result: { changed: true } }]);
  assert.deepEqual((await journal.history())[0]!.actions[1]!.diff, diff);
  for (const row of scratch.raw().prepare(columns).all()) {
    assert.deepEqual(JSON.parse(String(row.diff)).map(({ header }: { header: string }) => header), ["/etc/motd"]);
    assert.ok(String(row.diff).length <= 4096);
  }
});

Deno.test("Archive.actions() of whole gives long outputs whole; once they are pruned, head and tail", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal, iteration } = await said(scratch, {
    rc: 0,
    stdout: long,
    stdout_lines: long.split("\n"),
  });
  const stdout = async () => (await store.archive.actions({ iterations: [iteration], whole: true }))[0]!.stdout!;
  assert.equal(await stdout(), long);
  await journal.closeIteration(iteration, { phase: "completed", converged: true });
  await store.queue.release(lease, { kind: "done", status: "completed", reason: "converged" });
  scratch.clock.ms += 31 * DAY;
  let removed = 0;
  for (let more = true; more;) {
    const step = await store.upkeep.pruneStep({ outputsMs: 30 * DAY, historyMs: 400 * DAY });
    [more, removed] = [step.more, removed + step.removed.outputs];
  }
  assert.equal(removed, 1);
  const left = await stdout();
  assert.ok(left.startsWith("line 0 of") && left.endsWith("line 2999 of a long output"));
  assert.match(left, /\n\[\d+ bytes left out\]\n/);
});

Deno.test("Journal.noteActions() keeps nothing apart of what is short, or hidden by no_log", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const hidden = { ...note("0.tasks.0").action, terms: noLog };
  const diff = [{ header: "x", before: "", after: long }];
  const [row] = await journal.noteActions(id, [{ action: hidden, verdict: "allow", status: "running", diff }]);
  await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true, stdout: long } }]);
  const [short] = await journal.noteActions(id, [note("0.tasks.1", { status: "running" })]);
  await journal.finishAction([{
    id: short!.id,
    status: "completed",
    result: { changed: true, stdout: "x".repeat(4096) },
  }]);
  assert.deepEqual(scratch.raw().prepare("SELECT count(*) AS n FROM outputs").get()?.n, 0);
  assert.equal(scratch.raw().prepare(`${columns} WHERE id = ${short!.id}`).get()?.stdout, "x".repeat(4096));
});

Deno.test("Journal.noteActions() returns rows with whole outputs", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const result = { changed: false, failed: true, stdout: long };
  const [row] = await journal.noteActions(id, [note("0.tasks.0", { status: "failed", result })]);
  assert.equal(row!.result?.["stdout"], long);
});

for (const damaged of ["'words'", "x'1f8b00'", "7"]) {
  Deno.test(`Journal.history() and Archive.actions() say that a kept output is damaged: ${damaged}`, async () => {
    await using scratch = new Scratch();
    const { store, journal, action } = await said(scratch, { stdout: long });
    scratch.raw().exec(`UPDATE outputs SET content = ${damaged}`);
    const told = (error: unknown) =>
      error instanceof InputError && /is damaged: .* cannot be unpacked/.test(error.message);
    await assert.rejects(journal.history(), told);
    await assert.rejects(store.archive.actions({ ids: [action], whole: true }), told);
    assert.match((await store.archive.actions({ ids: [action] }))[0]?.stdout ?? "", /^line 0 of/);
  });
}
