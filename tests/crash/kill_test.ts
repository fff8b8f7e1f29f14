import { storm } from "./kill_storm.ts";

Deno.test("the program survives kill -9 at fifty random moments", async () => {
  // Usually twenty are inside: how many is a matter of the machine.
  await storm({ seed: Number(Deno.env.get("SEED") ?? 20261122), most: 50, inside: 5 });
});
