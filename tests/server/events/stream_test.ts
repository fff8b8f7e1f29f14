// Events over a real connection: nothing lost, nothing twice, whatever happens to reader and server.
import assert from "node:assert/strict";
import { Hono } from "hono";
import { eventsText } from "../../../src/server/events/event_text.ts";
import type { Hub, News } from "../../../src/server/events/hub.ts";
import { streamEvents } from "../../../src/server/events/stream.ts";
import type { Env } from "../../../src/server/visitor.ts";
import { submission } from "../../store/scratch.ts";
import { PageStage } from "../page_stage.ts";
import { EventReader } from "../event_reader.ts";
import { Door, FULL, readToEnd } from "../open_door.ts";

/** So many rows of the feed, by pausing and resuming a loop. */
async function happen(door: Door, times: number, loop = 1): Promise<void> {
  for (let time = 0; time < times; time++) {
    if (time % 2 === 0) await door.store.queue.suspend(loop, { by: "ann", reason: `because ${time}`, until: null });
    else await door.store.queue.resume(loop, "ann");
  }
}

/** Rows written at once, as a large record has them. */
function fill(stage: PageStage, rows: number, data = "x"): void {
  using db = stage.scratch.raw();
  db.prepare(
    `INSERT INTO events (at, loop_id, kind, data) WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT ?)
     SELECT '2026-11-22T00:00:00.000Z', 1, 'waiting', ? FROM c`,
  ).run(rows, JSON.stringify(data));
}

Deno.test("a stream says hello, who works, and from then on what happens, in the feed's words", async () => {
  await using door = await Door.open();
  await door.store.queue.submit(submission);
  using reader = await EventReader.open(door);
  assert.deepEqual(await reader.next(), { name: "hello", id: undefined, data: { version: "0.0.0", feed: 1 } });
  assert.match(reader.head, /^HTTP\/1.1 200 OK\r\n/);
  assert.match(reader.head, /content-type: text\/event-stream/i);
  assert.match(reader.head, /cache-control: no-store, no-transform/i);
  assert.deepEqual(await reader.next(), { name: "workers", id: undefined, data: { alive: 0 } });
  await happen(door, 2);
  const heard = await reader.messages(2);
  assert.deepEqual(heard.map(({ data }) => data), await door.store.archive.feed(1, { limit: 10 }));
  assert.deepEqual(heard.map(({ id }) => id), ["2", "3"]);
});

Deno.test("a stream goes on after the row that its reader saw last, also on a new server", async () => {
  await using door = await Door.open();
  await door.store.queue.submit(submission);
  using reader = await EventReader.open(door, "?after=0");
  assert.deepEqual((await reader.messages(1)).map(({ id }) => id), ["1"]);
  await happen(door, 3);
  assert.deepEqual((await reader.messages(2)).map(({ id }) => id), ["2", "3"]);
  await door.close();
  await happen(door, 4);
  await door.start();
  // The header of a browser that comes again counts before the address that it came by.
  using again = await EventReader.open(door, "?after=0", { "last-event-id": "3" });
  await happen(door, 2);
  assert.deepEqual((await again.messages(7)).map(({ id }) => Number(id)), [4, 5, 6, 7, 8, 9, 10]);
});

Deno.test("a stream hands on a long past page by page while more happens, each row once and in order", async () => {
  await using door = await Door.open();
  await door.store.queue.submit(submission);
  fill(door.stage, 3000, "x".repeat(1000));
  using reader = await EventReader.open(door, "?after=1");
  assert.equal((await reader.messages(1))[0]?.id, "2");
  await happen(door, 20);
  const rest = await reader.messages(3019);
  assert.deepEqual(rest.map(({ id }) => Number(id)), Array.from({ length: 3019 }, (_, at) => at + 3));
});

Deno.test("a stream of one loop tells of that loop alone", async () => {
  await using door = await Door.open();
  await door.store.queue.submit(submission);
  await door.store.queue.submit({ ...submission, name: "other" });
  using reader = await EventReader.open(door, "?loop=2&after=0");
  await happen(door, 2, 1);
  await happen(door, 1, 2);
  assert.deepEqual((await reader.messages(2)).map(({ data }) => [data.loop, data.kind]), [[2, "submitted"], [
    2,
    "paused",
  ]]);
  assert.equal((await door.ask("/api/v1/events?loop=3")).status, 404);
});

Deno.test("a stream whose rows were pruned, or that knows another database, says reset and goes on", async () => {
  await using door = await Door.open();
  await door.store.queue.submit(submission);
  await happen(door, 9);
  door.stage.scratch.raw().exec("DELETE FROM events WHERE id <= 5");
  using reader = await EventReader.open(door, "?after=2");
  assert.deepEqual((await reader.named("reset"))?.data, { after: 2, oldest: 6, feed: 10 });
  assert.deepEqual((await reader.messages(5)).map(({ id }) => Number(id)), [6, 7, 8, 9, 10]);
  using beyond = await EventReader.open(door, "?after=99");
  assert.deepEqual((await beyond.named("reset"))?.data, { after: 99, oldest: 6, feed: 10 });
  using just = await EventReader.open(door, "?after=5");
  assert.deepEqual((await just.next())?.name, "hello");
  assert.deepEqual((await just.next())?.name, "workers");
  assert.deepEqual((await just.next())?.id, "6");
});

Deno.test("a stream tells when workers come and go", async () => {
  await using door = await Door.open();
  using reader = await EventReader.open(door);
  assert.deepEqual((await reader.named("workers"))?.data, { alive: 0 });
  await door.store.queue.beat({ name: "w1", concurrency: 1, working: 0 }, 15_000);
  door.clock.ms += 1000;
  assert.deepEqual((await reader.named("workers"))?.data, { alive: 1 });
  door.clock.ms += 15_000;
  assert.deepEqual((await reader.named("workers"))?.data, { alive: 0 });
});

type Tell = (news: News) => void;

/** A stream that hears what `tell` says and nobody else; `meanwhile`: while it reads the record. */
async function heard(stage: PageStage, meanwhile: (tell: Tell) => Promise<void> = () => Promise.resolve()) {
  const { archive } = stage.world;
  const tellers: Tell[] = [];
  const tell: Tell = (news) => tellers.forEach((each) => each(news));
  const isRead = Promise.withResolvers<void>();
  let left = 0;
  const feed: typeof archive.feed = async (after, filter) => {
    const rows = await archive.feed(after, filter);
    if (filter.limit === 1) return rows;
    await meanwhile(tell);
    isRead.resolve();
    return rows;
  };
  const hub: Hub = {
    listen: (listener) => (tellers.push(listener), () => void left++),
    listeners: 0,
    version: () => 0,
    look: () => Promise.resolve(),
    failure: undefined,
    close: () => {},
  };
  const world = { ...stage.world, archive: { ...archive, feed } };
  const app = new Hono<Env>().get("/", streamEvents(world, hub, { hasEnded: () => false }));
  return { response: await app.request("/"), tell, isRead: isRead.promise, left: () => left };
}

/** What the hub says of all rows behind one. */
async function newsAfter(stage: PageStage, after: number): Promise<News> {
  const events = await stage.world.archive.feed(after, { limit: 10 });
  return { kind: "events", events, text: new TextEncoder().encode(eventsText(events)) };
}

Deno.test("a stream misses nothing that comes while it reads what was there", async () => {
  await using stage = await PageStage.open();
  let reads = 0;
  const { response } = await heard(stage, async (tell) => {
    if (++reads > 1) return;
    await stage.store.queue.submit(submission);
    tell(await newsAfter(stage, 0));
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("id: 1\n")) text += (await reader.read()).value;
  assert.equal(reads, 2);
  await reader.cancel();
});

Deno.test("a stream keeps no more than it must for a reader that takes nothing", async () => {
  await using stage = await PageStage.open();
  await stage.store.queue.submit(submission);
  const { response, tell, isRead } = await heard(stage);
  await isRead;
  fill(stage, MANY, LONG);
  for (let row = 1; row <= MANY; row += 10) tell(await newsAfter(stage, row));
  tell({ kind: "end" });
  const { length } = await response.text();
  assert.ok(length > LONG.length && length < 20 * LONG.length, `${length} characters were kept`);
});

Deno.test("a stream beats, and ends after an hour for its reader to come again", async () => {
  await using stage = await PageStage.open();
  const { response, tell, left } = await heard(stage);
  const text = response.text();
  for (let beat = 0; beat < 240; beat++) tell({ kind: "beat" });
  assert.equal((await text).match(/event: beat\ndata: {}\n\n/g)?.length, 239);
  assert.equal(left(), 1);
});

Deno.test("a stream ends soon after its session was left, and no other one does", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  const [cookie, other] = [await door.session(FULL), await door.session(FULL)];
  using left = await EventReader.open(door, "", { cookie });
  using session = await EventReader.open(door, "", { cookie: other });
  using program = await EventReader.open(door, "", { authorization: `Bearer ${FULL.token}` });
  for (const reader of [left, session, program]) await reader.named("workers");
  await door.form("/logout", {}, { cookie });
  door.clock.ms += 15_000;
  assert.equal(await left.named("beat"), undefined);
  for (const reader of [session, program]) assert.equal((await reader.named("beat"))?.name, "beat");
});

/** More than lies in buffers on the way, which is several megabytes of the system's. */
const MANY = 400;
const LONG = "x".repeat(50_000);

Deno.test("a stream whose reader is slow waits for it, and others hear on", async () => {
  await using door = await Door.open();
  await door.store.queue.submit(submission);
  using slow = await EventReader.open(door);
  using reader = await EventReader.open(door);
  for (const each of [slow, reader]) await each.named("workers");
  fill(door.stage, MANY, LONG);
  const numbers = Array.from({ length: MANY }, (_, at) => at + 2);
  assert.deepEqual((await reader.messages(MANY)).map(({ id }) => Number(id)), numbers);
  for (const expected of numbers) assert.equal((await slow.messages(1))[0]?.id, String(expected));
});

Deno.test("a stream whose reader takes nothing is cut off", async () => {
  await using door = await Door.open({}, { stallMs: 200 });
  await door.store.queue.submit(submission);
  using deaf = await EventReader.open(door);
  await deaf.named("workers");
  fill(door.stage, MANY, LONG);
  let watching = 1;
  while (watching === 1) {
    watching = Number(/watched by (\d+)/.exec((await door.ask("/readyz?verbose")).text)?.[1]);
  }
  let heard = 0;
  while (await deaf.next() !== undefined) heard++;
  assert.ok(heard < MANY, `heard ${heard}`);
});

Deno.test("a stream needs a number to begin after, and a token where there are tokens", async () => {
  await using door = await Door.open();
  for (const after of ["x", "-1", "1.5", "1e3", "9".repeat(20), "%00", "1%0a2"]) {
    const { status, text } = await door.ask(`/api/v1/events?after=${after}`);
    assert.equal(status, 400, after);
    assert.match(JSON.parse(text).error.message, /^after is the number of a row/);
  }
  assert.equal((await door.ask("/api/v1/events", { headers: { "last-event-id": "x" } })).status, 400);
  await using locked = await Door.open({ tokens: [FULL] });
  assert.equal((await locked.ask("/api/v1/events")).status, 401);
  using reader = await EventReader.open(locked, "", { cookie: await locked.session(FULL) });
  assert.equal((await reader.next())?.name, "hello");
});

Deno.test("streams are counted: beyond the most there may be comes a sentence, and one that leaves makes room", async () => {
  await using door = await Door.open({}, { connections: 1100 });
  const readers: EventReader[] = [];
  for (let begun = 0; begun < 1000; begun += 100) {
    readers.push(...await Promise.all(Array.from({ length: 100 }, () => EventReader.open(door))));
    await Promise.all(readers.slice(begun).map((reader) => reader.named("workers")));
  }
  const { status, text, headers } = await door.ask("/api/v1/events");
  assert.deepEqual([status, headers.get("retry-after")], [503, "30"]);
  assert.match(JSON.parse(text).error.message, /1000 viewers are watching/);
  await door.store.queue.submit(submission);
  for (const reader of readers) assert.equal((await reader.messages(1))[0]?.id, "1");
  readers[0]!.connection.close();
  let begun = 503;
  while (begun === 503) begun = (await door.ask("/api/v1/events", { method: "HEAD" })).status;
  assert.equal(begun, 200);
  const ends = readers.slice(1).map(({ connection }) => readToEnd(connection));
  await door.close();
  await Promise.all(ends);
  for (const reader of readers.slice(1)) reader.connection.close();
});
