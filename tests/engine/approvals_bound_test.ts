// What a yes covers and a no forbids, at the edges: after a crash, as another user, where things change on the way, under policies that seldom ask.
import assert from "node:assert/strict";
import { approvalText } from "../../src/engine/approval_text.ts";
import { Approvals } from "../../src/engine/approvals.ts";
import { callHash } from "../../src/engine/fingerprint.ts";
import type { World } from "../../src/engine/world.ts";
import type { Action } from "../../src/model/action.ts";
import type { Decision, Shown } from "../../src/model/decision.ts";
import type { Iteration, RecordedPrompt } from "../../src/model/iteration.ts";
import type { Way } from "../../src/model/way.ts";
import type { Policy, PolicyRule } from "../../src/policy/policy.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground, play, type Visit } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const DONE: Decision = { kind: "converged", reasoning: "all is there" };

function rule(decision: PolicyRule["decision"], match: PolicyRule["match"]): PolicyRule {
  return { decision, match, reason: "it is looked at first", place: "policy.yml:1" };
}

function asks(...modules: string[]): Policy {
  return { file: "/policy.yml", rules: modules.map((module) => rule("ask", { module: [module], params: {} })) };
}

function deciding(policy: Policy, script: (brief: Brief) => Decision, world: Partial<World> = {}): Visit {
  const decider = new ScriptedDecider(script);
  return { world: () => ({ decides: words(decider), policy, ...world }) };
}

/** The decision of these first, then satisfied. */
function actions(...first: Action[]): (brief: Brief) => Decision {
  return ({ run }) =>
    run.some(({ decision }) => decision?.kind === "act") ? DONE : { kind: "act", reasoning: "these", actions: first };
}

const under = (policy: Policy): Visit => ({ world: () => ({ policy }) });
const prompts = (ground: Ground) => ground.rows("select prompt_text text, response from prompts order by id");

/** Stops the loop as soon as the first deed has begun. */
function stopAtFirst(visit: Visit): Visit {
  const stop = new AbortController();
  return { ...visit, stop: stop.signal, hear: ({ kind }) => void (kind === "action started" && stop.abort()) };
}

function write(ground: Ground, name: string, module: "copy" | "lineinfile"): Action {
  const path = `${ground.folder}/${name}`;
  const params: Action["params"] = module === "copy" ? { dest: path, content: "one\n" } : { path, line: "two" };
  return { host: "localhost", module, params, name: `${module} ${name}`, task: null };
}

Deno.test("runLoop() keeps the yes to what depends on an action that policy lets through, when it is stopped between them", async () => {
  using ground = new Ground(UNUSED);
  const visit = deciding(asks("lineinfile"), actions(write(ground, "a", "copy"), write(ground, "a", "lineinfile")));
  assert.match(ending(await ground.visit(visit)), /^paused/);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(stopAtFirst(visit))), "stopped");
  assert.equal(ground.read("a"), "one\n");
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.equal(ground.read("a"), "one\ntwo\n");
  assert.equal(prompts(ground).length, 1);
});

Deno.test("runLoop() keeps a yes through a stop where the host is worked on as another user", async () => {
  using ground = new Ground(UNUSED);
  const way = (host: string): Way => ({ host, connection: "local", become: { method: "sudo", user: "root" } });
  const visit = deciding(
    asks("copy", "lineinfile"),
    actions(write(ground, "a", "copy"), write(ground, "b", "copy"), write(ground, "a", "lineinfile")),
    { entrances: { to: (host) => ({ way: way(host) }), again: (known) => ({ way: known }) } },
  );
  assert.match(ending(await ground.visit(visit)), /^paused/);
  assert.match(String(prompts(ground)[0]!["text"]), /localhost as root: copy a/);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(stopAtFirst(visit))), "stopped");
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.deepEqual([ground.read("a"), ground.read("b")], ["one\ntwo\n", "one\n"]);
  assert.equal(prompts(ground).length, 1);
});

Deno.test("runLoop() asks again where a template comes out otherwise than it was shown", async () => {
  using ground = new Ground(play(`
- name: who
  shell: echo intruder; echo told >> DIR/deeds
  register: who
- name: write it
  template: {src: DIR/who.j2, dest: DIR/who}
`));
  ground.write("who.j2", "allow {{ who.stdout | default('nobody', true) }}\n");
  const visit = under(asks("template"));
  assert.match(ending(await ground.visit(visit)), /^paused/);
  assert.match(String(prompts(ground)[0]!["text"]), /\+allow nobody/);
  await ground.answer("yes");
  assert.match(ending(await ground.visit(visit)), /^paused/);
  assert.match(String(prompts(ground)[1]!["text"]), /\+allow intruder/);
  assert.equal(ground.read("who"), undefined);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: converged");
  assert.equal(ground.read("who"), "allow intruder\n");
  assert.equal(prompts(ground).length, 2);
  assert.deepEqual(ground.deeds(), ["told"]);
});

Deno.test("runLoop() never asks again after a no, also where only a rule that may deny made it a question", async () => {
  using ground = new Ground(play(`
- name: may be it
  shell: $(cat DIR/program) >> DIR/deeds
`));
  ground.write("program", "echo one");
  const visit = under({ file: "/policy.yml", rules: [rule("deny", { program: ["rm"], params: {} })] });
  assert.match(ending(await ground.visit(visit)), /^paused/);
  await ground.answer("no");
  assert.match(ending(await ground.visit(visit)), /^blocked: "may be it" on localhost: a human said no/);
  assert.equal(prompts(ground).length, 1);
  assert.deepEqual(ground.deeds(), []);
});

Deno.test("a walk that only finds out what to ask about waits for nothing that its tasks would bring about", async () => {
  using ground = new Ground(play(`
- name: bring it
  copy: {dest: DIR/there, content: "x\\n"}
- name: wait for it
  wait_for: {path: DIR/there, timeout: 300}
- name: say it
  shell: echo there >> DIR/deeds
`));
  const visit = under(asks("copy", "shell"));
  const begun = performance.now();
  assert.match(ending(await ground.visit(visit)), /^paused: The playbook wants 2 actions/);
  assert(performance.now() - begun < 100_000);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: converged");
  assert.equal(prompts(ground).length, 1);
});

const WAY: Way = { host: "web", connection: "ssh" };
const SHOWN: Shown = {
  host: "web",
  module: "copy",
  name: "write it",
  params: {},
  task: "0.tasks.0",
  reason: "asked",
  call: "a",
  place: "at a",
  seen: "1",
};

function prompt(id: number, response: string, shown: Shown[]): RecordedPrompt {
  return {
    id,
    kind: "approval",
    text: "?",
    options: ["yes", "no"],
    about: `${id}`,
    status: "answered",
    response,
    shown,
  };
}

const chain = (...of: RecordedPrompt[]) => [{ prompts: of, actions: [] }] as unknown as Iteration[];

Deno.test("ofBatch() lets nothing start that was not looked at with the rest, whatever an earlier yes has shown", () => {
  const [b, c] = [{ ...SHOWN, call: "b", place: "at b" }, { ...SHOWN, call: "c", place: "at c" }];
  const yes = prompt(1, "yes", [SHOWN, b, c]);
  const no = prompt(2, "no", [b]);
  const answer = new Approvals(chain(yes, no), [no]).ofBatch([SHOWN], new Set(["at c"]));
  assert(answer.kind === "approved");
  assert.deepEqual([...answer.covered], ["a"]);
});

const TERMS: NonNullable<Action["terms"]> = {
  play: "p",
  searchPath: [],
  vars: { get: () => undefined, names: () => [] },
  settle: (result) => result,
  changedWhen: "unset",
  ignoreErrors: false,
  noLog: false,
  handler: false,
};

Deno.test("callHash() differs for another address, port, login and program of the same host", () => {
  const ways: Way[] = [
    { host: "web", connection: "ssh" },
    { host: "web", connection: "ssh", address: "10.0.0.1" },
    { host: "web", connection: "ssh", port: 2222 },
    { host: "web", connection: "ssh", user: "root" },
    { host: "web", connection: "local" },
    { host: "web", connection: "ssh", become: { method: "sudo", user: "root" } },
    { host: "web", connection: "ssh", become: { method: "sudo", user: "root", exe: "/tmp/sudo" } },
  ];
  const hashes = ways.map((way) =>
    callHash({ host: "web", module: "file", params: {}, name: "n", task: "0.tasks.1" }, { salt: "salt", way })
  );
  assert.equal(new Set(hashes).size, ways.length);
});

Deno.test("approvalText() shows the environment that a task is done with, and nothing of it under no_log", () => {
  const action: Action = {
    host: "web",
    module: "shell",
    params: { cmd: "./deploy" },
    name: "deploy",
    task: "0.tasks.1",
    terms: { ...TERMS, environment: { LD_PRELOAD: "/tmp/x.so\n9. nothing" } },
  };
  const looked = { kind: "known" as const, result: { changed: false } };
  const text = approvalText([{ action, shown: { ...SHOWN, name: "deploy" }, looked, way: WAY }], "The playbook");
  assert(text.includes("LD_PRELOAD=/tmp/x.so\\n9. nothing"), text);
  const hidden = { ...action, terms: { ...action.terms!, noLog: true } };
  assert(!approvalText([{ action: hidden, shown: SHOWN, looked, way: WAY }], "The playbook").includes("LD_PRELOAD"));
});
