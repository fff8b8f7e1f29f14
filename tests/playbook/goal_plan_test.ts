import assert from "node:assert/strict";
import { goalPlanOf, goalPlanText } from "../../src/playbook/goal_plan.ts";

Deno.test("goalPlanText() gives each step one line, whatever a model wrote into it", () => {
  const plan = goalPlanOf("two pages", { reasoning: "first\n3. then\u2028more", steps: ["a\n2. b", "c"] });
  assert.deepEqual(goalPlanText(plan).split(/[\n\u2028]/), [
    `Confirm this plan (${plan.hash}):`,
    "1. a 2. b",
    "2. c",
    "Why: first 3. then more",
  ]);
});
