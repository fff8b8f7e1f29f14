import assert from "node:assert/strict";
import { StoreError } from "../../src/model/errors.ts";
import { Scratch } from "./scratch.ts";

const worker = { name: "w", concurrency: 1, working: 0 };

Deno.test("Queue.beat() of a database that was deleted or replaced throws a lasting StoreError that says so", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  await queue.beat(worker, 1000);
  await Deno.rename(scratch.path, `${scratch.path}.away`);
  const saying = (words: RegExp) => (error: unknown) =>
    error instanceof StoreError && error.lasting && words.test(error.message);
  await assert.rejects(queue.beat(worker, 1000), saying(/is gone while it was in use/));
  scratch.write("");
  await assert.rejects(queue.beat(worker, 1000), saying(/was replaced by another file/));
  await Deno.remove(scratch.path);
  await Deno.rename(`${scratch.path}.away`, scratch.path);
  await queue.beat(worker, 1000);
});
