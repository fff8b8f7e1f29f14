import assert from "node:assert/strict";
import { wait } from "../../src/worker/wait.ts";

const never = new AbortController().signal;

Deno.test("wait() waits for longer than a timer can be set to, and ends at once when the signal fires", async () => {
  for (const ms of [30 * 86_400_000, Infinity]) {
    const [over, ended] = [new AbortController(), { value: false }];
    const waiting = wait(ms, over.signal).then(() => void (ended.value = true));
    await wait(20, never);
    assert.equal(ended.value, false);
    over.abort();
    await waiting;
  }
  await wait(-1, never);
});
