// The sweeps of which the gate has time for some only: every call and every commit, and two deaths in a row.
import assert from "node:assert/strict";
import {
  FLOW,
  FLOW_DEEDS,
  GOAL_DEEDS,
  goalInWords,
  INCREMENTS,
  INCREMENTS_DEEDS,
  PLAYBOOK,
  PLAYBOOK_DEEDS,
  TEN,
  tenActions,
} from "./scenarios.ts";
import { die, sweep } from "./sweep.ts";

Deno.test("runLoop() does each deed of a playbook once, whichever call it dies at and whichever its successor dies at", async () => {
  let pairs = 0;
  for (let at = 0;; at += 2) {
    for (let again = 0;; again += 2) {
      const deaths = [at, again].map((call) => ({ at: call, when: "after" as const, counted: "calls" as const }));
      const last = await die(PLAYBOOK, deaths, PLAYBOOK_DEEDS);
      if (!last.dead) break;
      pairs++;
    }
    const first = await die(PLAYBOOK, [{ at, when: "after", counted: "calls" }], PLAYBOOK_DEEDS);
    if (!first.dead) break;
  }
  assert(pairs >= 250, `only ${pairs} pairs`);
});

Deno.test("runLoop() does each action of a decision once, whichever call or commit of the database is the last", async () => {
  assert(await sweep(tenActions([]), TEN) >= 60);
  assert(await sweep(tenActions([]), TEN, "commits") >= 25);
});

Deno.test("runLoop() does each deed of blocks, attempts and includes once, whichever call or commit of the database is the last", async () => {
  assert(await sweep(FLOW, FLOW_DEEDS) >= 45);
  assert(await sweep(FLOW, FLOW_DEEDS, "commits") >= 20);
});

Deno.test("runLoop() does each deed of increments once, whichever call or commit of the database is the last", async () => {
  assert(await sweep(INCREMENTS, INCREMENTS_DEEDS) >= 120);
  assert(await sweep(INCREMENTS, INCREMENTS_DEEDS, "commits") >= 30);
});

Deno.test("runLoop() does each deed of a goal in words once, whichever call or commit of the database is the last", async () => {
  assert(await sweep(goalInWords([]), GOAL_DEEDS) >= 150);
  assert(await sweep(goalInWords([]), GOAL_DEEDS, "commits") >= 40);
});
