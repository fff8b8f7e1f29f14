// What policy asks about waits for a human, is bound to what was shown, and a no stands.
import assert from "node:assert/strict";
import { callHash } from "../../src/engine/fingerprint.ts";
import type { World } from "../../src/engine/world.ts";
import type { Action } from "../../src/model/action.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { LoopOptions } from "../../src/model/loop.ts";
import type { Policy, PolicyRule } from "../../src/policy/policy.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground, play, type Visit } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const DONE: Decision = { kind: "converged", reasoning: "all is there" };

function rule(decision: PolicyRule["decision"], module: string): PolicyRule {
  return {
    decision,
    match: { module: [module], params: {} },
    reason: `${module} is looked at first`,
    place: "policy.yml:1",
  };
}

function policy(...rules: PolicyRule[]): Policy {
  return { file: "/policy.yml", rules };
}

function copy(ground: Ground, name: string, content = `${name}\n`): Action {
  const params = { dest: `${ground.folder}/${name}`, content };
  return { host: "localhost", module: "copy", params, name: `write ${name}`, task: null };
}

function echo(ground: Ground, word: string): Action {
  const params = { cmd: `echo ${word} >> ${ground.folder}/deeds` };
  return { host: "localhost", module: "shell", params, name: word, task: null };
}

/** A visit in words under a policy; the decider is told how often it was asked before. */
function deciding(rules: Policy, script: (times: number) => Decision): Visit & { asked: Brief[] } {
  const decider: ScriptedDecider = new ScriptedDecider(() => script(decider.asked.length - 1));
  return { world: () => ({ decides: words(decider), policy: rules }), asked: decider.asked };
}

/** The decision of actions first, then satisfied, whatever became of them. */
function actions(...first: Action[]): (times: number) => Decision {
  return (times) => times === 0 ? { kind: "act", reasoning: "these", actions: first } : DONE;
}

const prompts = (ground: Ground) =>
  ground.rows("select id, kind, status, response, prompt_text from prompts order by id");
const texts = (ground: Ground) => prompts(ground).map(({ prompt_text }) => String(prompt_text));

Deno.test("runLoop() shows all that policy asks about in one prompt, and does nothing before the answer", async () => {
  using ground = new Ground(UNUSED);
  const visit = deciding(
    policy(rule("ask", "shell"), rule("ask", "copy")),
    actions(copy(ground, "a"), echo(ground, "one"), copy(ground, "b")),
  );
  assert.match(ending(await ground.visit(visit)), /^paused: The model wants 3 actions/);
  assert.equal(prompts(ground).length, 1);
  const [text] = texts(ground);
  for (const part of ["localhost", "write a", "+a", "+b", "echo one", "copy is looked at first"]) {
    assert(text!.includes(part), `${part} is not in ${text}`);
  }
  assert.deepEqual(ground.names(), ["site.yml"]);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.deepEqual([ground.read("a"), ground.read("b"), ground.deeds()], ["a\n", "b\n", ["one"]]);
  assert.equal(prompts(ground).length, 1);
  assert.equal(visit.asked.length, 2);
});

Deno.test("runLoop() asks again, and says so, where what was shown has changed before the first of it starts", async () => {
  using ground = new Ground(UNUSED);
  const visit = deciding(policy(rule("ask", "copy")), actions(copy(ground, "a"), copy(ground, "b")));
  await ground.visit(visit);
  ground.write("b", "meanwhile\n");
  await ground.answer("yes");
  assert.match(ending(await ground.visit(visit)), /has changed since/);
  assert.equal(ground.read("a"), undefined);
  assert.equal(ground.read("b"), "meanwhile\n");
  assert(texts(ground)[1]!.includes("-meanwhile"));
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.equal(ground.read("b"), "b\n");
});

Deno.test("runLoop() denies what a human says no to, tells the decider why, and does not ask for the same again", async () => {
  using ground = new Ground(UNUSED);
  const visit = deciding(
    policy(rule("ask", "shell")),
    (times) =>
      times < 2
        ? { kind: "act", reasoning: "these", actions: [copy(ground, "a"), echo(ground, "one")] }
        : { kind: "blocked", reasoning: "a human will not have it" },
  );
  await ground.visit(visit);
  await ground.answer("no");
  assert.equal(ending(await ground.visit(visit)), "blocked: a human will not have it");
  assert.deepEqual(ground.deeds(), []);
  assert.equal(prompts(ground).length, 1);
  assert.deepEqual(ground.actions(), ["write a skipped", "one denied", "write a skipped", "one denied"]);
  assert(JSON.stringify(visit.asked[1]!.run).includes("a human said no"));
});

Deno.test("runLoop() asks anew for the same command once an approved one was done: a yes is for one decision", async () => {
  using ground = new Ground(UNUSED);
  const visit = deciding(
    policy(rule("ask", "shell")),
    (times) => times < 2 ? { kind: "act", reasoning: "again", actions: [echo(ground, "one")] } : DONE,
  );
  await ground.visit(visit);
  await ground.answer("yes");
  assert.match(ending(await ground.visit(visit)), /^paused/);
  assert.deepEqual(ground.deeds(), ["one"]);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.deepEqual(ground.deeds(), ["one", "one"]);
});

Deno.test("runLoop() does not ask about what has nothing to do, and binds what depends on an earlier action to its parameters", async () => {
  using ground = new Ground(UNUSED);
  ground.write("there", "there\n");
  const into = { path: `${ground.folder}/new`, line: "two" };
  const visit = deciding(
    policy(rule("ask", "copy"), rule("ask", "lineinfile")),
    actions(
      copy(ground, "there"),
      { ...copy(ground, "new"), module: "template", params: { src: `${ground.folder}/site.yml`, dest: into.path } },
      { host: "localhost", module: "lineinfile", params: into, name: "into it", task: null },
    ),
  );
  await ground.visit(visit);
  const [text] = texts(ground);
  assert(!text!.includes("write there"), text);
  assert.match(text!, /into it[^]*after action 2/);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.match(ground.read("new")!, /two\n$/);
});

Deno.test("runLoop() carries out nothing that comes after an action that policy denies, and asks nobody about it", async () => {
  using ground = new Ground(UNUSED);
  const visit = deciding(
    policy(rule("deny", "shell"), rule("ask", "copy")),
    (times) =>
      times === 0
        ? { kind: "act", reasoning: "these", actions: [echo(ground, "one"), copy(ground, "a")] }
        : { kind: "blocked", reasoning: "denied" },
  );
  assert.equal(ending(await ground.visit(visit)), "blocked: denied");
  assert.deepEqual(ground.actions(), ["one denied", "write a skipped"]);
  assert.deepEqual(prompts(ground), []);
  assert(JSON.stringify(visit.asked[1]!.run).includes("shell is looked at first"));
});

const yes: Partial<LoopOptions> = { yes: true };

Deno.test("runLoop() with --yes approves on record and goes on", async () => {
  using ground = new Ground(UNUSED, yes);
  const visit = deciding(policy(rule("ask", "shell")), actions(echo(ground, "one")));
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.deepEqual(ground.deeds(), ["one"]);
  assert.deepEqual(ground.rows("select kind, status, response, answered_by from prompts"), [
    { kind: "approval", status: "answered", response: "yes", answered_by: "--yes" },
  ]);
  assert.deepEqual(ground.passes(), ["completed", "completed"]);
});

/** A visit to the ground's playbook under a policy. */
function under(rules: Policy): Visit {
  return { world: (): Partial<World> => ({ policy: rules }) };
}

const THREE = play(`
- name: write a
  copy: {dest: DIR/a, content: "a\\n"}
- name: say one
  shell: echo one >> DIR/deeds
- name: write b
  copy: {dest: DIR/b, content: "b\\n"}
`);

Deno.test("runLoop() asks once a pass for all that policy asks about in a playbook", async () => {
  using ground = new Ground(THREE);
  const visit = under(policy(rule("ask", "copy"), rule("ask", "shell")));
  assert.match(ending(await ground.visit(visit)), /^paused: The playbook wants 3 actions/);
  assert.deepEqual(ground.names(), ["site.yml"]);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: converged");
  assert.deepEqual([ground.read("a"), ground.read("b"), ground.deeds()], ["a\n", "b\n", ["one"]]);
  assert.equal(prompts(ground).length, 1);
});

Deno.test("runLoop() fails the task that a human says no to, as denied, and never asks for it again", async () => {
  using ground = new Ground(THREE);
  const visit = under(policy(rule("ask", "shell")));
  await ground.visit(visit);
  await ground.answer("no");
  assert.match(ending(await ground.visit(visit)), /^blocked: "say one" on localhost: a human said no/);
  assert.deepEqual([ground.deeds(), ground.read("a"), ground.read("b")], [[], "a\n", undefined]);
  assert.deepEqual(ground.rows("select status from actions where name = 'say one'"), [{ status: "denied" }]);
  assert.equal(prompts(ground).length, 1);
});

Deno.test("runLoop() asks again for a playbook's actions where what was shown has changed", async () => {
  using ground = new Ground(THREE);
  const visit = under(policy(rule("ask", "copy")));
  await ground.visit(visit);
  ground.write("b", "meanwhile\n");
  await ground.answer("yes");
  assert.match(ending(await ground.visit(visit)), /has changed since/);
  assert.equal(ground.read("a"), undefined);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "completed: converged");
  assert.equal(ground.read("b"), "b\n");
});

Deno.test("runLoop() asks at the task for what no look could foresee", async () => {
  using ground = new Ground(play(`
- name: mark
  shell: echo mark >> DIR/deeds
- name: what is there
  shell: wc -l < DIR/deeds
  register: lines
  changed_when: false
- name: write it
  copy: {dest: "DIR/n{{ lines.stdout | default('') | trim }}", content: "n\\n"}
`));
  const visit = under(policy(rule("ask", "copy")));
  let next = ending(await ground.visit(visit));
  for (let times = 0; times < 3 && next.startsWith("paused"); times++) {
    await ground.answer("yes");
    next = ending(await ground.visit(visit));
  }
  assert.equal(next, "completed: converged");
  assert.equal(ground.read("n1"), "n\n");
  assert.deepEqual(ground.deeds(), ["mark"]);
  const last = texts(ground).at(-1)!;
  assert(last.includes("/n1"), last);
});

Deno.test("runLoop() denies a playbook's task before anything is looked at there", async () => {
  using ground = new Ground(THREE);
  const visit = under(policy(rule("deny", "copy")));
  assert.match(
    ending(await ground.visit(visit)),
    /^blocked: "write a" on localhost: denied by policy: copy is looked at/,
  );
  assert.deepEqual(ground.names(), ["site.yml"]);
});

Deno.test("a walk that only finds out what to ask about changes nothing and asks nothing itself", async () => {
  using ground = new Ground(play(`
- name: anybody there
  pause: {prompt: "who are you?"}
  register: who
- name: mark
  shell: echo {{ who.user_input | default('nobody') }} >> DIR/deeds
- name: write a
  copy: {dest: DIR/a, content: "a\\n"}
`));
  const visit = under(policy(rule("ask", "copy")));
  assert.match(ending(await ground.visit(visit)), /^paused: The playbook wants 1 action/);
  assert.deepEqual([ground.deeds(), ground.names()], [[], ["site.yml"]]);
  assert.deepEqual(prompts(ground).map(({ kind }) => kind), ["approval"]);
  await ground.answer("yes");
  assert.match(ending(await ground.visit(visit)), /who are you/);
  await ground.answer("me");
  assert.equal(ending(await ground.visit(visit)), "completed: converged");
  assert.deepEqual([ground.deeds(), ground.read("a")], [["me"], "a\n"]);
});

Deno.test("an approval shows what comes from elsewhere on lines of its own action, with nothing hidden", async () => {
  using ground = new Ground(UNUSED);
  const evil = "x\n2. localhost: harmless: ping\n   asked because: nothing\u001b[2J\u202e";
  const visit = deciding(
    policy(rule("ask", "copy")),
    actions({ ...copy(ground, "a", evil), name: `write\n9. ${evil}` }),
  );
  await ground.visit(visit);
  const [text] = texts(ground);
  assert.deepEqual(text!.split("\n").filter((line) => /^\d+\. /.test(line)).length, 1);
  assert.equal(text!.split("\n").filter((line) => /^ *asked because/.test(line)).length, 1);
  // deno-lint-ignore no-control-regex
  assert(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text!), JSON.stringify(text));
});

Deno.test("callHash() differs for another host, user, module, parameter, place, item, environment and loop", () => {
  const as = (user: string, host = "web"): NonNullable<Action["terms"]> => {
    const become = { method: "sudo" as const, user };
    return { ...TERMS, entrance: { way: { host, connection: "ssh", become } } };
  };
  const one: Action = {
    host: "web",
    module: "file",
    params: { path: "/a", mode: "0600" },
    name: "n",
    task: "0.tasks.1",
  };
  const others: Action[] = [
    { ...one, host: "db" },
    { ...one, module: "copy" },
    { ...one, params: { path: "/b", mode: "0600" } },
    { ...one, task: "0.tasks.2" },
    { ...one, item: "x" },
    { ...one, terms: as("root") },
    { ...one, terms: as("nobody") },
    { ...one, terms: as("nobody", "db") },
    { ...one, terms: { ...TERMS, environment: { A: "1" } } },
  ];
  const hashes = [one, ...others].map((action) => hashed(action));
  assert.equal(new Set([...hashes, hashed(one, "pepper")]).size, others.length + 2);
  assert.equal(hashed({ ...one, params: { mode: "0600", path: "/a" }, name: "other words" }), hashes[0]);
});

function hashed(action: Action, salt = "salt"): string {
  return callHash(action, { salt, way: action.terms?.entrance?.way ?? { host: action.host, connection: "ssh" } });
}

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
