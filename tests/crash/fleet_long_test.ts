import { storm } from "./fleet/storm.ts";

Deno.test("a worker that dies two hundred times at named points leaves nothing done twice", async () => {
  await storm({ seed: Number(Deno.env.get("SEED") ?? 976947), kills: 200, loops: 6 });
});
