import assert from "node:assert/strict";
import type { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { PLANNED_DEEDS, plannedGoal } from "./planned_goal.ts";
import { sweep } from "./sweep.ts";

Deno.test("runLoop() does each deed of a planned goal once and plans it once, whichever journal call it dies at", async () => {
  const deciders: ScriptedDecider[] = [];
  const deaths = await sweep(plannedGoal(deciders), PLANNED_DEEDS, "calls");
  assert(deaths >= 180, `only ${deaths} deaths`);
  // Only who dies between a reply and its commit has it lost.
  const planned = deciders.map((decider) => decider.planned.length);
  assert(planned.every((times) => times === 1 || times === 2), `planned ${planned}`);
  assert(planned.filter((times) => times === 2).length <= 2, `a committed plan was asked for again: ${planned}`);
  const asked = deciders.map((decider) => decider.asked.length);
  const fewest = Math.min(...asked);
  assert(asked.every((times) => times <= fewest + 1), `asked ${asked}`);
  assert(asked.filter((times) => times > fewest).length <= 14, `a committed answer was asked for again: ${asked}`);
});
