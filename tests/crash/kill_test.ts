import { storm } from "./kill_storm.ts";

Deno.test("the program survives kill -9 at fifty random moments", async () => {
  await storm({ seed: Number(Deno.env.get("SEED") ?? 20261122), most: 50, inside: 10 });
});
