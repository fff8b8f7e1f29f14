// Dies before and after journal calls, comes back, and must converge with each deed done exactly once: at every single call of a playbook and of a
// fleet, at some calls of the rest. sweep_long_test.ts has all of them.
import assert from "node:assert/strict";
import type { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { Life } from "./mortal.ts";
import {
  FLEET,
  FLEET_DEEDS,
  FLOW,
  FLOW_DEEDS,
  INCREMENTS,
  INCREMENTS_DEEDS,
  PLAYBOOK,
  PLAYBOOK_DEEDS,
  TEN,
  tenActions,
} from "./scenarios.ts";
import { Stage } from "./stage.ts";
import { sweep } from "./sweep.ts";

Deno.test("runLoop() does each action of a decision once, at every second journal call it dies at", async () => {
  const deciders: ScriptedDecider[] = [];
  const deaths = await sweep(tenActions(deciders), TEN, "calls", 2);
  assert(deaths >= 30, `only ${deaths} deaths`);
  // Two decisions are needed; the one that was made and not committed before the death is asked for again.
  const asked = deciders.map((decider) => decider.asked.length);
  assert(asked.every((times) => times === 2 || times === 3), `asked ${asked}`);
  assert(asked.filter((times) => times === 3).length <= 2, `a committed answer was asked for again: ${asked}`);
});

Deno.test("runLoop() does each deed of a playbook once, whichever journal call it dies at", async () => {
  const deaths = await sweep(PLAYBOOK, PLAYBOOK_DEEDS);
  assert(deaths >= 45, `only ${deaths} deaths`);
});

Deno.test("runLoop() does each deed of blocks, attempts and includes once, at every third journal call it dies at", async () => {
  const deaths = await sweep(FLOW, FLOW_DEEDS, "calls", 3);
  assert(deaths >= 15, `only ${deaths} deaths`);
});

Deno.test("runLoop() does each deed on three hosts once, whichever journal call it dies at", async () => {
  const deaths = await sweep(FLEET, FLEET_DEEDS);
  assert(deaths >= 30, `only ${deaths} deaths`);
});

Deno.test("runLoop() does each deed of confirmed, failing, mended and verified increments once, at every sixth journal call it dies at", async () => {
  const deaths = await sweep(INCREMENTS, INCREMENTS_DEEDS, "calls", 6);
  assert(deaths >= 20, `only ${deaths} deaths`);
});

Deno.test("runLoop() does every deed once, whichever commit of the database is the last", async () => {
  assert(await sweep(PLAYBOOK, PLAYBOOK_DEEDS, "commits") >= 20);
  assert(await sweep(FLEET, FLEET_DEEDS, "commits") >= 15);
});

Deno.test("runLoop() does every deed of a decision and of blocks once, whichever third commit of the database is the last", async () => {
  assert(await sweep(tenActions([]), TEN, "commits", 3) >= 8);
  assert(await sweep(FLOW, FLOW_DEEDS, "commits", 3) >= 7);
});

Deno.test("runLoop() does each deed of a playbook once when it dies again and again", async () => {
  for (const stride of [0, 3]) {
    using stage = new Stage(PLAYBOOK);
    await stage.submit();
    let next = null;
    for (let life = 0; next === null && life < 400; life++) {
      // Each life gets a little further than the fixed cost of coming back.
      next = await stage.live(new Life(7 + stride + life % 3, life % 2 === 0 ? "before" : "after"));
      stage.checkRecord();
    }
    stage.checkEnd(next);
    assert.deepEqual(stage.done().toSorted(), PLAYBOOK_DEEDS.toSorted(), `stride ${stride}`);
  }
});
