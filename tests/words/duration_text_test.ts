import assert from "node:assert/strict";
import { durationText, elapsedText, exactText } from "../../src/words/duration_text.ts";

Deno.test("durationText() names the largest unit", () => {
  assert.deepEqual([0, 59_999, 60_000, 7_200_000, 90_000_000].map(durationText), [
    "0 s",
    "59 s",
    "1 min",
    "2 h",
    "1 d",
  ]);
});

Deno.test("exactText() names all of a length of time that somebody has set", () => {
  assert.deepEqual([250, 42_000, 60_000, 90_000, 5_400_000, 90_061_500].map(exactText), [
    "0.25 s",
    "42 s",
    "1 min",
    "1 min 30 s",
    "1 h 30 min",
    "1 d 1 h 1 min 1.5 s",
  ]);
});

Deno.test("elapsedText() counts seconds", () => {
  assert.deepEqual([-5, 999, 59_999, 60_000, 3_725_000].map(elapsedText), [
    "0 s",
    "0 s",
    "59 s",
    "1 min 0 s",
    "62 min 5 s",
  ]);
});
