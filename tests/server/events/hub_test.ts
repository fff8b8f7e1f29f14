// One look for all who watch.
import assert from "node:assert/strict";
import { type News, openHub } from "../../../src/server/events/hub.ts";
import { submission } from "../../store/scratch.ts";
import { PageStage } from "../page_stage.ts";

async function watched(stage: PageStage) {
  let reads = 0;
  const { archive, queue, clock } = stage.world;
  const counting = {
    ...archive,
    feed: (...of: Parameters<typeof archive.feed>) => (reads++, archive.feed(...of)),
    feedEnd: () => (reads++, archive.feedEnd()),
  };
  const hub = openHub({ archive: counting, queue, clock });
  const heard: News[] = [];
  const leave = hub.listen((news) => void heard.push(news));
  await hub.look();
  return { hub, heard, leave, reads: () => reads };
}

const ids = (heard: News[]) => heard.flatMap((news) => news.kind === "events" ? news.events.map(({ id }) => id) : []);

Deno.test("the hub reads the feed once for all, and only when something was written", async () => {
  await using stage = await PageStage.open();
  const { hub, heard, leave, reads } = await watched(stage);
  const others = Array.from({ length: 200 }, () => hub.listen(() => {}));
  assert.equal(hub.listeners, 201);
  await stage.store.queue.submit(submission);
  await hub.look();
  assert.deepEqual(ids(heard), [1]);
  const before = reads();
  for (let look = 0; look < 50; look++) await hub.look();
  assert.equal(reads(), before);
  await stage.store.queue.cancel(1, "ann", "enough");
  await hub.look();
  assert.equal(reads(), before + 2);
  for (const each of [leave, ...others]) each();
  assert.equal(hub.listeners, 0);
});

Deno.test("the hub tells whoever listens from its first look on, not what was before, and nobody who has left", async () => {
  await using stage = await PageStage.open();
  await stage.store.queue.submit(submission);
  const { hub, heard, leave } = await watched(stage);
  assert.deepEqual(ids(heard), []);
  await stage.store.queue.submit(submission);
  await hub.look();
  leave();
  await stage.store.queue.submit(submission);
  await hub.look();
  assert.deepEqual(ids(heard), [2]);
  const later: News[] = [];
  const end = hub.listen((news) => void later.push(news));
  await hub.look();
  await stage.store.queue.submit(submission);
  // Looks that are asked for at the same time are one.
  await Promise.all([hub.look(), hub.look(), hub.look()]);
  assert.deepEqual(ids(later), [4]);
  end();
  // Nothing is written between.
  const again = hub.listen((news) => void later.push(news));
  await hub.look();
  await stage.store.queue.submit(submission);
  await hub.look();
  assert.deepEqual(ids(later), [4, 5]);
  again();
});

Deno.test("the hub outlives a database that cannot be read, and tells then what it missed", async () => {
  await using stage = await PageStage.open();
  const { archive, queue, clock } = stage.world;
  let broken = false;
  const shaky = {
    ...archive,
    feedEnd: () => broken ? Promise.reject(new Error("locked")) : archive.feedEnd(),
  };
  const hub = openHub({ archive: shaky, queue, clock });
  const heard: News[] = [];
  const leave = hub.listen((news) => void heard.push(news));
  await hub.look();
  broken = true;
  await stage.store.queue.submit(submission);
  await hub.look();
  assert.match(String(hub.failure), /locked/);
  broken = false;
  await hub.look();
  assert.equal(hub.failure, undefined);
  assert.deepEqual(ids(heard), [1]);
  broken = true;
  await stage.store.queue.submit(submission);
  await hub.look();
  leave();
  // Nobody looks any more who could find it mended.
  assert.equal(hub.failure, undefined);
});

Deno.test("the hub says when the feed is another one", async () => {
  await using stage = await PageStage.open();
  await stage.store.queue.submit(submission);
  await stage.store.queue.submit(submission);
  const { hub, heard, leave } = await watched(stage);
  stage.scratch.raw().exec("DELETE FROM events WHERE id > 1; UPDATE sqlite_sequence SET seq = 1 WHERE name = 'events'");
  await hub.look();
  assert.deepEqual(heard, [{ kind: "reset", feed: 1 }]);
  leave();
});

Deno.test("the hub takes it for the same feed where a quiet run's rows are taken away", async () => {
  await using stage = await PageStage.open();
  for (let row = 0; row < 3; row++) await stage.store.queue.submit(submission);
  const { hub, heard, leave } = await watched(stage);
  stage.scratch.raw().exec("DELETE FROM events WHERE id > 1");
  await stage.store.queue.submit(submission);
  await hub.look();
  assert.deepEqual([heard.map(({ kind }) => kind), ids(heard)], [["events"], [4]]);
  stage.scratch.raw().exec("DELETE FROM events WHERE id > 1");
  await hub.look();
  assert.equal(heard.length, 1);
  leave();
});

Deno.test("version() is another number once anybody has committed", async () => {
  await using stage = await PageStage.open();
  const { archive, queue, clock } = stage.world;
  const hub = openHub({ archive, queue, clock });
  const before = hub.version();
  assert.equal(hub.version(), before);
  await stage.store.queue.submit(submission);
  const after = hub.version();
  assert.notEqual(after, before);
  stage.scratch.raw().exec("UPDATE loops SET name = 'other'");
  assert.notEqual(hub.version(), after);
});
