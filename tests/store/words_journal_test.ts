// What the journal keeps of a goal in words: questions to the model, findings, state, looks, prompts beside a decision.
import assert from "node:assert/strict";
import type { Decision, Probe, Question, Shown } from "../../src/model/decision.ts";
import { LeaseLost } from "../../src/model/errors.ts";
import type { Reply } from "../../src/model/model_call.ts";
import type { Finding } from "../../src/model/rule.ts";
import type { Journal } from "../../src/ports/journal.ts";
import { claimed, news, note, Scratch, takenOver } from "./scratch.ts";

const unknown = { tokensIn: null, tokensOut: null, costUsd: null };
const ask = (attempt: number, brief: string) => ({ purpose: "decide" as const, attempt, model: "claude-cli", brief });

/** A claimed loop's journal with one open iteration that nobody has decided. */
async function opened(scratch: Scratch) {
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  return { store, lease, journal, iteration: id };
}

/** Ends an iteration and begins the next. */
async function next(journal: Journal, iteration: number): Promise<number> {
  await journal.closeIteration(iteration, { phase: "completed", converged: false });
  return (await journal.openIteration({ fresh: true, decidedBy: null })).id;
}

async function callsOf(journal: Journal) {
  return (await journal.history()).flatMap(({ calls }) => calls);
}

async function promptsOf(journal: Journal) {
  return (await journal.history()).flatMap(({ prompts }) => prompts);
}

function probe(name: string, host = "web1", cmd = `look ${name}`): Probe {
  return { name, host, module: "command", params: { cmd } };
}

function looking(...probes: Probe[]): Decision {
  return { kind: "look", reasoning: "more to see", probes };
}

Deno.test("Journal.beginCall() and endCall() keep brief and reply whole, to the last character", async () => {
  await using scratch = new Scratch();
  const { journal, iteration, store } = await opened(scratch);
  const brief = "goal: nginx\n".repeat(5000);
  const reply: Reply = {
    text: `{"reasoning": "${"x".repeat(50_000)}\u0000日本"}`,
    tokensIn: 4000,
    tokensOut: 900,
    costUsd: 0.0213,
    model: "claude-9",
  };
  const id = await journal.beginCall(iteration, ask(1, brief));
  assert.equal((await callsOf(journal))[0]?.status, "sent");
  scratch.clock.ms += 1500;
  await journal.endCall(id, { status: "answered", reply, ms: 1500 });
  const short: Reply = { ...unknown, text: "ends here\u0000not there" };
  await journal.endCall(await journal.beginCall(iteration, ask(2, "")), { status: "answered", reply: short });
  const base = { iteration, purpose: "decide", status: "answered", problem: null };
  assert.deepEqual(await callsOf(journal), [
    {
      ...{ ...base, id: 1, attempt: 1, model: "claude-9", reply: reply.text, ms: 1500 },
      ...{ tokensIn: 4000, tokensOut: 900, costUsd: 0.0213, startedAt: "2026-11-22T15:45:20.224Z" },
    },
    {
      ...{ ...base, id: 2, attempt: 2, model: "claude-cli", reply: short.text, ms: null },
      ...{ ...unknown, startedAt: "2026-11-22T15:45:21.724Z" },
    },
  ]);
  assert.deepEqual([await store.archive.brief(1), await store.archive.brief(2)], [brief, ""]);
  assert.equal(await store.archive.brief(3), undefined);
  assert.ok(Number(scratch.raw().prepare("SELECT length(reply) AS n FROM model_calls").get()?.n) < 4096);
});

Deno.test("Journal.beginCall() makes lost what an earlier process sent, also in an iteration that is closed", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal, iteration } = await opened(scratch);
  await journal.beginCall(iteration, ask(1, "b"));
  const successor = await takenOver(store, lease);
  const again = store.journal(successor);
  await assert.rejects(journal.endCall(1, { status: "answered", reply: { ...unknown, text: "late" } }), LeaseLost);
  assert.deepEqual((await callsOf(again)).map(({ status }) => status), ["sent"]);
  await again.abandonIteration(iteration, { error: "the process is gone", carry: [] });
  assert.deepEqual((await callsOf(again)).map(({ status, reply }) => [status, reply]), [["lost", null]]);
  const { id } = await again.openIteration({ fresh: true, decidedBy: null });
  await again.beginCall(id, ask(1, "b"));
  await again.beginCall(id, ask(1, "b"));
  assert.deepEqual((await callsOf(again)).map(({ status }) => status), ["lost", "lost", "sent"]);
  await assert.rejects(
    again.endCall(2, { status: "answered", reply: { ...unknown, text: "late" } }),
    /Question 2 to the model is lost and takes no reply any more/,
  );
  assert.equal(scratch.raw().prepare("SELECT count(*) AS n FROM outputs").get()?.n, 1, "one brief, kept once");
});

Deno.test("Journal.endCall() adds a problem to a call that has ended, and nothing else", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const id = await journal.beginCall(iteration, ask(1, "b"));
  await assert.rejects(journal.endCall(id, { status: "answered" }), /answered without a reply/);
  await journal.endCall(id, { status: "answered", reply: { ...unknown, text: "no JSON" }, ms: 3 });
  await journal.endCall(id, { status: "answered", problem: "it is not JSON" });
  const failed = await journal.beginCall(iteration, ask(2, "b"));
  await journal.endCall(failed, { status: "failed", problem: "429: too many" });
  await assert.rejects(
    journal.endCall(id, { status: "answered", reply: { ...unknown, text: "another" } }),
    /Question 1 to the model is answered and takes no reply any more/,
  );
  await assert.rejects(journal.endCall(99, { status: "failed", problem: "?" }), /has no question 99/);
  assert.deepEqual((await callsOf(journal)).map(({ status, reply, problem, ms }) => [status, reply, problem, ms]), [
    ["answered", "no JSON", "it is not JSON", 3],
    ["failed", null, "429: too many", null],
  ]);
});

Deno.test("Journal.endCall() takes a problem for a reply of an iteration that is closed", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const id = await journal.beginCall(iteration, ask(1, "b"));
  await journal.endCall(id, { status: "answered", reply: { ...unknown, text: "no JSON" } });
  await journal.abandonIteration(iteration, { error: "stopped", carry: [] });
  await journal.endCall(id, { status: "answered", problem: "it is not JSON" });
  assert.deepEqual((await callsOf(journal)).map(({ status, problem }) => [status, problem]), [
    ["answered", "it is not JSON"],
  ]);
});

Deno.test("Journal.beginCall() and endCall() tell the feed who was asked, and what it cost", async () => {
  await using scratch = new Scratch();
  const { store, journal, iteration } = await opened(scratch);
  const first = await journal.beginCall(iteration, ask(1, "b"));
  const reply = { text: "{}", tokensIn: 10, tokensOut: 2, costUsd: 0.5 };
  await journal.endCall(first, { status: "answered", reply, ms: 7 });
  await journal.endCall(await journal.beginCall(iteration, ask(2, "b")), {
    status: "failed",
    problem: "x".repeat(999),
  });
  const model = "claude-cli";
  assert.deepEqual((await news(store.archive)).slice(-4), [
    ["model asked", 1, { model, attempt: 1, purpose: "decide" }],
    ["model answered", 1, { model, ms: 7, tokensIn: 10, tokensOut: 2, costUsd: 0.5 }],
    ["model asked", 2, { model, attempt: 2, purpose: "decide" }],
    ["model answered", 2, { model, ms: null, ...unknown, problem: `${"x".repeat(299)}…` }],
  ]);
});

Deno.test("Journal.noteObservations() keeps what was seen and what each rule said, all at once", async () => {
  await using scratch = new Scratch();
  const { store, journal, iteration } = await opened(scratch);
  const finding = (rule: string, outcome: Finding["outcome"], hosts: string[], approved = true): Finding => ({
    ...{ rule, outcome, hosts, approved },
    condition: "nginx.rc != 0",
    reasoning: `says ${outcome}`,
  });
  const findings = [
    finding("nginx", "fired", ["web1", "web2"]),
    finding("motd", "no match", []),
    finding("proposed", "matched", ["web1"], false),
    finding("again", "skipped", ["web2"]),
    finding("broken", "error", []),
  ];
  const looks = { web1: { uptime: { stdout: "up 3 days" } } };
  await journal.noteObservations(iteration, { looks }, findings);
  const decision: Decision = { kind: "act", reasoning: "as the rule says", actions: [], rule: "nginx" };
  await journal.noteDecision(iteration, "rule", decision, [note(null)]);
  const [row] = await journal.history();
  assert.deepEqual([row?.observations, row?.decision, row?.decidedBy], [{ looks }, decision, "rule"]);
  const told = await store.archive.ruleResults([iteration]);
  assert.deepEqual(
    told.map((each) => [each.rule_name, each.matched, each.approved, each.outcome, each.hosts, each.decided]),
    [
      ["nginx", 1, 1, "fired", ["web1", "web2"], 1],
      ["motd", 0, 1, "no match", [], 0],
      ["proposed", 1, 0, "matched", ["web1"], 0],
      ["again", 1, 1, "skipped", ["web2"], 0],
      ["broken", 0, 1, "error", [], 0],
    ],
  );
  assert.deepEqual([told[0]?.condition, told[0]?.reasoning], ["nginx.rc != 0", "says fired"]);
  const wrong = [finding("a", "fired", []), { ...finding("b", "fired", []), rule: null as never }];
  await assert.rejects(journal.noteObservations(iteration, { looks: {} }, wrong));
  assert.deepEqual((await journal.history())[0]?.observations, { looks });
  assert.equal((await store.archive.ruleResults([iteration])).length, 5);
});

Deno.test("Journal.noteDecision() changes state in order, and Journal.state() has it in later runs", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal, iteration } = await opened(scratch);
  const vars = { ansible_host: "203.0.113.7", ansible_user: "root", ansible_port: 2222, tier: "front" };
  await journal.noteDecision(iteration, "model", {
    kind: "act",
    reasoning: "a server more",
    actions: [],
    stateOps: [
      { op: "add_resource", name: "volume", data: { size: 1 } },
      { op: "add_resource", name: "server", data: { id: 7, ipv4: ["203.0.113.7"] } },
      { op: "add_resource", name: "volume", data: { size: 2 } },
      { op: "add_host", name: "web9", vars: { ansible_host: "203.0.113.8" }, groups: [] },
      { op: "add_host", name: "web9", vars, groups: ["web"] },
      { op: "add_host", name: "web8", vars: {}, groups: [] },
      { op: "remove", name: "web8" },
      { op: "remove", name: "nothing of this name" },
    ],
  }, []);
  await journal.closeIteration(iteration, { phase: "completed", converged: true });
  const expected = {
    resources: [{ name: "volume", data: { size: 2 } }, { name: "server", data: { id: 7, ipv4: ["203.0.113.7"] } }],
    hosts: [{ name: "web9", vars, groups: ["web"] }],
  };
  assert.deepEqual(await journal.state(), expected);
  const [host] = await store.archive.fleet({ loop: lease.loop.id, host: "web9" });
  assert.deepEqual([host?.address, host?.user, host?.port, host?.groups, host?.status, host?.vars["tier"]], [
    ...["203.0.113.7", "root", 2222, ["web"], "unknown"],
    { value: "front", from: "decision" },
  ]);
  assert.equal((await store.archive.fleet({ loop: lease.loop.id, host: "web8" }))[0]?.status, "gone");
  assert.deepEqual((await store.archive.resources(lease.loop.id)).map(({ data }) => data), [
    { size: 2 },
    { id: 7, ipv4: ["203.0.113.7"] },
  ]);
  await store.queue.release(lease, { kind: "done", status: "failed", reason: "" });
  await store.queue.retry(lease.loop.id, "anna");
  const later = store.journal(await takenOver(store, lease));
  assert.deepEqual(await later.state(), expected);
  await later.noteState([{ op: "remove", name: "web9" }, { op: "remove", name: "volume" }]);
  assert.deepEqual(await later.state(), { resources: expected.resources.slice(1), hosts: [] });
});

Deno.test("Journal.state() keeps a host that a decision added where no inventory has it, and hides what looks like a secret", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal } = await opened(scratch);
  const vars = { ansible_host: "203.0.113.7", ansible_password: "hunter22" };
  await journal.noteState([{ op: "add_host", name: "web9", vars, groups: [] }]);
  const notes = store.hostNotes(lease);
  await notes.note([{ host: "web1", groups: [], vars: {} }]);
  const statuses = async () =>
    (await store.archive.fleet({ loop: lease.loop.id })).map(({ host, status }) => [host, status]);
  assert.deepEqual(await statuses(), [["web1", "unknown"], ["web9", "unknown"]]);
  assert.equal((await journal.state()).hosts[0]?.vars["ansible_password"], "(secret)");
  assert.ok(!JSON.stringify(scratch.raw().prepare("SELECT * FROM hosts").all()).includes("hunter22"));
  await notes.note([{ host: "web1", groups: [], vars: {} }, { host: "web9", groups: ["web"], vars: {} }]);
  assert.deepEqual((await journal.state()).hosts.map(({ name }) => name), ["web9"]);
});

Deno.test("Journal.looks() has what decisions asked for, of a host and name the newest, and at most a hundred", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal, iteration } = await opened(scratch);
  assert.deepEqual(await journal.looks(), []);
  await journal.noteDecision(iteration, "model", looking(probe("a"), probe("b"), probe("a", "web2")), []);
  let id = await next(journal, iteration);
  const beside: Decision = { kind: "act", reasoning: "", actions: [], probes: [probe("a", "web1", "newer")] };
  await journal.noteDecision(id, "model", beside, []);
  assert.deepEqual(await journal.looks(), [probe("b"), probe("a", "web2"), probe("a", "web1", "newer")]);
  id = await next(journal, id);
  const many = Array.from({ length: 98 }, (_, n) => probe(`many ${n}`));
  await journal.noteDecision(id, "model", looking(...many), []);
  await journal.closeIteration(id, { phase: "completed", converged: true });
  await store.queue.release(lease, { kind: "done", status: "failed", reason: "" });
  await store.queue.retry(lease.loop.id, "anna");
  const later = await store.journal(await takenOver(store, lease)).looks();
  assert.deepEqual([later.length, later[0], later[1], later[99]], [
    ...[100, probe("a", "web2"), probe("a", "web1", "newer")],
    probe("many 97"),
  ]);
});

const shown: Shown[] = [{
  ...{
    host: "web1",
    module: "package",
    name: "remove apache",
    params: { name: "apache2", state: "absent" },
    task: null,
  },
  ...{ reason: "a model's removal is asked for", call: "c1", seen: "s1" },
}];

function approval(about: string, more: Partial<Question> = {}): Question {
  return { kind: "approval", text: "May apache2 go?", options: ["yes", "no"], about, shown, ...more };
}

Deno.test("Journal.notePrompts() asks once what is bound to the same, and keeps what it shows", async () => {
  await using scratch = new Scratch();
  const { store, journal, iteration } = await opened(scratch);
  await journal.notePrompts(iteration, [approval("a1"), approval("a2", { text: "nul \u0000 here" })]);
  await journal.abandonIteration(iteration, { error: "asks", carry: [] });
  const { id } = await journal.openIteration({ fresh: false, decidedBy: "playbook" });
  await journal.notePrompts(id, [approval("a1"), approval("a1"), approval("a3")]);
  const rows = async () =>
    (await promptsOf(journal)).map(({ id, about, status, response }) => [id, about, status, response]);
  assert.deepEqual(await rows(), [
    [2, "a2", "pending", null],
    [1, "a1", "pending", null],
    [3, "a3", "pending", null],
  ]);
  const first = (await promptsOf(journal)).find((each) => each.id === 1);
  assert.deepEqual([first?.shown, first?.options, first?.kind], [shown, ["yes", "no"], "approval"]);
  assert.equal((await promptsOf(journal))[0]?.text, "nul \u{fffd} here");
  await store.queue.answer(1, "no", "anna");
  await journal.notePrompts(id, [approval("a1")]);
  assert.deepEqual((await rows()).at(-1), [4, "a1", "pending", null]);
  assert.deepEqual((await news(store.archive)).filter(([kind]) => kind === "prompt").map(([, about]) => about), [
    1,
    2,
    3,
    4,
  ]);
});

Deno.test("Journal.notePrompts() takes an answer with its question, and answers the open one with it", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal, iteration } = await opened(scratch);
  const answered = { response: "yes", by: "--yes of anna" };
  await journal.notePrompts(iteration, [approval("a1"), approval("a2", { answered })]);
  await journal.notePrompts(iteration, [approval("a1", { answered })]);
  const rows = await store.archive.prompts({ loop: lease.loop.id });
  assert.deepEqual(
    rows.map(({ about, status, response, answeredBy, answeredAt }) => [
      ...[about, status, response, answeredBy],
      answeredAt,
    ]),
    ["a1", "a2"].map((about) => [about, "answered", "yes", "--yes of anna", "2026-11-22T15:45:20.224Z"]),
  );
  assert.deepEqual((await news(store.archive)).slice(-3).map(([kind, about]) => [kind, about]), [
    ["prompt", 1],
    ["answered", 2],
    ["answered", 1],
  ]);
});

Deno.test("Journal.declined() has the noes to approvals of all runs of the loop", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal, iteration } = await opened(scratch);
  const question: Question = { ...approval("q"), kind: "question" };
  await journal.notePrompts(iteration, [approval("a1"), approval("a2"), approval("a3"), question]);
  await store.queue.answer(1, "no", "anna", "not on prod");
  await store.queue.answer(2, "yes", "anna");
  await store.queue.answer(4, "no", "anna");
  await journal.closeIteration(iteration, { phase: "completed", converged: false });
  await store.queue.release(lease, { kind: "done", status: "failed", reason: "" });
  await store.queue.retry(lease.loop.id, "anna");
  const later = store.journal(await takenOver(store, lease));
  assert.deepEqual(await later.history(), []);
  assert.deepEqual((await later.declined()).map(({ about, comment, shown }) => [about, comment, shown]), [
    ["a1", "not on prod", shown],
  ]);
});

Deno.test("Journal.closeIteration() that waits leaves the row of an iteration that has asked a model", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  await journal.endCall(await journal.beginCall(iteration, ask(1, "b")), { status: "failed", problem: "down" });
  await journal.closeIteration(iteration, { phase: "unfinished", converged: false, waits: true });
  assert.deepEqual((await callsOf(journal)).map(({ problem }) => problem), ["down"]);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.closeIteration(id, { phase: "unfinished", converged: false, waits: true });
  assert.equal((await journal.history()).length, 1);
});
