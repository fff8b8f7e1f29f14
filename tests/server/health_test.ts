// Whether it lives and is ready, for whoever restarts it or sends viewers to it.
import assert from "node:assert/strict";
import { StoreError } from "../../src/model/errors.ts";
import { Door, FULL } from "./open_door.ts";

Deno.test("/livez answers while the process does, whatever the database says", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  door.world.archive = { ...door.world.archive, feedEnd: () => Promise.reject(new Error("gone")) };
  const { status, text } = await door.ask("/livez");
  assert.deepEqual([status, text], [200, "ok\n"]);
});

Deno.test("/readyz lists its checks when asked, and is ready without a worker", async () => {
  await using door = await Door.open();
  const short = await door.ask("/readyz");
  assert.deepEqual([short.status, short.text], [200, "ok\n"]);
  await door.store.queue.beat({ name: "w1", concurrency: 1, working: 0 }, 15_000);
  const { text } = await door.ask("/readyz?verbose");
  assert.equal(
    text,
    "[+]database has told 0 events\n[+]workers ok: 1 alive\n[+]feed is watched by 0\nreadyz check passed\n",
  );
  const json = await door.ask("/readyz", { headers: { accept: "application/json" } });
  assert.deepEqual(JSON.parse(json.text), {
    ok: true,
    data: {
      checks: [
        { name: "database", ok: true, words: "has told 0 events" },
        { name: "workers", ok: true, words: "ok: 1 alive" },
        { name: "feed", ok: true, words: "is watched by 0" },
      ],
    },
  });
});

Deno.test("/readyz is 503 while the database cannot be read, and says why", async () => {
  await using door = await Door.open();
  const { archive } = door.world;
  door.world.archive = {
    ...archive,
    feedEnd: () => Promise.reject(new StoreError("loops.db is locked\nby x", "wait")),
  };
  const { status, text } = await door.ask("/readyz");
  assert.equal(status, 503);
  assert.match(text, /^\[-\]database failed: loops.db is locked\n\[\+\]workers ok: 0 alive\n/);
  assert.match(text, /readyz check failed\n$/);
});
