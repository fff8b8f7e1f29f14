import assert from "node:assert/strict";
import { Kysely } from "kysely";
import type { FeedKind } from "../../src/model/feed.ts";
import type { Json } from "../../src/model/json.ts";
import type { Posted } from "../../src/ports/outbox.ts";
import type { Store } from "../../src/store/open_store.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import { dueQuery } from "../../src/store/sqlite_outbox.ts";
import type { Tables } from "../../src/store/tables.ts";
import { Scratch, submission } from "./scratch.ts";
import { telling } from "./told.ts";

const TARGETS = ["command:/usr/local/bin/tell", "https://example.org/hook"];
const MINUTE = 60_000;

/** A loop that tells people, and a way to let things happen to it. */
async function watched(scratch: Scratch, targets: readonly string[] = TARGETS.slice(0, 1)) {
  const store = await scratch.open();
  const options = { ...submission.options, notify: [...targets] };
  const { id } = await store.queue.submit({ ...submission, name: "web", options });
  const happens = (kind: FeedKind, data: Json = null, about: number | null = null) =>
    telling(scratch.path, scratch.clock, { told: [{ loop: id, kind, about, data }] });
  return { store, id, happens };
}

/** Everything that is due now, taken. */
async function due(store: Store): Promise<Posted[]> {
  const all: Posted[] = [];
  while (true) {
    const more = await store.outbox.due({ limit: 4, forMs: MINUTE });
    if (more.length === 0) return all;
    all.push(...more);
  }
}

Deno.test("postNotifications() puts a failure into the outbox once a target, as a sentence and as data", async () => {
  await using scratch = new Scratch();
  const { store, id, happens } = await watched(scratch, TARGETS);
  await happens("failed", { reason: "not converged after 3 iterations" });
  const posted = await due(store);
  assert.deepEqual(posted.map(({ target }) => target).sort(), TARGETS);
  const [body, other] = posted.map(({ body }) => JSON.parse(body));
  const { id: uid, ...rest } = body;
  assert.match(uid, /^[0-9a-f]{16,}$/);
  assert.notEqual(uid, other.id);
  assert.deepEqual(rest, {
    event: "failed",
    loop: { id, name: "web" },
    at: "2026-11-22T15:45:20.224Z",
    text: `Loop "web" (${id}) failed: not converged after 3 iterations`,
    about: null,
    data: { reason: "not converged after 3 iterations" },
  });
});

Deno.test("postNotifications() writes nothing for loops without targets, and for what is no news", async () => {
  await using scratch = new Scratch();
  const { store, happens } = await watched(scratch);
  for (const kind of ["claimed", "waiting", "action ended", "completed", "drift corrected", "resumed"] as const) {
    await happens(kind);
  }
  const { id } = await store.queue.submit(submission);
  await telling(scratch.path, scratch.clock, { told: [{ loop: id, kind: "failed" }] });
  assert.deepEqual(scratch.raw().prepare("SELECT * FROM notifications").all(), []);
});

Deno.test("postNotifications() is undone with the transaction it was part of", async () => {
  await using scratch = new Scratch();
  const { store, id } = await watched(scratch);
  const told = [{ loop: id, kind: "failed" as const }, { loop: id, kind: "blocked" as const, data: 1n as never }];
  await assert.rejects(telling(scratch.path, scratch.clock, { told }), /BigInt/);
  assert.deepEqual(await due(store), []);
});

Deno.test("postNotifications() tells what a prompt asks, and what to type", async () => {
  await using scratch = new Scratch();
  const { store, id } = await watched(scratch);
  await telling(scratch.path, scratch.clock, {
    work: (trx) =>
      trx.insertInto("prompts").values([
        { loop_id: id, prompt_text: "Reboot db1?", options: '["yes","no"]', status: "pending", created_at: "now" },
        { loop_id: id, prompt_text: "Which port?", status: "pending", created_at: "now" },
      ]).execute(),
    told: [{ loop: id, kind: "prompt", about: 1 }, { loop: id, kind: "prompt", about: 2 }],
  });
  const [first, second] = (await due(store)).map(({ body }) => JSON.parse(body));
  assert.equal(first.text, `Loop "web" (${id}) asks: Reboot db1?`);
  assert.deepEqual(first.answer, {
    prompt: 1,
    options: ["yes", "no"],
    command: `ftl2-enterprise --db ${scratch.path} respond 1 yes`,
  });
  assert.deepEqual([second.answer.options, second.answer.command.split(" respond ")[1]], [[], "2 'YOUR ANSWER'"]);
});

Deno.test("postNotifications() names what an approval covers, and where all of it is shown, but no yes to type", async () => {
  await using scratch = new Scratch();
  const { store, id } = await watched(scratch);
  const shown = ["web1", "web2", "web3", "web4"].map((host, n) => ({
    ...{
      host,
      module: "shell",
      name: n === 1 ? "shell" : `drop \u001b[2J${"x".repeat(n === 2 ? 900 : 3)}`,
      params: {},
    },
    ...{ task: null, reason: "", call: `${n}`, seen: null },
  }));
  const prompt = { loop_id: id, kind: "approval", options: '["yes","no"]', status: "pending", created_at: "now" };
  await telling(scratch.path, scratch.clock, {
    work: (trx) =>
      trx.insertInto("prompts").values([
        { ...prompt, prompt_text: `4 actions\n${"+ a line\n".repeat(900)}`, shown: JSON.stringify(shown) },
        { ...prompt, prompt_text: "The playbook asks for more.\nat length", shown: null },
      ]).execute(),
    told: [{ loop: id, kind: "prompt", about: 1 }, { loop: id, kind: "prompt", about: 2 }],
  });
  const [first, second] = (await due(store)).map(({ body }) => JSON.parse(body));
  const named = `web1: drop [2Jxxx (shell); web2: shell; web3: drop [2J${"x".repeat(104)}…; and 1 more`;
  const whole = `(in full: ftl2-enterprise --db ${scratch.path} prompts ${id})`;
  assert.equal(first.text, `Loop "web" (${id}) asks for approval: ${named} ${whole}`);
  assert.equal(second.text, `Loop "web" (${id}) asks for approval: The playbook asks for more. ${whole}`);
  assert.deepEqual(first.answer, {
    prompt: 1,
    options: ["yes", "no"],
    command: `ftl2-enterprise --db ${scratch.path} respond 1 ANSWER`,
  });
});

Deno.test("Outbox.due() gives up a question that was answered before it was sent", async () => {
  await using scratch = new Scratch();
  const { store, id } = await watched(scratch);
  await telling(scratch.path, scratch.clock, {
    work: (trx) =>
      trx.insertInto("prompts").values({ loop_id: id, prompt_text: "sure?", status: "answered", created_at: "now" })
        .execute(),
    told: [{ loop: id, kind: "prompt", about: 1 }, { loop: id, kind: "failed" }],
  });
  assert.deepEqual((await due(store)).map(({ event }) => event), ["failed"]);
  const [row] = scratch.raw().prepare("SELECT status, attempts FROM notifications").all();
  assert.deepEqual({ ...row }, { status: "given up", attempts: 0 });
});

Deno.test("postNotifications() tells the first of failures one after another, and the first success after them", async () => {
  await using scratch = new Scratch();
  const { store, happens } = await watched(scratch);
  const heard = async (status: "failed" | "completed") => {
    await happens("run ended", { status, reason: "host away" });
    return (await due(store)).map(({ event, text }) => `${event}: ${text.replace(/ \(\d+\)/, "")}`);
  };
  assert.deepEqual(await heard("completed"), []);
  assert.deepEqual(await heard("failed"), ['run failed: Loop "web": a run failed: host away']);
  assert.deepEqual(await heard("failed"), []);
  assert.deepEqual(await heard("failed"), []);
  assert.deepEqual(await heard("completed"), ['recovered: Loop "web" converges again']);
  assert.deepEqual(await heard("completed"), []);
  assert.deepEqual(await heard("failed"), ['run failed: Loop "web": a run failed: host away']);
});

Deno.test("postNotifications() tells of a pause that only somebody can end, once", async () => {
  await using scratch = new Scratch();
  const { store, id, happens } = await watched(scratch);
  await happens("paused", { reason: "the playbook cannot be read" });
  assert.deepEqual((await due(store)).map(({ text }) => text), [
    `Loop "web" (${id}) needs you: the playbook cannot be read`,
  ]);
  const set = (sql: string) => scratch.raw().exec(sql);
  set("UPDATE loops SET suspended_by = 'ada'");
  await happens("paused", { reason: "disk swap" });
  set("UPDATE loops SET suspended_by = NULL");
  set("INSERT INTO prompts (loop_id, prompt_text, status, created_at) VALUES (1, 'sure?', 'pending', 'now')");
  await happens("paused", { reason: "sure?" });
  assert.deepEqual(await due(store), []);
});

Deno.test("postNotifications() gathers differences that are found at once into one notification", async () => {
  await using scratch = new Scratch();
  const { store, id } = await watched(scratch);
  const row = (host: string) => ({
    loop_id: id,
    run: 2,
    host,
    name: "nginx.conf",
    module: "template",
    first_seen_at: "now",
    last_seen_at: "now",
  });
  await telling(scratch.path, scratch.clock, {
    work: (trx) => trx.insertInto("drifts").values(["web1", "web2", "web3"].map(row)).execute(),
    told: [1, 2, 3].map((about) => ({ loop: id, kind: "drift", about })),
  });
  assert.deepEqual(await due(store), [], "it waits for more of its kind");
  scratch.clock.ms += 3000;
  const posted = await due(store);
  assert.deepEqual(posted.map(({ text }) => text), [
    `Loop "web" (${id}) has drifted: "nginx.conf" on web1 is not as it was left (and 2 more)`,
  ]);
  const { about, more, also } = JSON.parse(posted[0]!.body);
  assert.deepEqual({ about, more, also }, {
    about: 1,
    more: 2,
    also: [{ about: 2, data: null }, { about: 3, data: null }],
  });
  await telling(scratch.path, scratch.clock, { told: [{ loop: id, kind: "drift", about: 1 }] });
  assert.equal(
    (await store.outbox.due({ limit: 4, forMs: MINUTE, loop: id })).length,
    1,
    "what is on its way is not added to",
  );
});

Deno.test("postNotifications() tells of a difference by itself where the notification that it would join is damaged", async () => {
  await using scratch = new Scratch();
  const { happens } = await watched(scratch);
  await happens("drift");
  scratch.raw().exec("UPDATE notifications SET body = 'null'");
  await happens("drift");
  assert.equal(scratch.raw().prepare("SELECT count(*) AS n FROM notifications").get()?.n, 2);
});

Deno.test("postNotifications() keeps what steers a terminal out of the text, and a long reason short", async () => {
  await using scratch = new Scratch();
  const { store, happens } = await watched(scratch);
  await happens("failed", { reason: `a\x1b[2Jgone\n\u202eevil\0${"x".repeat(5000)}` });
  const [{ text }] = await due(store) as [Posted];
  assert.match(text, /failed: a \[2Jgone evil x+…$/);
  assert.equal(text.length, 600);
});

Deno.test("Outbox.due() gives each notification to one of two workers", async () => {
  await using scratch = new Scratch();
  const { store, happens } = await watched(scratch, Array.from({ length: 6 }, (_, at) => `https://example.org/${at}`));
  const other = await scratch.open();
  await happens("failed");
  const mine = await store.outbox.due({ limit: 4, forMs: MINUTE });
  const theirs = await other.outbox.due({ limit: 4, forMs: MINUTE });
  assert.deepEqual([mine.length, theirs.length], [4, 2]);
  assert.equal(new Set([...mine, ...theirs].map(({ id }) => id)).size, 6);
});

Deno.test("Outbox.due() gives out again what its sender took and died with, and counts the attempt", async () => {
  await using scratch = new Scratch();
  const { store, happens } = await watched(scratch);
  await happens("failed");
  const [first] = await due(store) as [Posted];
  scratch.clock.ms += MINUTE - 1;
  assert.deepEqual(await due(store), []);
  scratch.clock.ms += 1;
  const [second] = await due(store) as [Posted];
  assert.deepEqual(second, { ...first, attempt: 2 });
  const row = () => ({ ...scratch.raw().prepare("SELECT status, attempts, last_error FROM notifications").get() });
  await store.outbox.failed(first, "a late word", null);
  assert.deepEqual(row(), { status: "pending", attempts: 2, last_error: null });
  await store.outbox.delivered(second);
  assert.deepEqual(row(), { status: "delivered", attempts: 2, last_error: null });
});

Deno.test("Outbox.due() hands out one at a time for each target, and none for those that are busy", async () => {
  await using scratch = new Scratch();
  const { store, happens } = await watched(scratch, TARGETS);
  await happens("failed", { reason: "one" });
  scratch.clock.ms += 1;
  await happens("blocked", { reason: "two" });
  const [busy = ""] = TARGETS;
  const free = await store.outbox.due({ limit: 4, forMs: MINUTE, except: [busy] });
  assert.deepEqual(free.map(({ target, event }) => [target, event]), [[TARGETS[1], "failed"]]);
  const rest = await store.outbox.due({ limit: 4, forMs: MINUTE });
  assert.deepEqual(rest.map(({ target, event }) => [target, event]), [[busy, "failed"], [TARGETS[1], "blocked"]]);
});

Deno.test("Outbox.failed() puts it back until its time, or gives it up", async () => {
  await using scratch = new Scratch();
  const { store, happens } = await watched(scratch);
  await happens("failed");
  const [first] = await due(store) as [Posted];
  await store.outbox.failed(first, "connection refused", scratch.clock.ms + 5000);
  assert.deepEqual(await due(store), []);
  scratch.clock.ms += 5000;
  const [second] = await due(store) as [Posted];
  await store.outbox.failed(second, "connection refused", null);
  scratch.clock.ms += 100 * MINUTE;
  assert.deepEqual(await due(store), []);
  const [row] = scratch.raw().prepare("SELECT status, attempts, last_error FROM notifications").all();
  assert.deepEqual({ ...row }, { status: "given up", attempts: 2, last_error: "connection refused" });
});

Deno.test("Outbox.due() finds what is due by an index, however much was sent before", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const file = scratch.raw();
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file, (error) => error) });
  for (const [fetching, index] of [[{}, "notifications_due"], [{ loop: 1 }, "notifications_(due|of_loop)"]] as const) {
    const { sql, parameters } = dueQuery(db, { limit: 4, forMs: MINUTE, ...fetching }, scratch.clock).compile();
    const plan = file.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters as string[]).map(({ detail }) => detail);
    assert.match(plan.join("\n"), new RegExp(`SEARCH notifications USING INDEX ${index}`));
  }
  await db.destroy();
});
