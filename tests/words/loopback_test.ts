import assert from "node:assert/strict";
import { isLoopback } from "../../src/words/loopback.ts";

Deno.test("isLoopback() takes only what other machines cannot reach", () => {
  assert.deepEqual(
    ["127.0.0.1", "127.9.9.9", "::1", "localhost", "0.0.0.0", "::", "127.0.0.1.evil.test", "10.0.0.1"].map(isLoopback),
    [true, true, true, true, false, false, false, false],
  );
});
