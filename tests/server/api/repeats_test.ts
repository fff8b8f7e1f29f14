import assert from "node:assert/strict";
import { MOST_REPEATS, Repeats } from "../../../src/server/api/repeats.ts";

Deno.test("Repeats.once() answers a key as before, forgets what was refused, and the oldest of too many", async () => {
  const repeats = new Repeats();
  let done = 0;
  const act = () => Promise.resolve(++done);
  assert.deepEqual([await repeats.once("a", { x: 1 }, act), await repeats.once("a", { x: 1 }, act)], [1, 1]);
  await assert.rejects(repeats.once("a", { x: 2 }, act), { status: 409 });
  const refuses = () => Promise.reject(new Error("no"));
  await assert.rejects(repeats.once("b", {}, refuses), /no/);
  assert.equal(await repeats.once("b", {}, act), 2);
  for (let n = 0; n < MOST_REPEATS; n++) await repeats.once(`n${n}`, {}, act);
  assert.equal(await repeats.once(`n0`, {}, act), 3);
  assert.equal(await repeats.once("a", { x: 2 }, act), MOST_REPEATS + 3);
});
