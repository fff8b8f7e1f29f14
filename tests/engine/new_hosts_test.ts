// Hosts that decisions add while a loop runs, and that do not answer at once.
import assert from "node:assert/strict";
import { notUpYet } from "../../src/engine/new_hosts.ts";
import type { Decision, StateOp } from "../../src/model/decision.ts";
import { HostUnreachable } from "../../src/model/errors.ts";
import type { Observations } from "../../src/model/iteration.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { iteration } from "../fakes/records.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground } from "./ground.ts";

const ADD: StateOp = { op: "add_host", name: "fresh", vars: { ansible_host: "192.0.2.7" }, groups: [] };
const STATE = { resources: [], hosts: [{ name: "fresh", vars: {}, groups: [] }] };
const SILENT = { fresh: { uptime: { unreachable: true, msg: "connection refused" } } };
const ANSWERS = { fresh: { uptime: { rc: 0 } } };
const AT = "2026-01-01T00:00:00.000Z";
const added = iteration({ decision: { kind: "look", reasoning: "", probes: [], stateOps: [ADD] }, completedAt: AT });

function wait(secondsLater: number, looks: Observations["looks"] = SILENT, run = [added]) {
  return notUpYet({ run, state: STATE, looks, now: Date.parse(AT) + secondsLater * 1000 });
}

Deno.test("notUpYet() waits as long again as was waited already, up to a minute and five minutes in all", () => {
  assert.deepEqual([0, 0.5, 1, 2, 30, 200, 290].map((seconds) => wait(seconds)?.afterMs), [
    1000,
    1000,
    1000,
    2000,
    30_000,
    60_000,
    10_000,
  ]);
  assert.equal(
    wait(30)?.reason,
    "fresh was added and does not answer yet, it has 5 minutes more: connection refused",
  );
  assert.equal(wait(300), null);
});

Deno.test("notUpYet() waits for nobody who has answered since, who answers now, or who was there before the run", () => {
  assert.equal(wait(1, ANSWERS), null);
  assert.equal(wait(1, {}), null);
  assert.equal(wait(1, SILENT, [added, iteration({ observations: { looks: ANSWERS } })]), null);
  assert.notEqual(wait(1, SILENT, [iteration({ observations: { looks: ANSWERS } }), added]), null);
  assert.equal(wait(1, SILENT, [iteration()]), null);
});

/** A visit in which `fresh` answers from a time on; the clock goes on whenever the loop waits. */
async function visit(ground: Ground, upAfterMs: number) {
  let now = Date.now();
  const began = now;
  const asked: Brief[] = [];
  const waited: string[] = [];
  const decider = new ScriptedDecider((brief): Decision => {
    asked.push(brief);
    return brief.run.some(({ decision }) => decision !== null)
      ? { kind: "converged", reasoning: "all is there" }
      : { kind: "look", reasoning: "", probes: [], stateOps: [ADD] };
  });
  const next = await ground.visit({
    hear: (event) => {
      if (event.kind !== "waiting") return;
      waited.push(event.reason);
      now += 20_000;
    },
    world: (usual) => ({
      clock: { now: () => now, monotonic: () => now },
      decides: words(decider),
      shells: {
        get: (entrance) => {
          if (entrance.way.host !== "fresh" || now - began >= upAfterMs) return usual.shells.get({ way: HERE });
          return Promise.reject(new HostUnreachable("connection refused"));
        },
        drop: () => {},
      },
    }),
  });
  return { end: ending(next), asked, waited };
}

const HERE = { host: "localhost", connection: "local" } as const;

Deno.test("runLoop() waits for a host that was just added, asks nobody meanwhile, and leaves no iteration of waiting", async () => {
  using ground = new Ground("- hosts: localhost\n  gather_facts: false\n  tasks: []\n");
  const { end, asked, waited } = await visit(ground, 50_000);
  assert.equal(end, "completed: all is there");
  assert.equal(waited.length, 3);
  assert.match(waited[0] ?? "", /^fresh was added and does not answer yet, it has 5 minutes more: connection refused$/);
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[1]?.hosts.map(({ name }) => name), ["localhost", "fresh"]);
  assert.equal(JSON.stringify(asked[1]?.observations.looks?.["fresh"]).includes("unreachable"), false);
  assert.deepEqual(ground.passes(), ["completed", "completed"]);
});

Deno.test("runLoop() tells whoever decides of a new host that has not answered in five minutes", async () => {
  using ground = new Ground("- hosts: localhost\n  gather_facts: false\n  tasks: []\n");
  const { asked, waited } = await visit(ground, Infinity);
  // The clock here began a moment before the record's.
  assert.equal(waited.length, 16);
  assert.equal(asked.length >= 2, true);
  assert.match(JSON.stringify(asked[1]?.observations.looks?.["fresh"]), /"unreachable":true/);
  assert.deepEqual(ground.passes().slice(0, 2), ["completed", "completed"]);
});
