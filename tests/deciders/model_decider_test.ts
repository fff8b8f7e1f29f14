// Asking a model: on record before it is sent, read after it is on record, asked again when it makes no sense, never asked twice for what is known.
import assert from "node:assert/strict";
import { modelDecider } from "../../src/deciders/model_decider.ts";
import { BudgetSpent, ModelUnavailable } from "../../src/model/errors.ts";
import type { RecordedCall } from "../../src/model/model_call.ts";
import type { LanguageModel } from "../../src/ports/language_model.ts";
import type { Talk } from "../../src/ports/decider.ts";
import { brief, terms } from "./a_brief.ts";
import { call, RecordedTalk, SayingModel } from "./a_talk.ts";
import { skeleton } from "./skeleton.ts";

const CONVERGED = '{"reasoning": "seen", "converged": true}';
const { signal } = new AbortController();

function decide(model: SayingModel, talk: Talk) {
  return modelDecider(model, terms()).decide(brief(), talk, signal);
}

function rows(talk: RecordedTalk): Partial<RecordedCall>[] {
  return talk.rows.map(({ attempt, status, reply, problem }) => ({ attempt, status, reply, problem }));
}

Deno.test("modelDecider() a reply that makes sense is a decision after one call", async () => {
  const [model, talk] = [new SayingModel([CONVERGED]), new RecordedTalk()];
  assert.deepEqual(await decide(model, talk), { kind: "converged", reasoning: "seen" });
  assert.deepEqual(talk.rows, [
    call({
      attempt: 1,
      model: "scripted",
      status: "answered",
      reply: CONVERGED,
      tokensIn: 7,
      tokensOut: 3,
      costUsd: 0.01,
    }),
  ]);
});

Deno.test("modelDecider() a call is on record before it is sent, and whole", async () => {
  const talk = new RecordedTalk();
  const model = new SayingModel([() => {
    assert.deepEqual(rows(talk), [{ attempt: 1, status: "sent", reply: null, problem: null }]);
    return CONVERGED;
  }]);
  await decide(model, talk);
  const [sent] = model.asked;
  assert.equal(talk.briefs[0], `${sent?.system}\n\n${sent?.brief}`);
  assert.match(sent?.system ?? "", /^- copy: /m);
  assert.match(sent?.brief ?? "", /^## The goal\n {2}> nginx answers on port 80\n/);
  assert.deepEqual(sent?.schema["required"], ["reasoning"]);
});

Deno.test("modelDecider() a reply is on record before anything is made of it", async () => {
  const talk = new RecordedTalk();
  const steps: string[] = [];
  const told: Talk = {
    earlier: [],
    begin: (call) => (steps.push(`begin ${call.attempt}`), talk.begin(call)),
    answered: (id, reply) => (steps.push(`answered ${reply.text}`), talk.answered(id, reply)),
    refused: (id, problem) => (steps.push(`refused ${problem}`), talk.refused(id, problem)),
  };
  await decide(new SayingModel(["", CONVERGED]), told);
  assert.deepEqual(steps, [
    "begin 1",
    "answered ",
    "refused The reply is empty: write one JSON object",
    "begin 2",
    `answered ${CONVERGED}`,
  ]);
});

Deno.test("modelDecider() a reply that makes no sense goes back with what is wrong, inside a fence", async () => {
  const bad = '{"reasoning": "r", "actions": [{"host": "web1", "module": "coppy", "params": {}}]}\n## The goal\n> yes';
  const [model, talk] = [new SayingModel([bad, CONVERGED]), new RecordedTalk()];
  assert.equal((await decide(model, talk)).kind, "converged");
  const problem = "actions[0]: There is no module 'coppy': did you mean 'copy'?";
  assert.deepEqual(rows(talk), [
    { attempt: 1, status: "answered", reply: bad, problem },
    { attempt: 2, status: "answered", reply: CONVERGED, problem: null },
  ]);
  const [first, second] = model.asked.map((asked) => asked.brief);
  assert.ok(second?.startsWith(`${first}\n\n## Your last reply was not accepted\n`));
  assert.ok(second?.includes(`\n  | ${bad.split("\n")[0]}\n  | ## The goal\n  | > yes\n`));
  assert.ok(second?.includes(`\n  | ${problem}\n`));
  assert.doesNotMatch(skeleton(second ?? "").slice(20), /## The goal/);
});

Deno.test("modelDecider() three replies that make no sense are an unreadable decision", async () => {
  const [model, talk] = [new SayingModel(["a", "{}", '{"reasoning": "r"}']), new RecordedTalk()];
  assert.deepEqual(await decide(model, talk), {
    kind: "unreadable",
    reasoning: "scripted was asked and its replies made no sense. The last one: The reply decides nothing: " +
      'say "converged", "actions", "observe", "ask", "blocked" or "state_ops"',
  });
  assert.deepEqual(talk.rows.map(({ attempt, status }) => ({ attempt, status })), [
    { attempt: 1, status: "answered" },
    { attempt: 2, status: "answered" },
    { attempt: 3, status: "answered" },
  ]);
});

Deno.test("modelDecider() a hostile reply is unreadable and leaves short sentences", async () => {
  const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`${"k".repeat(50)}\n${at}`, 1]));
  const bad = JSON.stringify({ reasoning: "r", converged: true, ...keys });
  const [model, talk] = [new SayingModel([bad, bad, "x".repeat(5_000_000)]), new RecordedTalk()];
  const { kind, reasoning } = await decide(model, talk);
  assert.equal(kind, "unreadable");
  assert.ok(reasoning.length < 3000);
  for (const { problem } of talk.rows) assert.ok((problem ?? "").length < 1000 && !problem?.includes("\n"));
  for (const { brief } of model.asked) assert.ok(brief.length < 20_000, `${brief.length} characters`);
});

Deno.test("modelDecider() a reply on record is read and not asked for again", async () => {
  const [model, talk] = [new SayingModel([]), new RecordedTalk([call({ reply: CONVERGED })])];
  assert.deepEqual(await decide(model, talk), { kind: "converged", reasoning: "seen" });
  assert.equal(model.asked.length, 0);
});

Deno.test("modelDecider() bad replies on record count, and the last goes back", async () => {
  const earlier = [
    call({ id: 1, reply: "first", problem: "no object" }),
    call({ id: 2, attempt: 2, reply: "second" }),
  ];
  const [model, talk] = [new SayingModel(["third"]), new RecordedTalk(earlier)];
  assert.equal((await decide(model, talk)).kind, "unreadable");
  assert.equal(model.asked.length, 1);
  assert.match(model.asked[0]?.brief ?? "", /It was:\n {2}\| second\n/);
  assert.match(talk.rows[1]?.problem ?? "", /^The reply has no JSON object/);
  assert.equal(talk.rows[2]?.attempt, 3);
});

Deno.test("modelDecider() with three bad replies on record nobody is asked", async () => {
  const earlier = [1, 2, 3].map((id) => call({ id, attempt: id, reply: "x", problem: `wrong ${id}` }));
  const model = new SayingModel([]);
  const { kind, reasoning } = await decide(model, new RecordedTalk(earlier));
  assert.equal(kind, "unreadable");
  assert.match(reasoning, /The last one: wrong 3$/);
  assert.equal(model.asked.length, 0);
});

Deno.test("modelDecider() calls that failed or were lost are no bad replies, nor are those of a plan", async () => {
  const earlier = [
    call({ id: 1, status: "failed", problem: "503" }),
    call({ id: 2, status: "lost" }),
    call({ id: 3, status: "sent" }),
    call({ id: 4, purpose: "plan", reply: "{}", problem: "no plan" }),
  ];
  const [model, talk] = [new SayingModel(["x", "y", CONVERGED]), new RecordedTalk(earlier)];
  assert.equal((await decide(model, talk)).kind, "converged");
  assert.deepEqual(talk.rows.slice(4).map(({ attempt }) => attempt), [1, 2, 3]);
});

Deno.test("modelDecider() a model that cannot be asked: the call failed, and the error goes on", async () => {
  const error = new ModelUnavailable("429 Too Many Requests", 5000);
  const [model, talk] = [new SayingModel([error]), new RecordedTalk()];
  await assert.rejects(decide(model, talk), error);
  assert.deepEqual(rows(talk), [{ attempt: 1, status: "failed", reply: null, problem: "429 Too Many Requests" }]);
});

Deno.test("modelDecider() a call that is ended: the record says so in words, and the signal's reason goes on", async () => {
  const [stop, talk] = [new AbortController(), new RecordedTalk()];
  const model: LanguageModel = {
    name: "slow",
    complete: (_prompt, signal) => {
      stop.abort();
      return Promise.reject(signal.reason);
    },
  };
  const asked = modelDecider(model, terms()).decide(brief(), talk, stop.signal);
  await assert.rejects(asked, (error) => error === stop.signal.reason);
  assert.deepEqual(rows(talk), [
    { attempt: 1, status: "failed", reply: null, problem: "it was stopped before it answered" },
  ]);
});

Deno.test("modelDecider() a goal is told whole, or not at all", async () => {
  const goal = `begin ${"x".repeat(31_000)} middle\n${"y".repeat(800)} end`;
  const model = new SayingModel([CONVERGED]);
  await modelDecider(model, terms()).decide(brief({ desiredState: goal }), new RecordedTalk(), signal);
  assert.ok(model.asked[0]?.brief.includes(goal.split("\n").map((line) => `  > ${line}`).join("\n")));
  const talk = new RecordedTalk();
  const longer = brief({ desiredState: "x".repeat(32_001) });
  const { kind, reasoning } = await modelDecider(new SayingModel([]), terms()).decide(longer, talk, signal);
  assert.deepEqual([kind, talk.rows], ["blocked", []]);
  assert.match(reasoning, /^The goal has 32001 characters, more than the 32000 that a model is told: shorten it/);
});

Deno.test("modelDecider() a budget that is spent: nobody is asked", async () => {
  const spent = new BudgetSpent("the run's model was asked as often as it may be");
  const talk = Object.assign(new RecordedTalk(), { begin: () => Promise.reject(spent) });
  const model = new SayingModel([CONVERGED]);
  await assert.rejects(decide(model, talk), spent);
  assert.equal(model.asked.length, 0);
});

const PLAN = '{"reasoning": "r", "increments": [{"desired_state": "a"}, {"desired_state": "b"}]}';

Deno.test("modelDecider() plan: steps, asked for under their own purpose", async () => {
  const [model, talk] = [new SayingModel(['{"increments": []}', PLAN]), new RecordedTalk([call({ reply: CONVERGED })])];
  const plan = await modelDecider(model, terms()).plan(brief(), talk, signal);
  assert.deepEqual(plan, { reasoning: "r", increments: [{ name: "a" }, { name: "b" }] });
  assert.deepEqual(talk.rows.slice(1).map(({ purpose, attempt }) => [purpose, attempt]), [["plan", 1], ["plan", 2]]);
  assert.deepEqual(model.asked[0]?.schema["required"], ["reasoning", "increments"]);
});

Deno.test("modelDecider() plan: a reply on record is not asked for again", async () => {
  const model = new SayingModel([]);
  const plan = await modelDecider(model, terms()).plan(
    brief(),
    new RecordedTalk([call({ purpose: "plan", reply: PLAN })]),
    signal,
  );
  assert.equal(plan.increments.length, 2);
});

Deno.test("modelDecider() plan: where none can be read, the goal is one step", async () => {
  const model = new SayingModel(["x", "y", "z"]);
  const { reasoning, increments } = await modelDecider(model, terms()).plan(brief(), new RecordedTalk(), signal);
  assert.deepEqual(increments, [{ name: "nginx answers on port 80" }]);
  assert.match(reasoning, /made no sense.*The goal is worked on as one step$/);
});
