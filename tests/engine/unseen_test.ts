// What runs on no host before a human has said yes, its check mode neither: modules of which nothing is known, and questions to addresses elsewhere.
import assert from "node:assert/strict";
import type { Decision } from "../../src/model/decision.ts";
import { NO_POLICY } from "../../src/policy/policy.ts";
import { modules } from "../../src/modules/registry.ts";
import { fileModule } from "../../src/modules/file.ts";
import type { Module } from "../../src/ports/module.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground, type Visit } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const NAME = "community.general.make";

/** The decision of one call of a module that nobody here knows; its looks are counted. */
function calling(ground: Ground, seen: { looks: number }): Visit {
  const file = fileModule();
  const foreign: Module = {
    ...file,
    name: NAME,
    look: (call) => {
      seen.looks++;
      return file.look(call);
    },
  };
  const known = modules();
  const decider: ScriptedDecider = new ScriptedDecider((): Decision =>
    decider.asked.length === 1
      ? {
        kind: "act",
        reasoning: "this",
        actions: [{
          host: "localhost",
          module: NAME,
          params: { path: `${ground.folder}/made`, state: "directory" },
          name: "make it",
          task: null,
        }],
      }
      : { kind: "converged", reasoning: "all is there" }
  );
  return {
    world: () => ({
      decides: words(decider),
      policy: NO_POLICY,
      modules: { ...known, get: (name) => name === NAME ? foreign : known.get(name), problems: () => [] },
    }),
  };
}

Deno.test("runLoop() shows a call that is asked for and whose module nobody knows without a look, and looks after the yes", async () => {
  using ground = new Ground(UNUSED);
  const seen = { looks: 0 };
  const visit = calling(ground, seen);
  assert.match(ending(await ground.visit(visit)), /^paused: The model wants 1 action/);
  assert.equal(seen.looks, 0);
  const [prompt] = ground.rows("select prompt_text from prompts");
  assert.match(String(prompt?.["prompt_text"]), /nothing is known of what community\.general\.make does/);
  assert.match(String(prompt?.["prompt_text"]), /a look says: nothing before a yes/);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.ok(seen.looks > 0);
  assert.ok(ground.names().includes("made"));
  assert.equal(ground.rows("select id from prompts").length, 1);
});

Deno.test("runLoop() tells what a dry run would ask about, and runs no module that nobody knows", async () => {
  using ground = new Ground(UNUSED, { dryRun: true });
  const seen = { looks: 0 };
  await ground.visit(calling(ground, seen));
  assert.equal(seen.looks, 0);
  assert.ok(!ground.names().includes("made"));
});

Deno.test("runLoop() asks no address elsewhere before a human has said yes, as a look neither", async () => {
  using ground = new Ground(UNUSED);
  const asked: string[] = [];
  const known = modules();
  const file = fileModule();
  const uri: Module = {
    ...file,
    name: "uri",
    look: (call) => {
      asked.push(String(call.params["url"]));
      return file.look({ ...call, params: { path: `${ground.folder}/made`, state: "directory" } });
    },
  };
  const request = { module: "uri", params: { url: "http://elsewhere.example/?leak" } };
  const decider: ScriptedDecider = new ScriptedDecider((): Decision =>
    decider.asked.length === 1
      ? { kind: "look", reasoning: "what does it say?", probes: [{ host: "localhost", name: "page", ...request }] }
      : {
        kind: "act",
        reasoning: "then ask",
        actions: [{ host: "localhost", name: "ask it", task: null, ...request }],
      }
  );
  const world = () => ({
    decides: words(decider),
    policy: NO_POLICY,
    modules: { ...known, get: (name: string) => name === "uri" ? uri : known.get(name), problems: () => [] },
  });
  assert.match(ending(await ground.visit({ world })), /^paused: The model wants 1 action/);
  assert.deepEqual(asked, []);
  const [seen] = ground.rows("select observations from iterations order by id desc limit 1");
  assert.match(JSON.stringify(seen), /Not looked at: .*elsewhere\.example.*no host of the inventory/);
  const [prompt] = ground.rows("select prompt_text from prompts");
  assert.match(String(prompt?.["prompt_text"]), /a look would already ask http:\/\/elsewhere\.example/);
});
