// Every method of the journal writes without values, and what it gives back is what was meant.
import assert from "node:assert/strict";
import type { Action, RecordedAction } from "../../src/model/action.ts";
import type { Iteration } from "../../src/model/iteration.ts";
import type { Journal, Note } from "../../src/ports/journal.ts";
import type { Originals } from "../../src/secrets/originals.ts";
import { redactedJournal } from "../../src/secrets/redacted_journal.ts";
import { open } from "./sources.ts";

const VALUE = "canary-Zebra-4711";
const RESULT = { changed: true, msg: `it ${VALUE}`, stdout_lines: [VALUE, "x"] };
const DIFF = [{ header: "/x", before: VALUE, after: "" }];
const ACTION: Action = {
  host: "web",
  module: "copy",
  params: { content: VALUE },
  name: `write ${VALUE}`,
  task: "0.tasks.1",
  item: { key: VALUE },
};
const NOTE: Note = { action: ACTION, verdict: "allow", diff: DIFF, result: RESULT };
const QUESTION = { kind: "approval" as const, text: VALUE, options: [VALUE], about: null };

/** A journal that keeps what it is told, and whose rows are what it was told. */
function recorder(): { journal: Journal; told: unknown[]; rows: RecordedAction[] } {
  const told: unknown[] = [];
  const rows: RecordedAction[] = [];
  const iteration = () => ({ id: 1, actions: rows }) as unknown as Iteration;
  const noted = (notes: readonly Note[]) => {
    const added = notes.map(({ action, diff = [], result = null }, at) =>
      ({ ...action, id: at + 1, status: "running", diff, result, way: null }) as unknown as RecordedAction
    );
    rows.push(...added);
    return Promise.resolve(structuredClone(added));
  };
  const journal = new Proxy({}, {
    get: (_, name) => (...args: unknown[]) => {
      told.push(structuredClone(args));
      if (name === "history") return Promise.resolve([iteration()]);
      if (name === "openIteration") return Promise.resolve(iteration());
      if (name === "noteActions") return noted(args[1] as Note[]);
      if (name === "noteDecision") return noted(args[3] as Note[]);
      return Promise.resolve([]);
    },
  }) as Journal;
  return { journal, told, rows };
}

/** Each method, told a value wherever it takes a text. */
const CALLS: { [name in keyof Journal]: (journal: Journal) => Promise<unknown> } = {
  history: (journal) => journal.history(),
  increments: (journal) => journal.increments(),
  looks: (journal) => journal.looks(),
  state: (journal) => journal.state(),
  declined: (journal) => journal.declined(),
  setIncrement: (journal) => journal.setIncrement(1, "completed"),
  writeIncrements: (journal) => journal.writeIncrements([{ play: 0, name: VALUE, isFix: false, foundBy: null }]),
  openIteration: (journal) =>
    journal.openIteration({ fresh: true, decidedBy: "model", decision: { kind: "blocked", reasoning: VALUE } }),
  noteObservations: (journal) =>
    journal.noteObservations(1, { looks: { web: { own: VALUE } } }, [{
      rule: "r",
      condition: VALUE,
      outcome: "error",
      approved: true,
      hosts: ["web"],
      reasoning: VALUE,
    }]),
  beginCall: (journal) => journal.beginCall(1, { purpose: "decide", attempt: 1, model: "m", brief: VALUE }),
  endCall: (journal) =>
    journal.endCall(1, {
      status: "answered",
      reply: { text: VALUE, tokensIn: 1, tokensOut: 1, costUsd: null },
      problem: VALUE,
    }),
  notePrompts: (journal) => journal.notePrompts(1, [QUESTION]),
  noteState: (journal) => journal.noteState([{ op: "add_resource", name: VALUE, data: { key: VALUE } }]),
  noteDecision: (journal) =>
    journal.noteDecision(1, "model", { kind: "ask", reasoning: VALUE, questions: [QUESTION] }, [NOTE]),
  noteActions: (journal) => journal.noteActions(1, [NOTE], [{ id: 9, status: "failed", result: RESULT }]),
  startAction: (journal) => journal.startAction([{ id: 1, diff: DIFF, result: RESULT }]),
  finishAction: (journal) => journal.finishAction([{ id: 1, status: "completed", result: RESULT }]),
  closeIteration: (journal) =>
    journal.closeIteration(1, {
      phase: "completed",
      converged: false,
      error: VALUE,
      reasoning: VALUE,
      reached: { web: { error: VALUE } },
      differences: [{ host: "web", task: null, name: VALUE, module: "copy", diff: DIFF }],
    }),
  abandonIteration: (journal) => journal.abandonIteration(1, { error: VALUE, carry: [] }),
};

Deno.test("redactedJournal() writes no value, whichever method is told one", async () => {
  const { journal, told } = recorder();
  const redacted = redactedJournal(journal, await open(["uri.body=A"], { A: VALUE }), new Map());
  assert.deepEqual(Object.keys(CALLS).toSorted(), Object.keys(redacted).toSorted());
  for (const [name, call] of Object.entries(CALLS)) {
    told.length = 0;
    await call(redacted);
    assert.equal(told.length, 1, name);
    assert.ok(!JSON.stringify(told).includes(VALUE), `${name}: ${JSON.stringify(told)}`);
  }
});

Deno.test("redactedJournal() gives rows back as they were meant, and history as long as the process lives", async () => {
  const { journal, rows } = recorder();
  const secrets = await open(["uri.body=A"], { A: VALUE });
  const originals: Originals = new Map();
  const redacted = redactedJournal(journal, secrets, originals);
  const [row] = await redacted.noteActions(1, [NOTE]);
  const meant = { params: ACTION.params, name: ACTION.name, item: ACTION.item, result: RESULT, diff: DIFF };
  for (const [key, value] of Object.entries(meant)) assert.deepEqual(Reflect.get(row!, key), value, key);
  assert.equal(row!.host, "web");
  Object.assign(rows[0]!, { status: "completed" });
  const end = { ...RESULT, rc: 0 };
  await redacted.finishAction([{ id: 1, status: "completed", result: end }]);
  const [known] = await redacted.history();
  assert.deepEqual([known!.actions[0]!.result, known!.actions[0]!.params], [end, ACTION.params]);
  // Another process has what is on record, but for what something is hidden in.
  const [later] = await redactedJournal(journal, secrets, new Map()).history();
  assert.deepEqual(later!.actions[0]!.result, {
    changed: true,
    censored: "values with a secret in them are not on record",
  });
  assert.deepEqual(later!.actions[0]!.params, { content: "(secret)" });
});

Deno.test("redactedJournal() puts nothing old back once an end without a secret is written", async () => {
  const { journal, rows } = recorder();
  const redacted = redactedJournal(journal, await open(["uri.body=A"], { A: VALUE }), new Map());
  await redacted.noteActions(1, [NOTE]);
  const end = { changed: true, rc: 0 };
  await redacted.finishAction([{ id: 1, status: "completed", result: end }]);
  Object.assign(rows[0]!, { status: "completed", result: end });
  const [known] = await redacted.history();
  assert.deepEqual(known!.actions[0]!.result, end);
});
