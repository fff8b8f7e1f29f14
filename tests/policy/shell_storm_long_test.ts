import assert from "node:assert/strict";
import { anySeed } from "../fakes/seed.ts";
import { storm } from "./shell_storm.ts";

Deno.test("judge() lets none of tens of thousands of texts start what a rule denies", () => {
  const seed = anySeed();
  const { allowed, reading } = storm({ seed, texts: 60_000 });
  assert(allowed >= 3500, `only ${allowed} texts were let through (seed ${seed})`);
  assert(reading >= 1200, `only ${reading} texts were taken for reading (seed ${seed})`);
});
