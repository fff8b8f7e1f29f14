// Growth, the whole of it: a loop at one minute for a year, a thousand loops for a week. A quarter of an hour on a quiet machine.
import { growOld } from "./ages.ts";

const MINUTE = 60_000, HOUR = 3_600_000, DAY = 24 * HOUR;

Deno.test("a loop at one minute stays small and as fast as it was, a year long", async () => {
  await growOld({ loops: 1, everyMs: MINUTE, forMs: 365 * DAY, differsEvery: 1000 });
});

Deno.test("a thousand loops stay small and as fast as they were, a week long", async () => {
  await growOld({ loops: 1000, everyMs: HOUR, forMs: 7 * DAY, differsEvery: 500 });
});
