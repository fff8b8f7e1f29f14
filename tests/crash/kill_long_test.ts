import { anySeed } from "../fakes/seed.ts";
import { storm } from "./kill_storm.ts";

Deno.test("the program survives kill -9 at three hundred moments, others in every run", async () => {
  await storm({ seed: anySeed(), most: 300, inside: 60 });
});
