import assert from "node:assert/strict";
import type { Event } from "../../src/model/event.ts";
import type { Ending } from "../../src/ports/report.ts";
import { openWorkerLines } from "../../src/telemetry/worker_lines.ts";
import { closed, listen, opened, result } from "./heard.ts";

const list = [
  { host: "web1", module: "apt", name: "Install nginx", params: { name: "nginx", state: "present" } },
  { host: "web2", module: "ping", name: "ping", params: {} },
];

function decided(given: Partial<Event & { kind: "decided" }> = {}): Event {
  const usual = { kind: "decided", loop: 1, by: "model", decision: "act", reasoning: "nginx is missing" } as const;
  return { ...usual, actions: 2, list, ...given };
}

function observed(failed: string[] = []): Event {
  return { kind: "observed", loop: 1, hosts: 2, looks: 8, failed };
}

function asked(attempt = 1): Event {
  return { kind: "model asked", loop: 1, model: "claude-cli", attempt };
}

function answered(given: Partial<Event & { kind: "model answered" }> = {}): Event {
  const usual = { kind: "model answered", loop: 1, model: "claude-cli", ms: 4120 } as const;
  return { ...usual, tokensIn: 11204, tokensOut: 310, costUsd: 0.03812, ...given };
}

const ending: Ending = {
  loop: { id: 1, name: "web" },
  next: { kind: "done", status: "completed", reason: "reached" },
  once: false,
  dryRun: false,
  interrupted: false,
  decided: "decided: 1 by the model",
  questions: [],
  type: (command) => `x ${command}`,
};

Deno.test("terminal tells looks, question, answer, decision and each action of a goal in words", async () => {
  const { hear, progress, report } = await listen({ diffs: true });
  const diff = [{ header: "/x", before: "", after: "a\n" }];
  hear(
    opened(1),
    observed(["web2: disk: no such file"]),
    asked(),
    answered(),
    decided(),
    { kind: "action started", loop: 1, id: 3, host: "web1", name: "Install nginx" },
    result({ id: 3, host: "web1", name: "Install nginx", module: "apt", outcome: "changed", diff }),
    result({ id: 4, host: "web2", name: "ping", outcome: "ok" }),
    result({ id: 5, host: "web3", name: "ping", outcome: "denied", result: { changed: false, msg: "never" } }),
    closed(1, { ok: 2, changed: 1 }),
  );
  report.close();
  assert.deepEqual(progress, [
    "pass 1",
    "looked at 2 hosts: 8 looks, 1 saw nothing",
    "    web2: disk: no such file",
    "asking claude-cli …",
    "claude-cli answered in 4.1 s, 11,204 tokens in, 310 out, $0.0381",
    "decided by the model: 2 actions",
    "    nginx is missing",
    "  1. [web1] Install nginx: apt name=nginx state=present",
    "  2. [web2] ping",
    "",
    "ACTION [Install nginx] ****************",
    "--- before: /x",
    "+++ after: /x",
    "@@ -0,0 +1 @@",
    "+a",
    "changed: [web1]",
    "",
    "ACTION [ping] *************************",
    "ok: [web2]",
    "denied: [web3] => never",
  ]);
});

Deno.test("terminal tells each kind of decision, by whom, and why convergence is not believed", async () => {
  const { hear, progress, report } = await listen();
  const of = (given: Partial<Event & { kind: "decided" }>) => decided({ reasoning: "", list: [], ...given });
  hear(
    opened(1),
    of({ by: "rule", rule: "restart", actions: 1 }),
    of({ by: "rule", decision: "converged" }),
    of({ decision: "converged" }),
    of({ decision: "ask" }),
    of({ decision: "look" }),
    of({ decision: "ask", steps: ["a page", "a second\n page"] }),
    of({ decision: "blocked" }),
    of({ decision: "unreadable" }),
    { kind: "model refused", loop: 1, model: "claude-cli", problem: "unknown module copi\nsay one of the known" },
    asked(2),
    answered({ tokensIn: null, tokensOut: null, costUsd: null }),
    answered({ tokensOut: null, costUsd: 0 }),
    { kind: "unproven", loop: 1, why: ['"a" on web1 is not so any more', ..."bcdef"] },
    { kind: "learned", loop: 1, text: "a rule is proposed: rules/x.yml\nand a playbook" },
  );
  report.close();
  assert.deepEqual(progress.slice(1), [
    "decided by rule restart: 1 action",
    "decided by rules: the goal is reached",
    "decided by the model: the goal is reached",
    "decided by the model: a question",
    "decided by the model: more looks first",
    "decided by the model: a plan of 2 steps",
    "  1. a page",
    "  2. a second\\n page",
    "decided by the model: it cannot go on",
    "decided by the model: nothing, its reply made no sense",
    "its reply made no sense: unknown module copi; say one of the known",
    "asking claude-cli, attempt 2 …",
    "claude-cli answered in 4.1 s",
    "claude-cli answered in 4.1 s, 11,204 tokens in, ? out, $0.0000",
    "not believed, because it is not seen:",
    '    "a" on web1 is not so any more',
    ..."bcde".split("").map((line) => `    ${line}`),
    "    and 1 more",
    "note: a rule is proposed: rules/x.yml",
    "note: and a playbook",
  ]);
});

Deno.test("terminal says once why a host has shown nothing", async () => {
  const { hear, progress, report } = await listen();
  const away = ["a", "b", "c"].map((look) => `web1: ${look}: web1 cannot be reached: no route`);
  hear(opened(1), observed([...away, "web2: a: no route", "web1: d: gone", "odd"]));
  report.close();
  assert.deepEqual(progress.slice(1), [
    "looked at 2 hosts: 8 looks, 6 saw nothing",
    "    web1: a and 2 more: web1 cannot be reached: no route",
    "    web2: a: no route",
    "    web1: d: gone",
    "    odd",
  ]);
});

Deno.test("terminal keeps a pass in which rules find nothing to one line", async () => {
  const { hear, progress, report } = await listen();
  const quiet = (n: number) => [
    opened(n),
    observed(),
    decided({ by: "rule", decision: "converged", actions: 0, list: [], reasoning: "as it should be" }),
    closed(n, {}, true),
  ];
  hear(...quiet(1), ...quiet(2), opened(3), observed(), asked(), closed(3, {}));
  report.close();
  assert.deepEqual(progress, [
    "pass 1",
    "looked at 2 hosts: 8 looks",
    "decided by rules: the goal is reached",
    "    as it should be",
    "pass 2: nothing to change",
    "pass 3",
    "looked at 2 hosts: 8 looks",
    "asking claude-cli …",
  ]);
});

Deno.test("terminal makes hostile words of hosts and models harmless, and none of them a line of ours", async () => {
  const { hear, progress, report } = await listen();
  const evil = "x\x1b[2J\r\nchanged: [web1]\u202e";
  hear(
    opened(1),
    observed([evil]),
    decided({
      reasoning: `${evil}\n`.repeat(20),
      rule: evil,
      list: [{ host: evil, module: evil, name: evil, params: { [evil]: evil } }],
    }),
    { kind: "unproven", loop: 1, why: [evil] },
    { kind: "learned", loop: 1, text: evil },
    decided({
      list: [{ host: "a", module: "copy", name: "copy", params: { content: "y".repeat(500), n: { a: [1] } } }],
    }),
  );
  report.close();
  for (const character of ["\x1b", "\r", "\u202e"]) assert.ok(!progress.join("\n").includes(character));
  const forged = progress.filter((line) => line.startsWith("changed:"));
  assert.deepEqual(forged, []);
  assert.ok(progress.includes("    … 28 more lines …"));
  assert.equal(progress.at(-1), `  1. [a] copy content=${"y".repeat(119)}… n={"a":[1]}`);
});

Deno.test("running shows that a model is asked, and for how long", async () => {
  const { hear, pass, status, report } = await listen({ moving: true });
  hear(opened(1), asked());
  pass(4000);
  assert.equal(status.at(-1), "asking claude-cli … 4 s");
  hear(answered());
  assert.equal(status.at(-1), undefined);
  pass(4000);
  assert.equal(status.at(-1), undefined);
  report.close();
  const still = await listen();
  still.hear(opened(1), asked());
  still.pass(31_000);
  assert.equal(still.progress.at(-1), "still running: asking claude-cli (31 s)");
  still.report.close();
});

Deno.test("recap says who decided and what it cost, and calls well what rules found well", async () => {
  const { hear, report } = await listen();
  hear(opened(1), observed(), decided({ by: "rule", decision: "converged", actions: 0 }), closed(1, {}, true));
  const none = { ...ending, decided: "decided: 1 by rules" };
  assert.match(
    report.recap(none),
    /\nconverged in 1 pass, nothing to change: reached\ndecided: 1 by rules\nloop 1 \(web\)/,
  );
  assert.deepEqual(report.summary().decided, [
    { pass: 1, by: "rule", decision: "converged", reasoning: "nginx is missing", actions: 0 },
  ]);
  report.close();
});

Deno.test("recap names a question of many lines once", async () => {
  const { hear, report } = await listen();
  hear(opened(1), decided());
  report.close();
  const text = "The model wants 1 action.\n1. web1: x\n   - a";
  const told = report.recap({ ...ending, next: { kind: "paused", reason: text }, questions: [text] });
  assert.match(
    told,
    /^paused: The model wants 1 action …\ndecided: 1 by the model\n {2}question: The model wants 1 action\.\n {4}1\. web1: x\n/,
  );
  const plain = report.recap({ ...ending, next: { kind: "paused", reason: "a\nb" } });
  assert.match(plain, /^paused: a\n {4}b\n/);
});

Deno.test("summary counts each action of a goal in words, also of a pass that was cut short", async () => {
  const { hear, report } = await listen();
  hear(
    opened(1),
    decided(),
    result({ id: 3, outcome: "changed", name: "a" }),
    result({ id: 4, outcome: "changed", name: "b" }),
    result({ id: 5, outcome: "failed", name: "c" }),
  );
  report.close();
  const { recap, changes } = report.summary();
  assert.deepEqual([recap["localhost"]?.changed, recap["localhost"]?.failed, changes], [2, 1, 2]);
});

Deno.test("WorkerLines tells decisions in a line each, and the rest to machines", () => {
  const told = (format: "text" | "json", quiet = false) => {
    const lines: string[] = [];
    const report = openWorkerLines({
      write: (line) => void lines.push(line),
      clock: { now: () => 0, monotonic: () => 0 },
      format,
      quiet,
      type: (command) => `x ${command}`,
    });
    const events: Event[] = [
      observed(),
      observed(["web2: disk: gone"]),
      asked(),
      answered(),
      decided({ reasoning: "be\nwell\x1b" }),
      decided({ by: "rule", decision: "converged" }),
      decided({ decision: "blocked", reasoning: "no way", actions: 0 }),
      { kind: "unproven", loop: 1, why: ["a", "b"] },
      { kind: "learned", loop: 1, text: "a rule\na playbook" },
    ];
    for (const event of events) report.emit(event);
    return lines;
  };
  assert.deepEqual(told("text").map((line) => line.replace(/^.*?\(\?\): /, "")), [
    "1 of 8 looks saw nothing: web2: disk: gone",
    "claude-cli answered in 4.1 s, 11,204 tokens in, 310 out, $0.0381",
    "decided by the model: 2 actions: be\\nwell\\x1b",
    "decided by the model: it cannot go on: no way",
    "not believed, because it is not seen: a; b",
    "note: a rule; a playbook",
  ]);
  assert.deepEqual(told("text", true).length, 1);
  const machines = told("json").map((line) => JSON.parse(line));
  assert.deepEqual(
    machines.map(({ kind }) => kind),
    ["observed", "observed", "model asked", "model answered", "decided", "decided", "decided", "unproven", "learned"],
  );
  assert.deepEqual([machines[3].costUsd, machines[4].by, machines[5].decision], [0.03812, "model", "converged"]);
});
