// The feed: what a journal's writes tell readers, in the transaction in which it happens.
import assert from "node:assert/strict";
import { claimed, news, note, Scratch } from "./scratch.ts";

async function opened(scratch: Scratch) {
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const begin = await store.archive.feedEnd();
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  /** What was told since the loop was claimed. */
  const told = async () =>
    (await store.archive.feed(begin, { loop: lease.loop.id, limit: 100 })).map(({ kind, about, data }) => ({
      kind,
      about,
      data,
    }));
  return { store, lease, journal, id, told };
}

Deno.test("a pass tells of its opening, of each action's start and end, and of its close in few numbers", async () => {
  await using scratch = new Scratch();
  const { journal, id, told } = await opened(scratch);
  const [deed] = await journal.noteActions(id, [note("0.tasks.0", { status: "running" })]);
  const result = { changed: false, failed: true, stdout: "a secret of great length".repeat(500) };
  const failed = note("0.tasks.1", { status: "failed", result });
  const ends = [{ id: deed!.id, status: "completed" as const, result: { changed: true, stdout: "words" } }];
  const [second] = await journal.noteActions(id, [failed], ends);
  const count = { unreachable: 0, skipped: 0, ignored: 0, rescued: 0, foreseen: 0, wouldRun: 0 };
  const observations = {
    tally: { web1: { ok: 3, changed: 1, failed: 1, ...count }, web2: { ok: 4, changed: 0, failed: 0, ...count } },
  };
  const error = "web1: run 0.tasks.1: ".padEnd(3000, "x");
  await journal.closeIteration(id, { phase: "unfinished", converged: false, observations, error });
  const host = "localhost";
  assert.deepEqual(await told(), [
    { kind: "iteration opened", about: id, data: { n: 1, run: 1 } },
    { kind: "action started", about: deed!.id, data: { host, name: "run 0.tasks.0", status: "running" } },
    { kind: "action ended", about: deed!.id, data: { host, name: "run 0.tasks.0", status: "completed" } },
    { kind: "action ended", about: second!.id, data: { host, name: "run 0.tasks.1", status: "failed" } },
    {
      kind: "iteration closed",
      about: id,
      data: {
        n: 1,
        converged: false,
        tally: { ok: 7, changed: 1, failed: 1 },
        hosts: 2,
        error: `${error.slice(0, 499)}…`,
      },
    },
  ]);
});

Deno.test("a decision tells of its questions, and of its actions only once they start", async () => {
  await using scratch = new Scratch();
  const { store, journal, id, told } = await opened(scratch);
  const question = { kind: "question", text: "Go on?", options: ["yes", "no"], about: "call:1" };
  const decision = { kind: "ask" as const, reasoning: "a task asks", questions: [question as never] };
  const [pending] = await journal.noteDecision(id, "playbook", decision, [note("0.tasks.0")]);
  const [prompt] = await store.archive.prompts({ open: true });
  assert.deepEqual((await told()).slice(1), [
    { kind: "prompt", about: prompt!.id, data: { kind: "question", text: "Go on?" } },
  ]);
  await journal.startAction([{ id: pending!.id, diff: [], result: { changed: true } }]);
  assert.deepEqual((await told()).at(-1)?.kind, "action started");
});

Deno.test("an iteration that is cut short tells of what it drops, and of its close", async () => {
  await using scratch = new Scratch();
  const { journal, id, told } = await opened(scratch);
  await journal.noteActions(id, [note("0.tasks.0")]);
  await journal.abandonIteration(id, { error: "cut short", carry: [] });
  assert.deepEqual((await told()).slice(1).map(({ kind, data }) => ({ kind, data })), [
    { kind: "action ended", data: { host: "localhost", name: "run 0.tasks.0", status: "skipped" } },
    { kind: "iteration closed", data: { n: 1, converged: false, error: "cut short" } },
  ]);
});

Deno.test("a write that is refused tells nothing", async () => {
  await using scratch = new Scratch();
  const { journal, id, told } = await opened(scratch);
  const before = await told();
  await assert.rejects(
    journal.noteActions(id, [note("0.tasks.0", { status: "running" }), note("x", { status: "interrupted" })]),
  );
  assert.deepEqual(await told(), before);
});

Deno.test("Queue.release() as paused tells the beginning of a long reason, and keeps it whole in the loop", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const reason = `The model wants 10 actions that policy asks about.\n${"+ a line of a difference\n".repeat(400)}`;
  await store.queue.release(lease, { kind: "paused", reason });
  assert.deepEqual((await news(store.archive)).at(-1), ["paused", null, { reason: `${reason.slice(0, 499)}…` }]);
  assert.equal((await store.archive.loop(lease.loop.id))?.reason, reason);
});
