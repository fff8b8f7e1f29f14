import assert from "node:assert/strict";
import { durationText, parseDuration } from "../../src/cli/duration.ts";

Deno.test("parseDuration() reads units, sums of them, and seconds without one", () => {
  const read: Record<string, number> = {
    "30d": 30 * 86_400_000,
    "12h": 12 * 3_600_000,
    "90s": 90_000,
    "5m": 300_000,
    "2w": 14 * 86_400_000,
    "250ms": 250,
    "60": 60_000,
    "1.5h": 5_400_000,
    "1h30m": 5_400_000,
    " 1H 30M ": 5_400_000,
    "0": 0,
  };
  for (const [text, ms] of Object.entries(read)) assert.equal(parseDuration(text), ms, text);
});

Deno.test("parseDuration() refuses what is no length of time", () => {
  for (const text of ["", " ", "soon", "-5m", "5 years", "m", "5m!", "1e3", "9".repeat(30)]) {
    assert.throws(() => parseDuration(text), /90s, 5m, 12h/, text);
  }
});

Deno.test("durationText() names the largest unit", () => {
  assert.deepEqual([0, 59_999, 60_000, 7_200_000, 90_000_000].map(durationText), [
    "0 s",
    "59 s",
    "1 min",
    "2 h",
    "1 d",
  ]);
});
