import fc from "fast-check";
import { play, sequences } from "./loop_commands.ts";

Deno.test("Queue does with a thousand new sequences of commands what the model of loops does", async () => {
  // No seed: each time others. What fails says with which.
  await fc.assert(fc.asyncProperty(sequences, play), { numRuns: 1000 });
});
