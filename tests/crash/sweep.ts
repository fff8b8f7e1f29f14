// Deaths at every moment of a scenario, one after the other.
import assert from "node:assert/strict";
import type { Next } from "../../src/model/loop.ts";
import { Life } from "./mortal.ts";
import { type Scenario, Stage } from "./stage.ts";

/** When a life ends: before or after its call (or commit) number `at`. */
export interface Death {
  at: number;
  when: "before" | "after";
  counted: "calls" | "commits";
}

const IMMORTAL: Death = { at: -1, when: "before", counted: "calls" };

/** These deaths, one a life, then a life without end. Returns the life that died, or lived because the moment never came. */
export async function die(scenario: Scenario, deaths: Death[], expected: string[]): Promise<Life> {
  using stage = new Stage(scenario);
  await stage.submit();
  let next: Next | null = null;
  let last = new Life(-1, "before");
  for (const { at, when, counted } of [...deaths, IMMORTAL]) {
    const life = new Life(at, when);
    next = await stage.live(life, counted);
    stage.checkRecord();
    if (at >= 0) last = life;
    if (!life.dead) break;
  }
  stage.checkEnd(next);
  assert.deepEqual(
    stage.done().toSorted(),
    expected.toSorted(),
    `died ${deaths.map(({ at, when, counted }) => `${when} ${counted} ${at}`).join(", ")}`,
  );
  return last;
}

/** Every call, before and after, or every commit; with `every`, each so manieth of them. Returns how many deaths were died. */
export async function sweep(
  scenario: Scenario,
  expected: string[],
  counted: Death["counted"] = "calls",
  every = 1,
): Promise<number> {
  let deaths = 0;
  for (let at = 0;; at += every) {
    for (const when of counted === "calls" ? ["before", "after"] as const : ["after"] as const) {
      const life = await die(scenario, [{ at, when, counted }], expected);
      if (!life.dead) return deaths;
      deaths++;
    }
  }
}
