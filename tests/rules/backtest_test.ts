// backtest, modelRule: what a rule would have done on what is on record, and whether a model's own may be tried at all.
import assert from "node:assert/strict";
import { modules } from "../../src/modules/registry.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { PastDecision } from "../../src/ports/archive.ts";
import { backtest, type Evidence, evidenceText, isNoWorse } from "../../src/rules/backtest.ts";
import { modelRule } from "../../src/rules/model_rule.ts";
import { remarks } from "../../src/rules/remarks.ts";
import { selectHosts } from "../../src/inventory/patterns.ts";
import { ran, rule } from "./situations.ts";

const DOWN = { nginx: ran(3) };
const UP = { nginx: ran(0) };
const START = { module: "command", params: { cmd: "systemctl start nginx" } };

interface Done {
  host?: string;
  module?: string;
  params?: JsonObject;
  changed?: boolean;
}

/** A decision on looks of hosts, with what was done. */
function past(looks: PastDecision["looks"], done: Done[], more: Partial<PastDecision> = {}): PastDecision {
  const actions = done.map(({ host = "web1", module = START.module, params = START.params, changed = true }) => ({
    ...{ host, module, params, changed },
    status: "completed",
  }));
  return {
    ...{ id: 1, loop: 7, run: 2, n: 3, goal: "nginx answers", by: "model", looks, actions, converged: false },
    decision: actions.length === 0
      ? { kind: "converged", reasoning: "" }
      : { kind: "act", reasoning: "", actions: actions.map((each) => ({ ...each, name: "Do it", task: null })) },
    ...more,
  };
}

function evidence(of: Rule, decisions: PastDecision[]): Evidence {
  const test = backtest(of, (hosts) => ({
    groupsOf: () => ["web"],
    select: (pattern) => selectHosts({ hosts, groups: new Map([["web", hosts]]) }, pattern, undefined).hosts,
  }));
  for (const each of decisions) test.add([each]);
  return test.evidence();
}

function counts({ differed, ...rest }: Evidence): { [name: string]: number } {
  return Object.fromEntries(Object.entries({ ...rest, differed: differed.length }).filter(([, count]) => count > 0));
}

const CASES: [string, Rule, PastDecision[], { [name: string]: number }][] = [
  ["counts where it would have done the same", rule({ status: "proposed" }), [past({ web1: DOWN }, [{}])], {
    ...{ decisions: 1, fired: 1, agreed: 1 },
  }],
  ["agrees where it would have done more, not where less", rule({ hosts: "web" }), [
    past({ web1: DOWN, web2: DOWN }, [{}]),
    past({ web1: DOWN, web2: UP }, [{}, { host: "web2" }]),
  ], { decisions: 2, fired: 2, agreed: 1, differed: 1 }],
  ["takes no notice of what changed nothing", rule(), [
    past({ web1: DOWN }, [{}, { module: "stat", params: { path: "/" }, changed: false }]),
  ], { decisions: 1, fired: 1, agreed: 1 }],
  ["differs where nothing was said to be missing", rule(), [past({ web1: DOWN }, [])], {
    ...{ decisions: 1, fired: 1, differed: 1 },
  }],
  ["is silent where something was done", rule(), [past({ web1: UP }, [{}])], { decisions: 1, silent: 1 }],
  ["says nothing of what it rightly left alone", rule(), [past({ web1: UP }, [])], { decisions: 1 }],
  ["does not know where nobody looked", rule(), [past({ web1: {} }, [{}])], { decisions: 1, unknown: 1 }],
  ["leaves decisions for other goals out", rule({ goal: "nginx  answers" }), [
    past({ web1: DOWN }, [{}], { goal: "postgres answers" }),
    past({ web1: DOWN }, [{}], { goal: " nginx\nanswers" }),
  ], { decisions: 1, fired: 1, agreed: 1 }],
];

for (const [title, of, decisions, wanted] of CASES) {
  Deno.test(`backtest() ${title}`, () => assert.deepEqual(counts(evidence(of, decisions)), wanted));
}

Deno.test("backtest() names the newest differences, and where they are", () => {
  const many = Array.from({ length: 14 }, (_, at) => past({ web1: DOWN }, [{ params: { cmd: "x" } }], { n: at }));
  const { differed, fired } = evidence(rule(), many);
  assert.deepEqual([fired, differed.length, differed.at(-1)], [14, 10, {
    ...{ loop: 7, run: 2, n: 13 },
    what: 'the model also did "Do it" on web1, which it does not do',
  }]);
});

Deno.test("evidenceText() says it in a sentence", () => {
  const nothing = { decisions: 0, fired: 0, agreed: 0, silent: 0, unknown: 0, differed: [] };
  assert.equal(evidenceText(nothing), "nothing on record to try it on");
  assert.equal(
    evidenceText({ ...nothing, decisions: 9, fired: 3, agreed: 1, silent: 1, unknown: 2 }),
    "would have fired 3 times in 9 decisions, once as it was decided then; silent once where something was done; could not be told twice",
  );
});

Deno.test("isNoWorse() wants as many hits, and no more misses or doubts", () => {
  const one: Evidence = { decisions: 5, fired: 2, agreed: 2, silent: 0, unknown: 1, differed: [] };
  assert.equal(isNoWorse(one, one), true);
  assert.equal(isNoWorse({ ...one, fired: 3, agreed: 3 }, one), true);
  for (const worse of [{ agreed: 1 }, { fired: 3 }, { unknown: 2 }]) {
    assert.equal(isNoWorse({ ...one, ...worse }, one), false, JSON.stringify(worse));
  }
});

const WRITTEN: JsonObject = {
  name: "start nginx!",
  observe: [{ name: "nginx", module: "command", params: { cmd: "pgrep nginx" } }],
  when: "nginx.rc != 0 and disk.rc == 0",
  actions: [{ name: "Start", module: "command", params: { cmd: "nginx" } }],
};
const at = { goal: "nginx answers", seen: new Set(["disk"]), terms: { modules: modules() } };

Deno.test("modelRule() takes a rule for the loop's goal only, and only as a proposal", () => {
  const made = modelRule({ ...WRITTEN, goal: "everything", status: "active", origin: { by: "god" } }, at);
  assert.ok(!("why" in made), JSON.stringify(made));
  assert.deepEqual([made.name, made.goal, made.status, made.origin], [
    "start-nginx",
    "nginx answers",
    "proposed",
    null,
  ]);
});

Deno.test("modelRule() says why a rule is none", () => {
  const cases: [JsonObject, RegExp][] = [
    [{ ...WRITTEN, code: "import os" }, /a program/],
    [{ ...WRITTEN, when: "ngnix.rc != 0" }, /nobody looks at "ngnix"/],
    [{ ...WRITTEN, when: "nginx.rc !" }, /Unexpected|Expected/],
    [{ ...WRITTEN, when: "lookup('pipe', 'id') and nginx.rc" }, /runs no program/],
    [{ ...WRITTEN, actions: [{ module: "rm", params: {} }] }, /rm/],
    [{ ...WRITTEN, then: 1 }, /"then" is not a key of a rule/],
    [{ ...WRITTEN, name: "" }, /name/],
    [{ ...WRITTEN, description: "x".repeat(30_000) }, /longer than/],
    [{}, /needs/],
  ];
  for (const [written, wanted] of cases) {
    const made = modelRule(written, at);
    assert.match("why" in made ? made.why : "it was taken", wanted);
  }
});

Deno.test("remarks() warns of what hosts can write into commands, of what is removed, repeated and not seen", () => {
  const kill = { name: "Kill", module: "shell", params: { cmd: "kill {{ pid.stdout }}" } };
  const named = { name: "Greet", module: "shell", params: { cmd: "echo {{ inventory_hostname }}" } };
  const gone = { name: "Clean", module: "file", params: { path: "/x", state: "absent" } };
  const said = (given: Partial<Rule>) => remarks(rule(given)).join("\n");
  assert.match(said({ actions: [kill, named] }), /^What a host says goes into a command: "Kill"\. /);
  assert.doesNotMatch(said({ actions: [named] }), /What a host says/);
  assert.match(
    said({ actions: [gone] }),
    /It removes something: "Clean"\nNo look of its own sees what these are about: "Clean"/,
  );
  const look = { name: "x", module: "stat", params: { path: "/x" } };
  assert.doesNotMatch(said({ actions: [gone], observe: [look] }), /No look/);
  assert.match(said({ goal: "g" }), /the goal counts as reached and no model is asked/);
});
