import assert from "node:assert/strict";
import { parseAge, parseDuration, parseSpan } from "../../src/cli/duration.ts";

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

Deno.test("parseSpan() wants a second, parseAge() a unit, or nothing at all to be kept", () => {
  assert.deepEqual(["1", "1000ms", "2h"].map(parseSpan), [1000, 1000, 7_200_000]);
  for (const text of ["0", "999ms", "0s"]) assert.throws(() => parseSpan(text), /at least one second/, text);
  assert.deepEqual(["0", "30d", "1h30m"].map(parseAge), [0, 30 * 86_400_000, 5_400_000]);
  for (const text of ["30", " 7 ", "1.5"]) assert.throws(() => parseAge(text), /unit, as in (30|7|1\.5)d/, text);
});
