// What readers are told of decisions: calls, briefs, counts, what was decided on which looks, which rules are in use.
import assert from "node:assert/strict";
import type { DecidedBy, Decision } from "../../src/model/decision.ts";
import type { Json } from "../../src/model/json.ts";
import type { Lease } from "../../src/model/loop.ts";
import type { Finding } from "../../src/model/rule.ts";
import type { Store } from "../../src/store/open_store.ts";
import { action, claimed, note, Scratch, submission, takenOver } from "./scratch.ts";

const seen = (host: string, stdout: string) => ({ looks: { [host]: { nginx: { stdout } as Json } } });

function act(cmd: string, rule?: string): Decision {
  const actions = [action(null, { params: { cmd } })];
  return { kind: "act", reasoning: `do ${cmd}`, actions, ...(rule === undefined ? {} : { rule }) };
}

const converged: Decision = { kind: "converged", reasoning: "all is well" };

function fired(rule: string): Finding {
  return { rule, condition: "true", outcome: "fired", approved: true, hosts: ["web1"], reasoning: "" };
}

/** A whole iteration; what is asked of the model answers with so many tokens. */
async function iterate(
  store: Store,
  lease: Lease,
  { by, decision, stdout = "x", asked = [] }: {
    by: DecidedBy;
    decision: Decision;
    stdout?: string;
    asked?: { tokens: number; cost: number | null }[];
  },
): Promise<number> {
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.noteObservations(id, seen("web1", stdout), decision.rule === undefined ? [] : [fired(decision.rule)]);
  for (const [index, { tokens, cost }] of asked.entries()) {
    const call = { purpose: "decide" as const, attempt: index + 1, model: "m", brief: `brief of ${id}` };
    const reply = { text: "{}", tokensIn: tokens, tokensOut: 1, costUsd: cost };
    await journal.endCall(await journal.beginCall(id, call), { status: "answered", reply, ms: 5 });
  }
  const actions = decision.kind === "act" ? decision.actions : [];
  const rows = await journal.noteDecision(id, by, decision, actions.map((action) => ({ action, verdict: "allow" })));
  for (const row of rows) {
    await journal.startAction([{ id: row.id, diff: [], result: { changed: true } }]);
    await journal.finishAction([{ id: row.id, status: "completed", result: { changed: true } }]);
  }
  await journal.closeIteration(id, { phase: "completed", converged: decision.kind === "converged" });
  return id;
}

async function retried(store: Store, lease: Lease): Promise<Lease> {
  await store.queue.release(lease, { kind: "done", status: "failed", reason: "" });
  await store.queue.retry(lease.loop.id, "anna");
  return await takenOver(store, lease);
}

Deno.test("Archive.decisionCount() counts who decided and what the model cost, of all runs or the last ones", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  let lease = await claimed(store);
  const { archive } = store;
  const none = { by: {}, calls: 0, lost: 0, tokensIn: 0, tokensOut: 0, costUsd: null };
  assert.deepEqual(await archive.decisionCount(1), none);
  await iterate(store, lease, {
    by: "model",
    decision: act("a"),
    asked: [{ tokens: 100, cost: 0.25 }, { tokens: 50, cost: null }],
  });
  await iterate(store, lease, { by: "model", decision: converged, asked: [{ tokens: 7, cost: 0.5 }] });
  lease = await retried(store, lease);
  await iterate(store, lease, { by: "rule", decision: act("b", "r") });
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" });
  await journal.abandonIteration(id, { error: "gone", carry: [] });
  const carried = await journal.openIteration({ fresh: false, decidedBy: "rule", decision: act("b", "r") });
  await journal.closeIteration(carried.id, { phase: "completed", converged: false });
  await iterate(store, await claimed(store), { by: "human", decision: converged });
  const second = { calls: 1, lost: 1, tokensIn: 0, tokensOut: 0, costUsd: null };
  assert.deepEqual(await archive.decisionCount(1), {
    by: { model: 2, rule: 1 },
    ...{ calls: 4, lost: 1, tokensIn: 157, tokensOut: 3, costUsd: 0.75 },
  });
  assert.deepEqual(await archive.decisionCount(1, 2), { by: { rule: 1 }, ...second });
  assert.deepEqual(await archive.decisionCount(1, 3), none);
  assert.deepEqual(await archive.decisionCount(2), { ...none, by: { human: 1 } });
});

Deno.test("Archive.modelCalls(), call() and brief() tell what was asked and answered, until it is pruned", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const first = await iterate(store, lease, { by: "model", decision: act("a"), asked: [{ tokens: 1, cost: null }] });
  const second = await iterate(store, lease, {
    by: "model",
    decision: converged,
    asked: [{ tokens: 2, cost: 0.5 }, { tokens: 3, cost: 0.5 }],
  });
  const { archive } = store;
  const calls = await archive.modelCalls([second, first]);
  assert.deepEqual(
    calls.map(({ id, loop, n, run, attempt, tokensIn, status }) => [id, loop, n, run, attempt, tokensIn, status]),
    [[1, 1, 1, 1, 1, 1, "answered"], [2, 1, 2, 1, 1, 2, "answered"], [3, 1, 2, 1, 2, 3, "answered"]],
  );
  assert.deepEqual([await archive.call(calls[1]!.id), await archive.call(999)], [calls[1], undefined]);
  assert.deepEqual(await archive.modelCalls([first]), calls.slice(0, 1));
  assert.deepEqual(await archive.modelCalls([]), []);
  assert.equal(await archive.brief(3), "brief of 2");
  scratch.raw().exec("DELETE FROM outputs");
  assert.equal(await archive.brief(3), undefined);
  assert.equal((await archive.modelCalls([second])).length, 2);
});

Deno.test("Archive.pastDecisions() has decisions of all loops with their looks, oldest first, in pages", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [one, two] = [await claimed(store), await claimed(store, "other")];
  await iterate(store, one, { by: "model", decision: act("a"), stdout: "stopped" });
  const playbook = store.journal(two);
  const { id } = await playbook.openIteration({ fresh: true, decidedBy: "playbook" });
  await playbook.noteActions(id, [note("0.tasks.0", { status: "running" })]);
  await playbook.finishAction([{ id: 2, status: "completed", result: { changed: true } }]);
  await playbook.closeIteration(id, { phase: "completed", converged: true, observations: {} });
  await iterate(store, two, { by: "rule", decision: act("b", "r"), stdout: "gone" });
  const unseen = await store.journal(one).openIteration({ fresh: true, decidedBy: null });
  await store.journal(one).noteDecision(unseen.id, "model", converged, []);
  await store.journal(one).closeIteration(unseen.id, { phase: "completed", converged: true });
  await iterate(store, one, { by: "model", decision: converged, stdout: "running" });
  const all = await store.archive.pastDecisions(0, 10);
  const goal = "/srv/site.yml";
  const did = (
    cmd: string,
  ) => [{ host: "localhost", module: "command", params: { cmd }, status: "completed", changed: true }];
  assert.deepEqual(all.map(({ decision, ...rest }) => ({ ...rest, kind: decision.kind, rule: decision.rule })), [
    {
      ...{ id: 1, loop: 1, run: 1, n: 1, goal, by: "model", kind: "act", rule: undefined, converged: false },
      ...{ ...seen("web1", "stopped"), actions: did("a") },
    },
    {
      ...{ id: 3, loop: 2, run: 1, n: 2, goal, by: "rule", kind: "act", rule: "r", converged: false },
      ...{ ...seen("web1", "gone"), actions: did("b") },
    },
    {
      ...{ id: 5, loop: 1, run: 1, n: 3, goal, by: "model", kind: "converged", rule: undefined, converged: true },
      ...{ ...seen("web1", "running"), actions: [] },
    },
  ]);
  assert.deepEqual(await store.archive.pastDecisions(1, 1), all.slice(1, 2));
  assert.deepEqual(await store.archive.pastDecisions(5, 1), []);
});

Deno.test("Archive.pastDecisions() gives a decision that was cut short the actions that went on after it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.noteObservations(id, seen("web1", "stopped"));
  const decision = act("a");
  const [first, second] = await journal.noteDecision(id, "model", decision, [
    note(null, {}, { params: { cmd: "a" } }),
    note(null, {}, { params: { cmd: "b" } }),
  ]);
  await journal.finishAction([{ id: first!.id, status: "completed", result: { changed: true } }]);
  await journal.abandonIteration(id, { error: "stopped by a human", carry: [second!.id] });
  const recorded = (await journal.history())[0]!.decision!;
  const again = await journal.openIteration({
    fresh: false,
    decidedBy: "model",
    decision: recorded,
    take: [second!.id],
  });
  await journal.finishAction([{ id: second!.id, status: "failed", result: { changed: false, failed: true } }]);
  await journal.closeIteration(again.id, { phase: "completed", converged: false });
  await iterate(store, lease, { by: "model", decision: act("c"), stdout: "still stopped" });
  const past = await store.archive.pastDecisions(0, 10);
  assert.deepEqual(past.map(({ actions }) => actions.map(({ params, status }) => [params["cmd"], status])), [
    [["a", "completed"], ["b", "failed"]],
    [["c", "completed"]],
  ]);
  assert.deepEqual((await store.archive.pastDecisions(0, 1))[0], past[0]);
});

Deno.test("Archive.ruleUse() counts what each rule has decided, in all loops", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  assert.deepEqual(await store.archive.ruleUse(), []);
  const [one, two] = [await claimed(store), await claimed(store, "other")];
  await iterate(store, one, { by: "rule", decision: act("a", "nginx") });
  await iterate(store, one, { by: "rule", decision: act("a", "motd") });
  const journal = store.journal(one);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  await journal.noteObservations(id, seen("web1", "x"), [fired("never decided")]);
  scratch.clock.ms += 60_000;
  await iterate(store, two, { by: "rule", decision: act("a", "nginx") });
  assert.deepEqual(await store.archive.ruleUse(), [
    { rule: "motd", decided: 1, lastAt: "2026-11-22T15:45:20.224Z", lastLoop: 1 },
    { rule: "nginx", decided: 2, lastAt: "2026-11-22T15:46:20.224Z", lastLoop: 2 },
  ]);
  // As where five more quiet runs were joined to the last one.
  scratch.raw().exec("update iterations set repeats = 6 where loop_id = 2");
  assert.deepEqual((await store.archive.ruleUse()).map(({ rule, decided }) => [rule, decided]), [["motd", 1], [
    "nginx",
    7,
  ]]);
});

Deno.test("Archive.ruleFolders() names the folder of each loop in words that goes on, and of no loop with a playbook", async () => {
  await using scratch = new Scratch();
  const { archive, queue } = await scratch.open();
  const { file, ...words } = submission.options;
  const submit = async (options: Partial<typeof submission.options> & { rulesDir?: string }) =>
    (await queue.submit({ ...submission, options: { ...words, ...options } })).id;
  const [first, ended, damaged] = [
    await submit({ rulesDir: "/b" }),
    await submit({ rulesDir: "/b" }),
    await submit({ rulesDir: "/c" }),
  ];
  await submit({ file, rulesDir: "/b" });
  await submit({});
  const last = await submit({ rulesDir: "/a" });
  await queue.cancel(ended, "anna", "");
  scratch.raw().exec(`update loops set options = options || '}' where id = ${damaged}`);
  assert.deepEqual(await archive.ruleFolders(), [{ loop: first, folder: "/b" }, { loop: last, folder: "/a" }]);
});
