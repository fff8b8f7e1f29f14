// Growth: what a slice of a long life leaves on the disk, and that a turn costs no more for it.
import { growOld } from "./ages.ts";

const MINUTE = 60_000, HOUR = 3_600_000;

Deno.test("a loop at one minute stays small and as fast as it was, half a day long", async () => {
  await growOld({ loops: 1, everyMs: MINUTE, forMs: 12 * HOUR, differsEvery: 100 });
});

Deno.test("a hundred loops stay small and as fast as they were, some hours long", async () => {
  await growOld({ loops: 100, everyMs: HOUR, forMs: 6 * HOUR, differsEvery: 100 });
});
