// Goals in words that are worked in increments, with a real database and real files.
import assert from "node:assert/strict";
import type { World } from "../../src/engine/world.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { LoopOptions } from "../../src/model/loop.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { openStore } from "../../src/store/open_store.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground, type Visit } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const GOAL = "all is there";

/** A decider for steps that are names of files to be made; the whole goal is reached when they are there. */
function maker(ground: Ground, steps: (brief: Brief) => string[]): ScriptedDecider {
  const touch = (name: string): Decision => ({
    kind: "act",
    reasoning: `${name} is missing`,
    actions: [{
      host: "localhost",
      module: "copy",
      params: { content: "x", dest: `${ground.folder}/${name}` },
      name,
      task: null,
    }],
  });
  return new ScriptedDecider(({ desiredState, increment }) => {
    const wanted = increment === undefined ? ["one", "two"] : [desiredState];
    const missing = wanted.find((name) => ground.read(name) === undefined);
    return missing === undefined ? { kind: "converged", reasoning: `${desiredState}: there` } : touch(missing);
  }, steps);
}

function by(decider: ScriptedDecider, more: Partial<World> = {}): Visit {
  return { world: () => ({ decides: words(decider, { goal: GOAL }), ...more }) };
}

function incremental(more: Partial<LoopOptions> = {}): Ground {
  return new Ground(UNUSED, { mode: "incremental", ...more });
}

function increments(ground: Ground): string[] {
  return ground.rows("select desired_state, status from increments order by n")
    .map(({ desired_state, status }) => `${desired_state} ${status}`);
}

/** The increment of each iteration, in order. */
function worked(ground: Ground): unknown[] {
  return ground.rows(
    "select (select n from increments where id = iterations.increment_id) n from iterations order by iterations.n",
  ).map(({ n }) => n);
}

async function answer(ground: Ground, response: string, comment?: string): Promise<void> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  await using store = await openStore(ground.db, { create: false, clock });
  const [prompt] = await store.archive.prompts({ loop: 1, open: true });
  await store.queue.answer(prompt!.id, response, "test", comment);
}

Deno.test("runLoop() shows the plan of a goal in words, works each step until it is proved, and looks at the whole at the end", async () => {
  using ground = incremental();
  const decider = maker(ground, () => ["one", "two"]);
  assert.match(
    ending(await ground.visit(by(decider))),
    /^paused: Confirm this plan \(sha256:[0-9a-f]{64}\):\n1\. one\n2\. two\nWhy: one after another$/,
  );
  assert.deepEqual([increments(ground), ground.read("one")], [[], undefined]);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(by(decider))), "completed: all is there: there");
  assert.deepEqual(increments(ground), ["one completed", "two completed"]);
  assert.deepEqual(worked(ground), [null, 1, 1, 2, 2, null]);
  assert.deepEqual([ground.read("one"), ground.read("two")], ["x", "x"]);
  assert.equal(decider.planned.length, 1);
  const second = decider.asked.find(({ desiredState }) => desiredState === "two")!;
  assert.deepEqual(second.increment, {
    n: 2,
    of: 2,
    whole: GOAL,
    before: [{ n: 1, desiredState: "one", status: "completed" }],
  });
  assert.equal(second.left.iterations, 10);
  assert.deepEqual(decider.asked.at(-1)?.increment, undefined);
});

Deno.test("runLoop() plans anew with what a human has against a plan, and ends where that is nothing but a no", async () => {
  using ground = incremental();
  const decider = maker(ground, ({ run }) => {
    const comments = run.flatMap(({ prompts }) => prompts.map(({ comment }) => comment));
    return comments.includes("two first") ? ["two", "one"] : ["one", "two"];
  });
  await ground.visit(by(decider));
  await answer(ground, "no", "two first");
  assert.match(ending(await ground.visit(by(decider))), /:\n1\. two\n2\. one\n/);
  await answer(ground, "no");
  assert.equal(ending(await ground.visit(by(decider))), "failed: the plan was declined");
  assert.deepEqual([increments(ground), decider.planned.length, decider.asked.length], [[], 2, 0]);
});

Deno.test("runLoop() takes --yes as the word for a plan, on record, and steps of a file without asking a model", async () => {
  using ground = incremental({ yes: true, steps: ["two", "one"] });
  const decider = maker(ground, () => []);
  assert.equal(ending(await ground.visit(by(decider))), "completed: all is there: there");
  assert.deepEqual(increments(ground), ["two completed", "one completed"]);
  assert.deepEqual(decider.planned, []);
  assert.deepEqual(ground.rows("select kind, response, answered_by from prompts"), [
    { kind: "plan", response: "yes", answered_by: "--yes" },
  ]);
});

Deno.test("runLoop() gives an increment up that does not converge, and begins nothing behind it", async () => {
  using ground = incremental({ yes: true, maxIterations: 2 });
  const look: Decision = { kind: "look", reasoning: "", probes: [] };
  const decider = new ScriptedDecider(
    ({ desiredState }) => desiredState === "one" ? { kind: "converged", reasoning: "there" } : look,
    () => ["one", "two", "three"],
  );
  assert.equal(
    ending(await ground.visit(by(decider))),
    "failed: increment 2 (two): not converged after 2 iterations, the most it may take (--max-iterations)",
  );
  assert.deepEqual(increments(ground), ["one completed", "two failed", "three pending"]);
});

Deno.test("runLoop() puts right in the last look at the whole goal what an increment undid", async () => {
  using ground = incremental({ yes: true });
  const decider = maker(ground, () => ["one", "two"]);
  const hear: Visit["hear"] = (event) => {
    if (event.kind === "iteration closed" && event.n === 5) ground.remove("one");
  };
  assert.equal(ending(await ground.visit({ ...by(decider), hear })), "completed: all is there: there");
  assert.equal(ground.read("one"), "x");
  assert.deepEqual(worked(ground), [null, 1, 1, 2, 2, null, null]);
});

Deno.test("runLoop() asks no model again for a plan whose reply is on record", async () => {
  using ground = incremental();
  const decider = maker(ground, () => ["one"]);
  const dying = {
    ...decider,
    asked: decider.asked,
    plan: async (...args: Parameters<ScriptedDecider["plan"]>) => {
      await decider.plan(...args);
      throw new Error("gone");
    },
  } as unknown as ScriptedDecider;
  await assert.rejects(ground.visit(by(dying)), /gone/);
  assert.match(ending(await ground.visit(by(decider))), /^paused: Confirm this plan .*\n1\. one\n/);
  assert.equal(decider.planned.length, 1);
});

Deno.test("runLoop() works a goal as a whole in a dry run, and where only rules decide", async () => {
  using ground = incremental({ dryRun: true });
  const decider = maker(ground, () => ["one"]);
  assert.equal(ending(await ground.visit(by(decider))), "completed: dry run: changes would be made");
  assert.deepEqual([increments(ground), decider.planned, ground.read("one")], [[], [], undefined]);
  using ruled = incremental();
  const next = await ruled.visit({ world: () => ({ decides: words(null, { goal: GOAL }) }) });
  assert.match(ending(next), /a goal in words needs a language model/);
  assert.deepEqual(increments(ruled), []);
});
