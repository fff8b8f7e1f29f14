import { wideStorm } from "./fleet/wide.ts";

Deno.test("workers that die sixty times in the middle of steps on many machines leave nothing done twice", async () => {
  await wideStorm({ seed: Number(Deno.env.get("SEED") ?? 41), kills: 60 });
});
