import assert from "node:assert/strict";
import type { Event } from "../../src/model/event.ts";
import type { FeedEvent } from "../../src/model/feed.ts";
import type { Next } from "../../src/model/loop.ts";
import type { CallRow, DecisionCount, IterationRow } from "../../src/ports/archive.ts";
import { closed, opened, result } from "../telemetry/heard.ts";
import { actionRow } from "./action_row.ts";
import { iterationRow } from "./iteration_row.ts";
import { promptRow } from "./prompt_row.ts";
import { loopRow, run, type Script } from "./scripted_app.ts";

const { file: _, ...options } = loopRow().options!;
const loop = loopRow({
  name: "web",
  desiredState: "nginx is up",
  options: { ...options, model: "claude-cli", rulesDir: "/home/me/rules" },
});

/** One that a model has decided. */
function iteration(given: Partial<IterationRow> = {}): IterationRow {
  return iterationRow({ id: 10, decidedBy: "model", reasoning: "nginx is missing", ...given });
}

function call(given: Partial<CallRow> = {}): CallRow {
  return {
    id: 7,
    loop: 1,
    run: 1,
    n: 1,
    iteration: 10,
    purpose: "decide",
    attempt: 1,
    model: "claude-cli",
    status: "answered",
    reply: '{"converged": true}',
    problem: null,
    tokensIn: 11204,
    tokensOut: 310,
    costUsd: 0.03812,
    ms: 4120,
    startedAt: "2026-11-22T15:58:00.000Z",
    ...given,
  };
}

const some: DecisionCount = {
  by: { rule: 12, model: 3 },
  calls: 4,
  lost: 1,
  tokensIn: 44000,
  tokensOut: 1120,
  costUsd: 0.1143,
};

const words: Script = {
  loops: [loop],
  iterations: [
    iteration(),
    iteration({ id: 11, n: 2, decidedBy: "rule", reasoning: "it\nfired\x1b" }),
    iteration({ id: 12, n: 3, decidedBy: "model", reasoning: null }),
    iteration({ id: 13, n: 4, decidedBy: "playbook" }),
  ],
  calls: [call(), call({ id: 8, attempt: 2, model: "anthropic:m\x1b[2J" })],
  rows: {
    ruleResults: [
      { iteration_id: 11, rule_name: "other", decided: 0 },
      { iteration_id: 11, rule_name: "restart nginx", decided: 1 },
    ],
  },
  decisions: () => some,
};

Deno.test("history names who decided, and sums up what rules took and the model cost", async () => {
  const { out, exit } = await run(["history", "1"], words);
  assert.equal(exit, 0);
  const lines = out().split("\n");
  assert.match(lines[1]!, /^1 +1 +completed +model anthropic:m\\x1b\[2J +no +nginx is missing /);
  assert.match(lines[2]!, /^2 +1 +completed +rule restart nginx +no +it fired\\x1b /);
  assert.match(lines[3]!, /^3 +1 +completed +model +no /);
  assert.match(lines[4]!, /^4 +1 +completed +playbook +no /);
  assert.equal(
    lines.at(-2),
    "decisions: 12 by rules, 3 by the model; 4 calls, 1 of them lost, 45,120 tokens, $0.1143",
  );
  const { data } = JSON.parse((await run(["history", "1", "-o", "json"], words)).out());
  assert.deepEqual(data.decisions, some);
  assert.deepEqual(data.iterations.map(({ model, rule }: { model?: string; rule?: string }) => [model, rule]), [
    ["anthropic:m\x1b[2J", undefined],
    [undefined, "restart nginx"],
    [undefined, undefined],
    [undefined, undefined],
  ]);
  const playbook = await run(["history", "1"], { ...words, loops: [loopRow()] });
  assert.doesNotMatch(playbook.out(), /decisions:/);
});

Deno.test("history names the decider of a decision also where it was carried on with", async () => {
  const iterations = [
    iteration(),
    iteration({ id: 11, n: 2, fresh: false }),
    iteration({ id: 12, n: 3, fresh: true }),
    iteration({ id: 13, n: 4, decidedBy: "rule", fresh: false }),
  ];
  const { data } = JSON.parse(
    (await run(["history", "1", "-o", "json"], { ...words, iterations, calls: [call()], rows: {} })).out(),
  );
  const named = data.iterations.map(({ model, rule }: { model?: string; rule?: string }) => [model, rule]);
  assert.deepEqual(named, [["claude-cli", undefined], ["claude-cli", undefined], [undefined, undefined], [
    undefined,
    undefined,
  ]]);
});

Deno.test("history --all names who decided, too, as a table and as a document", async () => {
  const { out } = await run(["history", "1", "--all"], words);
  assert.match(out(), /^2 +1 +completed +rule restart nginx /m);
  const { data } = JSON.parse((await run(["history", "1", "--all", "-o", "json"], words)).out());
  assert.equal(data.iterations[1].rule, "restart nginx");
});

Deno.test("history --actions shows verdicts where one of them is not a plain yes", async () => {
  const shown = async (verdicts: (string | null)[]) => {
    const actions = verdicts.map((verdict, at) =>
      actionRow({ id: at + 1, verdict, status: verdict === "deny" ? "denied" : "completed" })
    );
    return (await run(["history", "1", "--actions"], { ...words, actions })).out();
  };
  const out = await shown(["allow", "ask", "deny"]);
  assert.match(out, /^ID +N +HOST +TASK +MODULE +VERDICT +STATUS/m);
  assert.match(out, /^ 2 .* copy +ask +completed/m);
  assert.match(out, /^ 3 .* copy +deny +denied/m);
  assert.doesNotMatch(await shown(["allow", null]), /VERDICT/);
});

Deno.test("show --brief prints what the model read and answered in an iteration, each attempt", async () => {
  const script: Script = {
    ...words,
    calls: [
      call({ problem: "no such module: aptt\nwrite apt", reply: '{"actions": []}\x1b' }),
      call({ id: 8, attempt: 2, costUsd: null, tokensIn: null }),
      call({
        id: 9,
        attempt: 3,
        status: "sent",
        reply: null,
        ms: null,
        tokensIn: null,
        tokensOut: null,
        costUsd: null,
      }),
    ],
    briefs: new Map([[7, "THE GOAL\nnginx is up\x1b[2J\n"], [8, "again"]]),
  };
  const { out, exit } = await run(["show", "web", "--brief", "1"], script);
  assert.equal(exit, 0);
  assert.equal(
    out(),
    `loop 1 (web), iteration 1: decided by model claude-cli
reasoning: nginx is missing
3 calls, 11,824 tokens, $0.0381

call 7: decide, attempt 1, claude-cli, answered, 4.1 s, 11,204 tokens in, 310 out, $0.0381, 2026-11-22 15:58:00 UTC
what was wrong: no such module: aptt
                write apt
it read:
    THE GOAL
    nginx is up\\x1b[2J
it answered:
    {"actions": []}\\x1b

call 8: decide, attempt 2, claude-cli, answered, 4.1 s, ? tokens in, 310 out, 2026-11-22 15:58:00 UTC
it read:
    again
it answered:
    {"converged": true}

call 9: decide, attempt 3, claude-cli, sent, 2026-11-22 15:58:00 UTC
it read:
    (pruned)
it answered:
    (nothing)
`,
  );
  const { data } = JSON.parse((await run(["show", "web", "--brief", "1", "-o", "json"], script)).out());
  assert.deepEqual([data.loop, data.iteration.n, data.iteration.model], [1, 1, "claude-cli"]);
  assert.deepEqual(data.spent, { calls: 3, lost: 0, tokensIn: 11204, tokensOut: 620, costUsd: 0.03812 });
  assert.deepEqual(data.calls.map(({ brief }: { brief: string | null }) => brief), [
    "THE GOAL\nnginx is up\x1b[2J\n",
    "again",
    null,
  ]);
});

Deno.test("show --brief prints once what several calls have read, the rules above all", async () => {
  const rules = Array.from({ length: 30 }, (_, at) => `rule ${at}`).join("\n");
  const briefs = new Map([[7, `${rules}\ngoal`], [8, `${rules}\ngoal\nnot accepted`], [9, "it read, after 9 lines"], [
    10,
    rules,
  ]]);
  const calls = [...briefs.keys()].map((id) => call({ id, attempt: id - 6 }));
  const { out } = await run(["show", "web", "--brief", "1"], { ...words, calls, briefs });
  assert.equal(out().split("rule 17\n").length, 2, "told once");
  assert.match(out(), /^it read:\n {4}rule 0\n[^]*\n {4}goal\nit answered:$/m);
  assert.match(out(), /^it read, after 31 lines as in call 7:\n {4}not accepted\nit answered:$/m);
  assert.match(out(), /^it read:\n {4}it read, after 9 lines$/m);
  assert.match(out(), /^it read what call 7 read\nit answered:$/m);
});

Deno.test("show --brief says where no model was asked, and where there is no such iteration", async () => {
  const said = async (n: string) => (await run(["show", "1", "--brief", n], { ...words, calls: [] })).out();
  assert.match(
    await said("2"),
    /iteration 2: decided by rule restart nginx\nreasoning: it\n {11}fired\\x1b\nno model was/,
  );
  assert.match(await said("4"), /decided by playbook\n.*\nno model was asked\n$/);
  assert.match(await said("3"), /decided by model\nthe decision was made in an iteration before this one/);
  const none = await run(["show", "1", "--brief", "9"], words);
  assert.deepEqual([none.exit, none.out()], [2, ""]);
  assert.match(none.err(), /Loop 1 has no iteration 9\nThose that there are: ftl2-enterprise history 1/);
  assert.equal((await run(["show", "1", "--brief", "0"], words)).exit, 2);
});

Deno.test("show and status sum decisions up, over all and of the last run", async () => {
  const decisions = (since: number): DecisionCount =>
    since === 0 ? some : { by: { rule: since }, calls: 0, lost: 0, tokensIn: 0, tokensOut: 0, costUsd: null };
  const show = await run(["show", "1"], { ...words, decisions });
  assert.match(
    show.out(),
    /^decisions +12 by rules, 3 by the model; 4 calls, 1 of them lost, 45,120 tokens, \$0\.1143$/m,
  );
  const status = async (given: Partial<typeof loop>, last = 4, repeats = 1) =>
    (await run(["status", "1"], {
      ...words,
      loops: [{ ...loop, ...given }],
      iterations: [iteration({ run: last, repeats, decidedBy: "rule" })],
      decisions,
    })).out();
  const running = await status({ status: "running", run: 4, lastRunAt: "2026-11-22T15:00:00Z" });
  assert.match(running, /^model +claude-cli$/m);
  assert.match(running, /^decisions +12 by rules, 3 by the model; 4 calls/m);
  assert.match(running, /^in its last run +4 by rules; no call to a model$/m);
  // Its next run has begun nothing yet; one that waits in the middle of a run, for a model that is down, has.
  const waiting = await status({ status: "waiting", run: 4, lastRunAt: "2026-11-22T15:00:00Z" }, 3);
  assert.match(waiting, /^in its last run +3 by rules; no call to a model$/m);
  const within = await status({ status: "waiting", run: 4, lastRunAt: "2026-11-22T15:00:00Z" });
  assert.match(within, /^in its last run +4 by rules; no call to a model$/m);
  const quiet = await status({ status: "waiting", run: 60, lastRunAt: "2026-11-22T15:00:00Z" }, 3, 56);
  assert.match(quiet, /^in its last run +1 by rules; no call to a model$/m);
  assert.match(waiting, /^desired state +nginx is up$/m);
  const json = await run(["status", "1", "-o", "json"], { ...words, decisions });
  assert.deepEqual(JSON.parse(json.out()).data.decisions.all, some);
  assert.doesNotMatch((await run(["status", "1"], { decisions })).out(), /decisions|model/);
});

Deno.test("status sums up what all goals in words have cost, and says nothing of it where there are none", async () => {
  const loops = [loop, { ...loop, id: 2 }, { ...loopRow(), id: 3 }];
  const { out } = await run(["status"], { ...words, loops });
  assert.match(
    out(),
    /^goals in words: 24 by rules, 6 by the model; 8 calls, 2 of them lost, 90,240 tokens, \$0\.2286$/m,
  );
  const { data } = JSON.parse((await run(["status", "-o", "json"], { ...words, loops })).out());
  assert.deepEqual([data.decisions.by, data.decisions.costUsd], [{ rule: 24, model: 6 }, 0.2286]);
  assert.doesNotMatch((await run(["status"], { decisions: () => some })).out(), /goals in words/);
});

Deno.test("status says at what cost only where it is known", async () => {
  const decisions = () => ({ ...some, by: {}, lost: 0, calls: 1, tokensIn: 0, tokensOut: 0, costUsd: null });
  const { out } = await run(["status", "1"], { ...words, decisions });
  assert.match(out(), /^decisions +nothing decided; 1 call, at a cost that is not known$/m);
});

Deno.test("logs tells questions to a model, answers and why, in words of their own", async () => {
  const at = "2026-11-22T15:00:00.000Z";
  const events: FeedEvent[] = ([
    ["model asked", { model: "claude-cli", attempt: 1, purpose: "decide" }],
    ["model asked", { model: "claude-cli\x1b", attempt: 2, purpose: "plan" }],
    ["model answered", { model: "claude-cli", ms: 4120, tokensIn: 11204, tokensOut: 310, costUsd: 0.03812 }],
    ["model answered", { model: "claude-cli", ms: null, tokensIn: null, tokensOut: null, costUsd: null }],
    ["model answered", { model: "claude-cli", ms: null, problem: "no key\nat all" }],
    ["answered", { by: "anna", response: "no", comment: "not on prod" }],
    ["prompt", { text: "x" }],
    ["paused", { reason: "The model wants 2 actions\n1. web1: x" }],
  ] as const).map(([kind, data], id) => ({ id: id + 1, at, loop: 1, kind, about: 5, data }));
  const prompts = [
    promptRow({ kind: "approval", options: ["yes", "no"], text: "The model wants 2 actions\n1. web1: x" }),
  ];
  const feed = (after: number) => Promise.resolve(events.filter(({ id }) => id > after));
  const { out } = await run(["logs", "1"], {
    ...words,
    prompts,
    archive: { feed, feedStart: () => Promise.resolve(0) },
  });
  assert.deepEqual(out().trimEnd().split("\n").map((line) => line.replace(/^2026\S* \S* +/, "")), [
    "asks claude-cli",
    "asks claude-cli\\x1b (plan), attempt 2",
    "claude-cli answered: 4.1 s, 11,204 tokens in, 310 out, $0.0381",
    "claude-cli answered",
    "claude-cli gave no answer: no key",
    "    at all",
    'question 5 answered "no" by anna, because: not on prod',
    "question 5: The model wants 2 actions …",
    "    to answer: ftl2-enterprise respond 5 ANSWER",
    "paused: The model wants 2 actions",
  ]);
});

Deno.test("run in words ends with who decided and what it cost, as text and as a document", async () => {
  const events: Event[] = [
    opened(1),
    { kind: "observed", loop: 1, hosts: 1, looks: 4, failed: [] },
    {
      kind: "decided",
      loop: 1,
      by: "rule",
      rule: "restart",
      decision: "converged",
      reasoning: "all is well",
      actions: 0,
    },
    closed(1, { ok: 0 }, true),
  ];
  const done: Next = { kind: "done", status: "completed", reason: "all is well" };
  const script: Script = {
    work: ({ events: heard }) => (events.forEach((event) => heard.emit(event)), done),
    decisions: (since) => since === 1 ? some : { ...some, calls: 99 },
  };
  const { out, exit } = await run(["run", "be well"], script);
  assert.equal(exit, 0);
  assert.match(
    out(),
    /\nconverged in 1 pass, nothing to change: all is well\ndecisions: 12 by rules, 3 by the model; 4 calls, .*\nloop 1 \(be-well\)/,
  );
  const { data } = JSON.parse((await run(["run", "be well", "-o", "json"], script)).out());
  assert.deepEqual(data.spent, some);
  assert.deepEqual(data.decided, [
    { pass: 1, by: "rule", rule: "restart", decision: "converged", reasoning: "all is well", actions: 0 },
  ]);
});

Deno.test("run in words with --dry-run exits 5 where something would be done, commands too", async () => {
  const exit = async (outcome: "ok" | "changed" | "would run") => {
    const events = [opened(1, { checkMode: true }), result({ outcome, name: "it" })];
    const done: Next = { kind: "done", status: "completed", reason: "looked" };
    const work: Script["work"] = ({ events: heard }) => (events.forEach((event) => heard.emit(event)), done);
    return (await run(["run", "be well", "--dry-run"], { work })).exit;
  };
  assert.deepEqual([await exit("ok"), await exit("changed"), await exit("would run")], [0, 5, 5]);
});

Deno.test("run in words prints one document on every way out", async () => {
  const ways: [Next, number, string | null][] = [
    [{ kind: "done", status: "completed", reason: "x" }, 0, null],
    [{ kind: "done", status: "blocked", reason: "denied by policy" }, 4, "blocked"],
    [{ kind: "done", status: "failed", reason: "the run's model has cost what it may (--budget-usd)" }, 1, "failed"],
    [{ kind: "paused", reason: "a question is open" }, 3, "paused"],
    [{ kind: "again", afterMs: 1, reason: "the model is away" }, 3, "paused"],
  ];
  for (const [next, exit, kind] of ways) {
    const ran = await run(["run", "be well", "-o", "json"], { work: () => next, decisions: () => some });
    const document = JSON.parse(ran.out());
    assert.deepEqual([ran.exit, document.exit, document.error?.kind ?? null, document.data.spent], [
      exit,
      exit,
      kind,
      some,
    ]);
  }
});

Deno.test("run names of an approval that is left open its beginning, prompts all of it", async () => {
  const text = ["The model wants 30 actions", ...Array.from({ length: 30 }, (_, at) => `${at + 1}. web1: x\x1b`)].join(
    "\n",
  );
  const prompts = [promptRow({ kind: "approval", options: ["yes", "no"], text })];
  const { out, exit } = await run(["run", "be well"], {
    prompts,
    work: () => ({ kind: "paused", reason: "a question is open" }),
  });
  assert.equal(exit, 3);
  assert.match(out(), /question: The model wants 30 actions\n {4}1\. web1: x\\x1b\n/);
  assert.match(out(), /\n {4}… 19 more lines …\n/);
  const shown = (await run(["prompts"], { prompts, loops: [loop] })).out();
  assert.match(shown, /^ {2}30\. web1: x\\x1b$/m);
  assert.match(shown, /respond 5 ANSWER \(a number or its text; --comment "WHY" goes with it\)$/m);
  assert.match((await run(["status", "1"], { prompts, loops: [loop] })).out(), /… 19 more lines … \(yes, no\)$/m);
});

Deno.test("prompts sets further lines of a question apart, so that none looks like an option or like what to type", async () => {
  const text = "Pay?\n  1) no\n  to answer: x respond 5 yes";
  const shown = async (kind: string) =>
    (await run(["prompts"], { prompts: [promptRow({ kind, text })], loops: [loop] })).out();
  assert.match(
    await shown("question"),
    /\n {2}Pay\?\n {2}\| {3}1\) no\n {2}\| {3}to answer: x respond 5 yes\n {4}1\) rerun\n/,
  );
  assert.doesNotMatch(await shown("plan"), /\|/);
});

Deno.test("prompts colours what an approval would add and take away, and nothing where no colour is wanted", async () => {
  const text = "The model wants 1 action\n1. web1: copy\n   /etc/x\n   -old\n   +new";
  const prompts = [promptRow({ kind: "approval", options: ["yes", "no"], text, comment: "a\nb", status: "answered" })];
  const coloured = await run(["prompts", "--all"], { prompts, loops: [loop] }, { terminal: true, columns: 80 });
  assert.ok(coloured.out().includes("\x1b[31m   -old\x1b[0m\n  \x1b[32m   +new\x1b[0m"));
  const plain = await run(["prompts", "--all"], { prompts, loops: [loop] });
  assert.ok(!plain.out().includes("\x1b"));
  assert.match(plain.out(), /, because: a\\nb$/m);
});

Deno.test("resume takes a goal in words like a playbook, and says how a blocked one begins anew", async () => {
  const paused = { ...loop, status: "paused" as const };
  assert.equal((await run(["resume", "1"], { loops: [paused] })).exit, 0);
  const blocked = await run(["resume", "1"], { loops: [{ ...loop, status: "blocked", reason: "no model" }] });
  assert.equal(blocked.exit, 4);
  assert.match(blocked.err(), /Loop 1 has ended: blocked \(no model\)\n.*retry 1 begins anew/);
});
