// The same deaths as in sweep_test.ts, of a goal in words; a file of its own, so that the two run side by side.
import assert from "node:assert/strict";
import type { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { GOAL_DEEDS, goalInWords } from "./scenarios.ts";
import { sweep } from "./sweep.ts";

Deno.test("runLoop() does each deed of a goal in words once, asks nothing twice, at every sixth journal call it dies at", async () => {
  const deciders: ScriptedDecider[] = [];
  const deaths = await sweep(goalInWords(deciders), GOAL_DEEDS, "calls", 6);
  assert(deaths >= 30, `only ${deaths} deaths`);
  const asked = deciders.map((decider) => decider.asked.length);
  const fewest = Math.min(...asked);
  assert(asked.every((times) => times <= fewest + 1), `asked ${asked}`);
  // Only who dies between an answer and its commit has it lost.
  assert(asked.filter((times) => times > fewest).length <= 5, `a committed answer was asked for again: ${asked}`);
});

Deno.test("runLoop() does each deed of a goal in words once, whichever fifth commit of the database is the last", async () => {
  assert(await sweep(goalInWords([]), GOAL_DEEDS, "commits", 5) >= 8);
});
