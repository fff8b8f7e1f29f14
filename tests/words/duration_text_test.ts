import assert from "node:assert/strict";
import { durationText } from "../../src/words/duration_text.ts";

Deno.test("durationText() names the largest unit", () => {
  assert.deepEqual([0, 59_999, 60_000, 7_200_000, 90_000_000].map(durationText), [
    "0 s",
    "59 s",
    "1 min",
    "2 h",
    "1 d",
  ]);
});
