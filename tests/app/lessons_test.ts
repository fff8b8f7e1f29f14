// proposedRules: a goal in words is reached with a model; the day after the rule that was learned reaches it alone.
import assert from "node:assert/strict";
import { proposedRules } from "../../src/app/lessons.ts";
import { runLoop } from "../../src/engine/run_loop.ts";
import type { World } from "../../src/engine/world.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import type { Decider } from "../../src/ports/decider.ts";
import type { Secrets } from "../../src/ports/secrets.ts";
import { readRules } from "../../src/rules/read_rules.ts";
import { withStatus } from "../../src/rules/rule_text.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { chargeOf } from "../engine/charge_of.ts";
import { ending, Ground, play } from "../engine/ground.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";

const GOAL = "the message of the day says hello";
const NOBODY: Decider = {
  decide: () => Promise.reject(new Error("the model was asked")),
  plan: () => Promise.reject(new Error("the model was asked")),
};

/** A model that looks at the file, writes it, and finds the goal reached; it may write a rule itself. */
function model(ground: Ground, learn?: JsonObject): ScriptedDecider {
  const path = `${ground.folder}/motd`;
  const look = { name: "motd", host: "localhost", module: "stat", params: { path } };
  const write = {
    host: "localhost",
    module: "copy",
    params: { dest: path, content: "hello\n" },
    name: "Greet",
    task: null,
  };
  return new ScriptedDecider(({ observations }): Decision => {
    const seen = observations.looks?.["localhost"]?.["motd"] as { stat?: JsonObject } | undefined;
    if (seen === undefined) return { kind: "look", reasoning: "see", probes: [look] };
    if (seen.stat?.["exists"] === true) {
      return { kind: "converged", reasoning: "it does", ...(learn === undefined ? {} : { learn }) };
    }
    return { kind: "act", reasoning: "it does not", actions: [write] };
  });
}

/** Works the ground's loop on the goal, with the rules that are there; another run comes after it. Returns how it ended and what was told. */
async function work(
  ground: Ground,
  decider: Decider,
  { secret, folder = `${ground.folder}/rules` }: { secret?: string; folder?: string } = {},
): Promise<string[]> {
  const before = ground.events.length;
  const last = await ground.visit({
    work: async (lease, { store, world: usual, signals }) => {
      const charge = chargeOf(lease);
      const { loop } = charge;
      const rules = readRules(folder, localFiles(), { modules: modules() });
      const world: World = {
        ...usual,
        decides: words(decider, { goal: GOAL, rules, looks: [] }),
        policy: { rules: [{ decision: "allow", match: { params: {} }, place: "test:1" }] },
      };
      const pastDecisions = async (after: number, limit: number) =>
        (await store.archive.pastDecisions(after, limit)).map((each) => ({ ...each, goal: GOAL }));
      const secrets = secret === undefined
        ? {}
        : { secrets: { redact: (text: string) => text.replaceAll(secret, "(secret)") } as Secrets };
      const lessons = proposedRules({ loop, goal: GOAL, folder, archive: { pastDecisions } }, { ...world, ...secrets });
      let next = await runLoop(charge, { ...world, lessons }, signals);
      while (next.kind === "again") next = await runLoop(charge, { ...world, lessons }, signals);
      // As after a crash, before the run's end was on record.
      const again = await lessons.learn(await world.journal.history());
      if (again !== null) usual.events.emit({ kind: "learned", loop: loop.id, text: again });
      const ended = { status: "completed" as const, reason: ending(next) };
      await store.queue.release(lease, { kind: "next run", at: 0, reason: "tomorrow", ended });
      return next;
    },
  });
  const told = ground.events.slice(before).flatMap((event) => event.kind === "learned" ? [event.text] : []);
  return [ending(last), ...told];
}

function ruleFiles(ground: Ground): string[] {
  return ground.names().includes("rules")
    ? [...Deno.readDirSync(`${ground.folder}/rules`)].map(({ name }) => name).toSorted()
    : [];
}

function edit(ground: Ground, name: string, change: (text: string, file: string) => string): void {
  const file = `${ground.folder}/rules/${name}`;
  Deno.writeTextFileSync(file, change(Deno.readTextFileSync(file), file));
}

Deno.test("proposedRules() proposes what was done, and once it is approved drift is put right without the model", async () => {
  using ground = new Ground(play("- ping:"));
  const [end, told, again] = await work(ground, model(ground));
  assert.equal(end, "completed: it does");
  assert.equal(again, told, "asked again it says the same and writes nothing");
  assert.match(
    told!,
    /^A rule is proposed, message-day-says-hello: on the record it would have fired once in 3 decisions, as it was decided then\. .*`rules approve message-day-says-hello --rules-dir [^`]*\/rules`$/,
  );
  assert.deepEqual(ruleFiles(ground), ["message-day-says-hello.yml"]);
  const text = ground.read("rules/message-day-says-hello.yml")!;
  assert.match(text, /^# Learned from run 1 of loop 1 \(ground\)\.\n/);
  assert.match(text, /\nstatus: proposed\n/);

  ground.write("motd", "goodbye\n");
  const still = new ScriptedDecider(() => ({ kind: "blocked", reasoning: "asked" }));
  assert.equal((await work(ground, still))[0], "blocked: asked");
  assert.equal(still.asked.length, 1, "a rule that nobody approved decides nothing");
});

Deno.test("proposedRules() learns a rule that, approved, reaches the goal again with no call", async () => {
  using ground = new Ground(play("- ping:"));
  await work(ground, model(ground));
  edit(
    ground,
    "message-day-says-hello.yml",
    (text, file) => withStatus(text, file, { status: "active", origin: { approved: { by: "me" } } }),
  );
  ground.write("motd", "goodbye\n");
  const [end, ...told] = await work(ground, NOBODY);
  assert.match(end!, /^completed: Nothing is missing: the rule message-day-says-hello covers this goal/);
  assert.equal(ground.read("motd"), "hello\n");
  assert.deepEqual(told, []);
  const calls = ground.rows(
    "select count(*) as n from model_calls where iteration_id in (select id from iterations where run = 2)",
  );
  assert.deepEqual(calls, [{ n: 0 }]);
});

Deno.test("proposedRules() proposes the same only once, whatever became of it", async () => {
  using ground = new Ground(play("- ping:"));
  await work(ground, model(ground));
  edit(
    ground,
    "message-day-says-hello.yml",
    (text, file) => withStatus(text, file, { status: "disabled", origin: {} }),
  );
  ground.remove("motd");
  assert.deepEqual((await work(ground, model(ground))).slice(1), []);
  assert.equal(ruleFiles(ground).length, 1);
});

Deno.test("proposedRules() writes beside a file of that name, never over it", async () => {
  using ground = new Ground(play("- ping:"));
  ground.folderAt("rules");
  const mine = "name: mine\nwhen: motd.stat.exists and false\nactions: [{ping: }]\n";
  ground.write("rules/message-day-says-hello.yml", mine);
  assert.match((await work(ground, model(ground)))[1]!, /^A rule is proposed, message-day-says-hello-2: /);
  assert.equal(ground.read("rules/message-day-says-hello.yml"), mine);
  assert.deepEqual(ruleFiles(ground), ["message-day-says-hello-2.yml", "message-day-says-hello.yml"]);
});

Deno.test("proposedRules() takes the model's own rule where it does no worse on the record", async () => {
  using ground = new Ground(play("- ping:"));
  const path = `${ground.folder}/motd`;
  const learn = {
    name: "greet me",
    observe: [{ name: "motd", module: "stat", params: { path } }],
    when: "motd.stat.exists == false",
    actions: [{ name: "Greet", module: "copy", params: { dest: path, content: "hello\n" } }],
    status: "active",
  };
  assert.match((await work(ground, model(ground, learn)))[1]!, /^A rule is proposed, greet-me: /);
  assert.match(ground.read("rules/greet-me.yml")!, /\nstatus: proposed\norigin:\n {2}by: model\n/);
});

Deno.test("proposedRules() takes the derived rule where the model's makes no sense, does worse, or is a program", async () => {
  const wrong: JsonObject[] = [
    { name: "a", when: "motd.stat.exists", actions: [{ ping: {} }] },
    { name: "a", when: "nothing.seen", actions: [{ ping: {} }] },
    { name: "a", when: "true", actions: [{ ping: {} }], code: "import os" },
    { name: "a", when: "not motd.stat.exists", actions: [{ module: "file", params: { path: "/x", state: "absent" } }] },
    { when: 3 },
  ];
  for (const learn of wrong) {
    using ground = new Ground(play("- ping:"));
    assert.match(
      (await work(ground, model(ground, learn)))[1]!,
      /proposed, message-day-says-hello: /,
      JSON.stringify(learn),
    );
  }
});

Deno.test("proposedRules() says so where the folder cannot be written, and ends nothing", async () => {
  using ground = new Ground(play("- ping:"));
  ground.write("file", "");
  const [end, told] = await work(ground, model(ground), { folder: `${ground.folder}/file/rules` });
  assert.equal(end, "completed: it does");
  assert.match(told!, /^No rule could be proposed: Cannot write .*\/rules\/.*\.yml: /);
});

Deno.test("proposedRules() writes no secret value down", async () => {
  using ground = new Ground(play("- ping:"));
  const [end, told] = await work(ground, model(ground), { secret: "hello" });
  assert.equal(end, "completed: it does");
  assert.equal(told, "No rule could be proposed: a secret value, or its checksum, would stand in it");
  assert.deepEqual(ruleFiles(ground), []);
});
