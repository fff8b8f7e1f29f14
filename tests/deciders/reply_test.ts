// From replies to decisions: tolerant in form, strict in content.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readDecision } from "../../src/deciders/reply.ts";
import { readPlan } from "../../src/deciders/reply_plan.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { iteration } from "../fakes/records.ts";
import { brief, host, terms } from "./a_brief.ts";

const BOUND = { uri: ["url_password"] };

function read(reply: unknown, given: Partial<Brief> = {}) {
  const text = typeof reply === "string" ? reply : JSON.stringify(reply);
  return readDecision(text, brief(given), terms(BOUND));
}

function decided(reply: object, given: Partial<Brief> = {}): Decision {
  const of = read({ reasoning: "r", ...reply }, given);
  assert.ok("value" in of, JSON.stringify(of));
  return of.value;
}

function refused(reply: object, given: Partial<Brief> = {}): string[] {
  const of = read({ reasoning: "r", ...reply }, given);
  assert.ok("problems" in of, JSON.stringify(of));
  return of.problems;
}

const one = { hosts: [host("only")] };
const ping = { module: "ping", params: {} };
const acts = (...actions: unknown[]) => ({ actions });

Deno.test("readDecision() converged, with what comes beside it", () => {
  const learn = { name: "x", when: "y.rc != 0" };
  assert.deepEqual(
    decided({ converged: true, learn, state_ops: [{ op: "add_resource", name: "db", data: { id: 1 } }] }),
    { kind: "converged", reasoning: "r", learn, stateOps: [{ op: "add_resource", name: "db", data: { id: 1 } }] },
  );
});

Deno.test("readDecision() actions in order, each under its module's own name", () => {
  const first = { host: "web2", module: "ansible.builtin.copy", params: { dest: "/x", content: "y" }, name: "Write x" };
  assert.deepEqual(decided(acts(first, { host: "web1", ...ping })), {
    kind: "act",
    reasoning: "r",
    actions: [
      { host: "web2", module: "copy", params: { dest: "/x", content: "y" }, name: "Write x", task: null },
      { host: "web1", module: "ping", params: {}, name: "ping", task: null },
    ],
  });
});

function hostsOf(decision: Decision): string[] {
  assert.equal(decision.kind, "act");
  return decision.kind === "act" ? decision.actions.map((action) => action.host) : [];
}

Deno.test("readDecision() an action without a host is for the only one, or for localhost", () => {
  assert.deepEqual(hostsOf(decided(acts(ping), one)), ["only"]);
  assert.deepEqual(hostsOf(decided(acts(ping), { hosts: [host("web1"), host("localhost")] })), ["localhost"]);
  assert.deepEqual(refused(acts(ping)), ['actions[0]: it names no "host", and there are 2: "web1", "web2"']);
});

Deno.test("readDecision() an action for several hosts, or a group, is one for each", () => {
  assert.deepEqual(hostsOf(decided(acts({ ...ping, host: ["web2", "web1", "web2"] }))), ["web2", "web1"]);
  assert.deepEqual(hostsOf(decided(acts({ ...ping, host: "web" }))), ["web2"]);
  assert.deepEqual(hostsOf(decided(acts({ ...ping, host: "all" }))), ["web1", "web2"]);
});

Deno.test("readDecision() looks: one host, or every one", () => {
  const params = { path: "/x" };
  assert.deepEqual(
    decided({ observe: [{ name: "x", module: "stat", params }, { name: "y", host: "web1", module: "stat", params }] }),
    {
      kind: "look",
      reasoning: "r",
      probes: [
        { name: "x", host: "web1", module: "stat", params },
        { name: "x", host: "web2", module: "stat", params },
        { name: "y", host: "web1", module: "stat", params },
      ],
    },
  );
});

Deno.test("readDecision() looks may come beside actions, questions and convergence", () => {
  const observe = [{ name: "x", host: "web1", module: "ping" }];
  for (const with_ of [{ converged: true }, { ask: { question: "Which?" } }, acts({ ...ping, host: "web1" })]) {
    const probes = [{ name: "x", host: "web1", module: "ping", params: {} }];
    assert.deepEqual(decided({ observe, ...with_ }).probes, probes);
  }
});

Deno.test("readDecision() questions: a text, one, several", () => {
  const question = (text: string, options: string[] = []) => ({ kind: "question", text, options, about: null });
  const of = (ask: unknown) => {
    const decision = decided({ ask });
    return decision.kind === "ask" ? decision.questions : decision.kind;
  };
  assert.deepEqual(of("Which port?"), [question("Which port?")]);
  assert.deepEqual(of({ question: "Which?", options: ["80", "81", "80"] }), [question("Which?", ["80", "81"])]);
  assert.deepEqual(of([{ question: "A?", options: null }, { question: "B?" }]), [question("A?"), question("B?")]);
});

Deno.test("readDecision() blocked: with a sentence, or as the original says it", () => {
  assert.deepEqual(decided({ blocked: "no disk" }), { kind: "blocked", reasoning: "no disk\nr" });
  assert.deepEqual(decided({ blocked: true }), { kind: "blocked", reasoning: "r" });
});

Deno.test("readDecision() changes of state in the original's form, alone they are a decision", () => {
  const state_ops = [
    { op: "add_host", name: "web9", ansible_host: "203.0.113.9", ansible_user: "root", groups: ["web"] },
    { op: "add_resource", name: "server", provider: "x", data: { id: 7 } },
    { op: "remove", name: "old" },
  ];
  assert.deepEqual(decided({ state_ops }), {
    kind: "look",
    reasoning: "r",
    probes: [],
    stateOps: [
      { op: "add_host", name: "web9", vars: { ansible_host: "203.0.113.9", ansible_user: "root" }, groups: ["web"] },
      { op: "add_resource", name: "server", data: { provider: "x", id: 7 } },
      { op: "remove", name: "old" },
    ],
  });
});

Deno.test("readDecision() what changes of state may not say goes back, too", () => {
  const resources = [{ name: "db", data: {} }];
  const of = readDecision(
    JSON.stringify({ reasoning: "r", state_ops: [{ op: "remove", name: "web1" }, { op: "remove", name: "db" }] }),
    brief({ state: { resources, hosts: [] } }),
    {
      ...terms(),
      stateProblems: (ops, state) =>
        ops.filter(({ name }) => !state.resources.some((each) => each.name === name)).map(({ name }) => `no ${name}`),
    },
  );
  assert.deepEqual(of, { problems: ["no web1"] });
});

Deno.test("readDecision() a rule may still be called `rule`", () => {
  assert.deepEqual(decided({ converged: true, rule: { name: "x" } }).learn, { name: "x" });
  assert.deepEqual(decided({ converged: true, learn: null, rule: { name: "x" } }).learn, { name: "x" });
});

Deno.test("readDecision() nulls and empty values say nothing", () => {
  const empty = { actions: [], observe: [], ask: null, blocked: false, state_ops: null, learn: {} };
  assert.deepEqual(decided({ ...empty, converged: true }), { kind: "converged", reasoning: "r" });
  assert.deepEqual(
    decided({ ...empty, converged: false, blocked: "", ask: "", ...acts({ host: "web1", name: null, ...ping }) }),
    {
      kind: "act",
      reasoning: "r",
      actions: [{ host: "web1", module: "ping", params: {}, name: "ping", task: null }],
    },
  );
});

Deno.test("readDecision() free form becomes the module's own parameter", () => {
  const params = (given: unknown, module = "command") => {
    const decision = decided(acts({ host: "web1", module, params: given }));
    return decision.kind === "act" ? decision.actions[0]?.params : undefined;
  };
  assert.deepEqual(params("ls -l a=b"), { cmd: "ls -l a=b" });
  assert.deepEqual(params({ _raw_params: "ls -l", chdir: "/tmp" }), { cmd: "ls -l", chdir: "/tmp" });
  assert.deepEqual(params("echo x | wc", "shell"), { cmd: "echo x | wc" });
  assert.deepEqual(refused(acts({ host: "web1", module: "copy", params: "dest=/x" })), [
    "actions[0].params: Invalid input: expected object, received string",
  ]);
});

Deno.test("readDecision() a bound parameter need not be given, and must not", () => {
  const uri = (params: object) => acts({ host: "web1", module: "uri", params: { url: "http://x", ...params } });
  assert.equal(decided(uri({ url_username: "me" })).kind, "act");
  assert.deepEqual(refused(uri({ url_password: "x" })), [
    'actions[0]: uri\'s "url_password" is bound to a secret and filled in after you: leave it out',
  ]);
});

Deno.test("readDecision() braces that are the file's or the program's own pass", () => {
  for (
    const [module, params] of [
      ["shell", { cmd: "docker ps --format '{{.Names}} {{json .}}'" }],
      ["copy", { dest: "/etc/alert.tmpl", content: "{{ $labels.instance }} {{ name }}" }],
      ["copy", { dest: "/srv/site.yml", content: "msg: '{{ inventory_hostname }}'" }],
      ["template", { src: "a", dest: "/b", variable_start_string: "{{" }],
    ] as const
  ) assert.equal(decided(acts({ host: "web1", module, params })).kind, "act", JSON.stringify(params));
});

for (
  const [title, [reply, ...expected]] of Object.entries<[object, ...(string | RegExp)[]]>({
    "an unknown module": [
      acts({ host: "web1", module: "coppy", params: {} }),
      "actions[0]: There is no module 'coppy': did you mean 'copy'?",
    ],
    "a module that is not built": [
      acts({ host: "web1", module: "pip", params: {} }),
      /^actions\[0\]: The module 'pip' is not built yet: write "command"/,
    ],
    "an unknown parameter": [
      acts({ host: "web1", module: "stat", params: { pth: "/x" } }),
      /^actions\[0\]: stat has no parameter 'pth': did you mean 'path'\? It takes: path,/,
      "actions[0]: stat: missing required arguments: path",
    ],
    "a wrong value": [
      acts({ host: "web1", module: "file", params: { path: "/x", state: "gone" } }),
      /^actions\[0\]: file: .*state.*absent/,
    ],
    "an unknown host": [
      acts({ ...ping, host: "web3" }),
      'actions[0]: there is no host or group "web3" in this brief; there are "web1", "web2"',
    ],
    "a module of controllers": [
      acts({ host: "web1", module: "set_fact", params: { a: 1 } }),
      /^actions\[0\]: set_fact does nothing on a host/,
    ],
    "a pause": [acts({ host: "web1", module: "pause", params: {} }), /^actions\[0\]: pause does nothing on a host/],
    "a template in a path": [
      acts({ host: "web1", module: "file", params: { path: "/home/{{ user }}", state: "directory" } }),
      /^actions\[0\]: file's "path" has \{\{ \}\} in it, and parameters are taken literally/,
    ],
    "a playbook's variable in a command": [
      acts({ host: "web1", module: "shell", params: "echo {{ansible_hostname}}" }),
      /^actions\[0\]: shell's "cmd" has/,
    ],
    "a playbook's variable in a list": [
      acts({ host: "web1", module: "command", params: { argv: ["echo", "{{ hostvars.x }}"] } }),
      /^actions\[0\]: command's "argv" has/,
    ],
    "a call in Ansible's form": [
      acts({ host: "web1", copy: {} }),
      /^actions\[0\]\.module: /,
      /^actions\[0\]: Unrecognized key: "copy"/,
    ],
    "an unknown key": [{ converged: true, done: 1 }, 'Unrecognized key: "done"'],
    "a text for a boolean": [{ converged: "yes" }, "converged: Invalid input: expected boolean, received string"],
    "converged with actions": [
      { converged: true, ...acts({ ...ping, host: "web1" }) },
      /^The reply says "converged" and "actions": decide for one/,
    ],
    "a question with actions": [
      { ask: "Which?", ...acts({ ...ping, host: "web1" }) },
      /^The reply says "ask" and "actions"/,
    ],
    "blocked with a question": [{ ask: "Which?", blocked: "x" }, /^The reply says "blocked" and "ask"/],
    "nothing": [{}, /^The reply decides nothing/],
    "nothing but a lesson": [{ converged: false, learn: { name: "x" } }, /^The reply decides nothing/],
    "the same look twice": [
      { observe: [{ name: "x", ...ping }, { name: "x", host: "web2", module: "stat", params: { path: "/" } }] },
      'observe[1]: there is a look "x" on "web2" already: give each look a name of its own',
    ],
    "too many actions": [
      acts(...Array.from({ length: 51 }, () => ({ ...ping, host: "web1" }))),
      /^actions: Too big: expected array to have <=50 items/,
    ],
    "too many looks": [
      { observe: Array.from({ length: 51 }, (_, at) => ({ name: `${at}`, ...ping })) },
      /^observe: Too big/,
    ],
    "groups that are none": [
      { state_ops: [{ op: "add_host", name: "x", groups: "web" }] },
      'state_ops[0]: "groups" is a list of names',
    ],
    "data that is none": [
      { state_ops: [{ op: "add_resource", name: "x", data: 1 }] },
      'state_ops[0]: "data" is an object',
    ],
    "an unknown change of state": [{ state_ops: [{ op: "delete", name: "x" }] }, /^state_ops\[0\]\.op: Invalid option/],
  })
) {
  Deno.test(`readDecision() ${title}: what is wrong is said`, () => {
    const problems = refused(reply);
    assert.equal(problems.length, expected.length, problems.join("\n"));
    for (const [at, each] of expected.entries()) {
      if (typeof each === "string") assert.equal(problems[at], each);
      else assert.match(problems[at] ?? "", each);
    }
  });
}

Deno.test("readDecision() too many actions on too many hosts", () => {
  const hosts = Array.from({ length: 60 }, (_, at) => host(`web${at}`));
  const actions = Array.from({ length: 10 }, () => ({ ...ping, host: "all" }));
  assert.deepEqual(refused({ actions }, { hosts }), [
    "actions: they are 600 on all their hosts, more than 500: write fewer, and the rest later",
  ]);
});

Deno.test("readDecision() all that is wrong is said at once", () => {
  const problems = refused(acts({ ...ping, host: "nowhere" }, { host: "web1", module: "nothing", params: {} }));
  assert.equal(problems.length, 2);
});

Deno.test("readDecision() a question that was answered in this run is not asked again", () => {
  const prompts = [{
    id: 1,
    kind: "question",
    text: "Which  port?",
    options: [],
    about: null,
    status: "answered" as const,
    response: "8080",
  }];
  const run = [iteration({ prompts })];
  assert.deepEqual(refused({ ask: "which port?" }, { run }), [
    '"ask": this was asked and answered in this run, with "8080": go on with that answer',
  ]);
  assert.equal(decided({ ask: "Which host?" }, { run }).kind, "ask");
});

Deno.test("readDecision() reasoning is wanted, and a long one is cut", () => {
  assert.deepEqual(read({ converged: true }), {
    problems: ["reasoning: Invalid input: expected string, received undefined"],
  });
  assert.equal(decided({ converged: true, reasoning: "x".repeat(9000) }).reasoning.length, 4001);
});

/** Replies that are nearly right: what belongs there, and now and then anything. */
const nearly = (() => {
  const texts = ["web1", "web", "all", "constructor", "toString", "__proto__", "", "\u202e", "x"];
  const any = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(...texts),
      fc.boolean(),
      fc.double(),
      fc.constant(null),
      tie("list"),
      tie("object"),
    ),
    list: fc.array(tie("any"), { maxLength: 3 }),
    object: fc.dictionary(fc.constantFrom(...texts, "path", "cmd", "groups"), tie("any"), { maxKeys: 3 }),
  })).any;
  const mostly = <T>(right: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 15, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: any });
  const calls = fc.constantFrom(
    { module: "stat", params: { path: "/x" } },
    { module: "command", params: "ls" },
    { module: "copy", params: { dest: "/x", content: "y" } },
    { module: "ping" },
  );
  const host = mostly(fc.constantFrom("web1", "web2", "all", ["web1"]));
  const call = fc.tuple(mostly(calls), host, mostly(fc.constantFrom("a", "b")))
    .map(([call, host, name]) => ({ ...call as object, host, name }));
  const op = fc.record({
    op: fc.constantFrom("add_host", "add_resource", "remove"),
    name: mostly(fc.constantFrom("a", "b")),
    more: any,
  });
  return fc.record({
    reasoning: mostly(fc.constant("r")),
    converged: mostly(fc.constant(false)),
    actions: mostly(fc.array(call, { maxLength: 2 })),
    observe: mostly(fc.array(call, { maxLength: 1 })),
    ask: mostly(fc.constantFrom(null, null, null, "Which?", { question: "Which?", options: ["a"] })),
    blocked: mostly(fc.constantFrom(null, null, null, "no")),
    state_ops: mostly(fc.array(op, { maxLength: 1 })),
    learn: mostly(fc.constantFrom(null, { name: "x" })),
  }, { requiredKeys: ["reasoning"] });
})();

Deno.test("readDecision() any reply gives a decision on hosts that are there, or sentences", () => {
  const texts = fc.oneof(fc.string({ unit: "binary" }), fc.json(), nearly.map((reply) => JSON.stringify(reply)));
  const decisions: string[] = [];
  fc.assert(
    fc.property(texts, (text) => {
      const of = readDecision(text, brief(), terms(BOUND));
      if ("problems" in of) {
        return void assert.ok(of.problems.length > 0 && of.problems.every((each) => each.length > 0));
      }
      decisions.push(of.value.kind);
      const calls = [...of.value.kind === "act" ? of.value.actions : [], ...of.value.probes ?? []];
      for (const call of calls) {
        assert.ok(["web1", "web2"].includes(call.host));
        assert.deepEqual(terms().modules.problems(call.module, call.params, () => false), []);
      }
    }),
    { numRuns: 1500 },
  );
  for (const kind of ["act", "look", "ask", "blocked"]) assert.ok(decisions.includes(kind), `no reply was "${kind}"`);
});

Deno.test("readPlan() steps in order", () => {
  const increments = [{ desired_state: " nginx is installed " }, { desired_state: "nginx runs" }];
  assert.deepEqual(readPlan("```json\n" + JSON.stringify({ reasoning: "r", increments }) + "\n```"), {
    value: { reasoning: "r", increments: [{ name: "nginx is installed" }, { name: "nginx runs" }] },
  });
});

for (
  const [title, [increments, problem]] of Object.entries<[unknown, RegExp]>({
    "none": [[], /^increments: Too small/],
    "too many": [Array.from({ length: 13 }, (_, at) => ({ desired_state: `${at}` })), /^increments: Too big/],
    "texts": [["nginx runs"], /^increments\[0\]: Invalid input: expected object/],
    "blank ones": [[{ desired_state: " " }], /^increments: one of them says nothing/],
    "the same twice": [[{ desired_state: "a" }, { desired_state: "a " }], /^increments: "a" comes twice/],
  })
) {
  Deno.test(`readPlan() ${title}: what is wrong is said`, () => {
    const of = readPlan(JSON.stringify({ reasoning: "r", increments }));
    assert.ok("problems" in of);
    assert.match(of.problems[0] ?? "", problem);
  });
}

Deno.test("readDecision() refuses a secret in the words of a model: its reply is on record", () => {
  const user = (password: string) => ({ module: "user", params: { name: "ann", password } });
  const [problem] = refused(acts(user("$6$salt$hash")), one);
  assert.match(
    problem ?? "",
    /user's "password" is a secret.*leave it out, or ask a human to bind it with -s user\.password=SOURCE/,
  );
  assert.ok(!problem?.includes("$6$"));
  assert.deepEqual(hostsOf(decided(acts(user("!")), one)), ["only"]);
});
