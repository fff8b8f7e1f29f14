import fc from "fast-check";
import { play, sequences } from "./loop_commands.ts";

/** A failure names the seed and the path to its shortest sequence; put them in here to see it again. */
Deno.test("Queue does with any sequence of commands what the model of loops does", async () => {
  await fc.assert(fc.asyncProperty(sequences, play), { numRuns: 25, seed: 20261122 });
});
