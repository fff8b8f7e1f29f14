import { storm } from "./kill_storm.ts";

Deno.test("the program survives kill -9 at three hundred moments, others in every run", async () => {
  await storm({ seed: Number(Deno.env.get("KILL_SEED") ?? Date.now() % 1_000_000), most: 300, inside: 60 });
});
