// Workers: who is alive and at what, what waits, how large the record is, what could not be told.
import assert from "node:assert/strict";
import { claimed, submission } from "../../store/scratch.ts";
import { PageStage } from "../page_stage.ts";
import { fillRecord } from "./full_record.ts";
import { attribute, read } from "./reader.ts";

Deno.test("workersPage() says what starts a worker where none is alive, and what waits for one", async () => {
  await using stage = await PageStage.open();
  await stage.store.queue.submit(submission);
  stage.scratch.clock.ms += 90_000;
  const { text } = await read(stage.world, "/workers");
  assert.match(text, /No worker is running .*ftl2-enterprise worker/);
  assert.match(text, /loops whose turn it is 1 waits for a worker longest wait 1 min .*database [\d.]+ kB/);
});

Deno.test("workersPage() has each worker with its age, heartbeat and the loops that it works on", async () => {
  await using stage = await PageStage.open();
  const name = "web1/boot/42/start/ns";
  const { loop } = await claimed(stage.store, name);
  await stage.store.queue.beat({ name, concurrency: 4, working: 1 }, 30_000);
  stage.scratch.clock.ms += 5000;
  const page = await read(stage.world, "/workers");
  assert.match(page.text, /At work 1 .*web1, process 42 5 s 5 s ago 4 at most site/);
  assert.equal(page.all("a").filter((each) => attribute(each, "href") === `/loops/${loop.id}`).length, 1);
});

Deno.test("workersPage() tells of notifications that reached nobody", async () => {
  await using stage = await PageStage.open();
  fillRecord(stage, (mark) => mark);
  const { text } = await read(stage.world, "/workers");
  assert.match(text, /Notifications that failed 1 .*news of loop 1 target given up tried 3 times delivery 5 min ago/);
});
