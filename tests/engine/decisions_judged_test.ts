// What policy denies is not reached by what surrounds a decision either; what "reached" and "nothing to change" are believed on.
import assert from "node:assert/strict";
import type { World } from "../../src/engine/world.ts";
import type { Action } from "../../src/model/action.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { LoopOptions } from "../../src/model/loop.ts";
import type { PolicyRule } from "../../src/policy/policy.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground, type Visit } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const DONE: Decision = { kind: "converged", reasoning: "all is there" };

function rule(decision: PolicyRule["decision"], match: PolicyRule["match"]): PolicyRule {
  return { decision, match, reason: "not there", place: "policy.yml:1" };
}

interface Sight {
  rules?: PolicyRule[];
  hosts?: string[];
  world?: (usual: World) => Partial<World>;
}

function deciding(script: (brief: Brief) => Decision, { rules = [], hosts, world = () => ({}) }: Sight = {}): Visit {
  const decider = new ScriptedDecider(script);
  const more = hosts === undefined ? {} : { hosts };
  return {
    world: (usual) => ({
      decides: words(decider, more),
      ...(rules.length === 0 ? {} : { policy: { file: "/policy.yml", rules } }),
      ...world(usual),
    }),
  };
}

const decided = ({ run }: Brief) => run.filter(({ decision }) => decision?.kind === "act").length;

/** The world with shells that say which hosts were entered. */
function watched(entered: string[]): (usual: World) => Partial<World> {
  return (usual) => ({
    shells: {
      get: (entrance) => {
        entered.push(entrance.way.host);
        return usual.shells.get(entrance);
      },
      drop: (entrance) => usual.shells.drop(entrance),
    },
  });
}

function copy(ground: Ground, name: string, more: Partial<Action> = {}): Action {
  const params = { dest: `${ground.folder}/${name}`, content: `${name}\n` };
  return { host: "localhost", module: "copy", params, name: `write ${name}`, task: null, ...more };
}

function shell(cmd: string): Action {
  return { host: "localhost", module: "shell", params: { cmd }, name: cmd, task: null };
}

Deno.test("runLoop() gathers no facts of a host that policy denies", async () => {
  using ground = new Ground(UNUSED);
  const entered: string[] = [];
  const kept: string[] = [];
  const hostNotes = {
    facts: () => Promise.resolve(new Map()),
    keepFacts: (facts: ReadonlyMap<string, unknown>) => Promise.resolve(void kept.push(...facts.keys())),
  } as unknown as NonNullable<World["hostNotes"]>;
  const visit = deciding(() => ({ kind: "blocked", reasoning: "enough" }), {
    rules: [rule("deny", { host: ["db"], params: {} })],
    hosts: ["web", "db"],
    world: (usual) => ({ ...watched(entered)(usual), hostNotes }),
  });
  assert.equal(ending(await ground.visit(visit)), "blocked: enough");
  assert.deepEqual([...new Set(entered)], ["web"]);
  assert.deepEqual(kept, ["web"]);
});

Deno.test("runLoop() does not look again at what policy denies when a decision says that the goal is reached", async () => {
  using ground = new Ground(UNUSED);
  const entered: string[] = [];
  const visit = deciding(
    (brief) =>
      decided(brief) === 0
        ? {
          kind: "act",
          reasoning: "both",
          actions: [copy(ground, "a", { host: "db" }), copy(ground, "b", { host: "db" })],
        }
        : DONE,
    { rules: [rule("deny", { host: ["db"], params: {} })], hosts: ["web", "db"], world: watched(entered) },
  );
  await ground.visit(visit);
  assert.deepEqual([...new Set(entered)], ["web"]);
  assert.deepEqual(ground.actions().slice(0, 2), ["write a denied", "write b skipped"]);
});

const DRY: Partial<LoopOptions> = { dryRun: true };

Deno.test("runLoop() in a dry run says that there are changes where a decision would run a plain command", async () => {
  using ground = new Ground(UNUSED, DRY);
  const visit = deciding(() => ({
    kind: "act",
    reasoning: "",
    actions: [shell(`echo one >> ${ground.folder}/deeds`)],
  }));
  assert.equal(ending(await ground.visit(visit)), "completed: dry run: changes would be made");
  assert.deepEqual(ground.deeds(), []);
});

Deno.test("runLoop() in a dry run says what policy denies of a decision", async () => {
  using ground = new Ground(UNUSED, DRY);
  const visit = deciding(() => ({ kind: "act", reasoning: "", actions: [copy(ground, "a")] }), {
    rules: [rule("deny", { module: ["copy"], params: {} })],
  });
  assert.match(ending(await ground.visit(visit)), /^blocked: "write a" on localhost: denied by policy: not there/);
});

Deno.test("runLoop() in a dry run fails where a decision cannot even be looked at", async () => {
  using ground = new Ground(UNUSED, DRY);
  const visit = deciding(() => ({
    kind: "act",
    reasoning: "",
    actions: [{ ...copy(ground, "a"), params: { dest: `${ground.folder}/a`, src: "/not/there" } }],
  }));
  assert.match(ending(await ground.visit(visit)), /^failed: "write a" on localhost: .*not/);
});

Deno.test("runLoop() with --once is blocked, not failed, by what policy denies", async () => {
  using ground = new Ground(UNUSED, { once: true });
  const visit = deciding(() => ({ kind: "act", reasoning: "", actions: [copy(ground, "a")] }), {
    rules: [rule("deny", { module: ["copy"], params: {} })],
  });
  assert.match(ending(await ground.visit(visit)), /^blocked: "write a"/);
});

Deno.test("runLoop() believes nobody that a goal is reached on no host at all", async () => {
  using ground = new Ground(UNUSED);
  const next = await ground.visit(deciding(() => DONE, { hosts: [] }));
  assert.match(ending(next), /^failed: stuck: .*no host/);
});

Deno.test("runLoop() looks again at each of several lines that it put into one file", async () => {
  using ground = new Ground(UNUSED);
  ground.write("conf", "");
  const line = (text: string): Action => ({
    host: "localhost",
    module: "lineinfile",
    params: { path: `${ground.folder}/conf`, line: text },
    name: text,
    task: null,
  });
  const visit = deciding((brief) => {
    const unproven = brief.run.flatMap(({ observations }) => observations.unproven ?? []);
    if (decided(brief) === 0) {
      const spoil = shell(`sed -i /one/d ${ground.folder}/conf`);
      return { kind: "act", reasoning: "", actions: [line("one"), line("two"), spoil] };
    }
    if (unproven.length === 1 && decided(brief) === 1) {
      return { kind: "act", reasoning: "", actions: [line("one")] };
    }
    return DONE;
  });
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.equal(ground.read("conf"), "two\none\n");
});

Deno.test("runLoop() takes a line for undone on purpose where the decisions took it out again", async () => {
  using ground = new Ground(UNUSED);
  ground.write("conf", "");
  const line = (params: Action["params"]): Action => ({
    host: "localhost",
    module: "lineinfile",
    params: { path: `${ground.folder}/conf`, ...params },
    name: JSON.stringify(params),
    task: null,
  });
  const visit = deciding((brief) =>
    decided(brief) > 0 ? DONE : {
      kind: "act",
      reasoning: "",
      actions: [
        line({ line: "port 1" }),
        line({ line: "keep" }),
        line({ regexp: "^port", line: "port 2" }),
        line({ line: "gone" }),
        line({ line: "gone", state: "absent" }),
      ],
    }
  );
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.equal(ground.read("conf"), "port 2\nkeep\n");
});
