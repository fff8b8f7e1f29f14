// Changes of state under a policy that asks about them, or denies them.
import assert from "node:assert/strict";
import type { Decision, StateOp } from "../../src/model/decision.ts";
import { HostUnreachable } from "../../src/model/errors.ts";
import type { LoopOptions } from "../../src/model/loop.ts";
import type { Policy, PolicyRule } from "../../src/policy/policy.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground, type Visit } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const VOLUME: StateOp = { op: "add_resource", name: "volume", data: { size: 5 } };

function policy(decision: PolicyRule["decision"]): Policy {
  const match = { module: ["add_resource"], params: {} };
  return { rules: [{ decision, match, reason: "it costs money", place: "policy.yml:1" }] };
}

/** A decider that wants the volume kept in mind until it is, or has tried three times; then says what `end` says. */
function visit(decision: PolicyRule["decision"], end: Decision, ops: StateOp[] = [VOLUME]): Visit {
  const decider = new ScriptedDecider(({ state, run }) => {
    if (state.resources.length > 0) return { kind: "converged", reasoning: "kept" };
    if (run.filter((iteration) => iteration.decision !== null).length > 2) {
      return { kind: "blocked", reasoning: "in vain" };
    }
    return { ...end, stateOps: ops };
  });
  return { world: () => ({ decides: words(decider), policy: policy(decision) }) };
}

function ground(more: Partial<LoopOptions> = {}): Ground {
  return new Ground(UNUSED, more);
}

function resources(on: Ground): unknown[] {
  return on.rows("select name from resources").map(({ name }) => name);
}

const LOOK: Decision = { kind: "look", reasoning: "so far", probes: [] };

Deno.test("runLoop() asks a human about a change of state where policy says so, and makes exactly that change after a yes", async () => {
  using on = ground();
  assert.equal(
    ending(await on.visit(visit("ask", LOOK))),
    'paused: May this be done: keep the resource volume in mind? {"size":5,"name":"volume"} (asked because: it costs money)',
  );
  assert.deepEqual(resources(on), []);
  await on.answer("yes");
  // Another change than the one that was shown is asked about anew.
  const other: StateOp = { op: "add_resource", name: "volume", data: { size: 500 } };
  assert.match(ending(await on.visit(visit("ask", LOOK, [other]))), /^paused: May this be done: .*"size":500/);
  await on.answer("no");
  assert.equal(ending(await on.visit(visit("ask", LOOK))), "completed: kept");
  assert.deepEqual(on.rows("select data from resources"), [{ data: '{"size":5}' }]);
});

Deno.test("runLoop() leaves a change of state out that a human or policy has declined, and says so", async () => {
  using on = ground();
  await on.visit(visit("ask", LOOK));
  await on.answer("no");
  assert.equal(ending(await on.visit(visit("ask", LOOK))), "blocked: in vain");
  const reasons = on.rows("select reasoning from iterations order by n").map(({ reasoning }) => reasoning);
  assert.match(String(reasons[0]), /^so far \(left out: keep the resource volume in mind: a human is asked first/);
  assert.match(String(reasons[1]), /left out: keep the resource volume in mind: a human said no\)$/);
  using denied = ground();
  assert.equal(ending(await denied.visit(visit("deny", LOOK))), "blocked: in vain");
  assert.match(
    String(denied.rows("select reasoning from iterations order by n")[0]?.["reasoning"]),
    /denied by policy: it costs money\)$/,
  );
  assert.deepEqual([resources(on), resources(denied)], [[], []]);
});

Deno.test("runLoop() takes --yes for a change of state, on record, and no goal for reached while one is asked about", async () => {
  using on = ground({ yes: true });
  assert.equal(ending(await on.visit(visit("ask", LOOK))), "completed: kept");
  assert.deepEqual(on.rows("select status, response, answered_by from prompts"), [
    { status: "answered", response: "yes", answered_by: "--yes" },
  ]);
  using claims = ground();
  const done = visit("ask", { kind: "converged", reasoning: "all is there" });
  assert.match(ending(await claims.visit(done)), /^paused: May this be done/);
  await claims.answer("yes");
  assert.equal(ending(await claims.visit(done)), "completed: all is there");
  assert.deepEqual(resources(claims), ["volume"]);
});

Deno.test("runLoop() lets no host join a group that policy keeps hosts out of", async () => {
  using on = ground();
  const add = (name: string, groups: string[]): StateOp => ({ op: "add_host", name, vars: {}, groups });
  const decider = new ScriptedDecider(({ run }) =>
    run.length > 0
      ? { kind: "blocked", reasoning: "enough" }
      : { ...LOOK, stateOps: [add("web9", ["prod"]), add("web8", ["test"])] }
  );
  const rules: PolicyRule[] = [{
    decision: "deny",
    match: { module: ["add_host"], host: ["prod"], params: {} },
    reason: "no newcomers",
    place: "policy.yml:1",
  }];
  let now = Date.now();
  await on.visit({
    hear: ({ kind }) => void (now += kind === "waiting" ? 60_000 : 0),
    world: (usual) => ({
      decides: words(decider),
      policy: { rules },
      clock: { now: () => now, monotonic: () => now },
      shells: {
        get: (entrance) =>
          entrance.way.host === "localhost"
            ? usual.shells.get(entrance)
            : Promise.reject(new HostUnreachable("not there")),
        drop: () => {},
      },
    }),
  });
  assert.deepEqual(on.rows("select hostname from hosts where added is not null").map(({ hostname }) => hostname), [
    "web8",
  ]);
});
