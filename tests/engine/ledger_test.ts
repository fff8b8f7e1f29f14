import assert from "node:assert/strict";
import { aboutAction, Ledger } from "../../src/engine/ledger.ts";
import type { Iteration } from "../../src/model/iteration.ts";
import { action, iteration, recordedAction } from "../fakes/records.ts";

function ledger(run: Iteration[], { chain = run, unrecorded = new Map() }: {
  chain?: Iteration[];
  unrecorded?: ConstructorParameters<typeof Ledger>[1]["unrecorded"];
} = {}): Ledger {
  return new Ledger(run, { chain, unrecorded });
}

Deno.test("Ledger.past() finds the latest deed of a call, by host, task, item and occurrence", () => {
  const [a, b] = [recordedAction({ item: "x" }), recordedAction({ item: "x", occurrence: 1 })];
  const later = recordedAction({ item: "x" });
  const others = [
    recordedAction({ item: "y" }),
    recordedAction({ host: "elsewhere", item: "x" }),
    recordedAction({ task: "0.tasks.1" }),
  ];
  const seen = ledger([iteration({ actions: [a, b, ...others] }), iteration({ actions: [later] })]);
  const x = action({ item: "x" });
  const [first, second, third] = [seen.past(x), seen.past(x), seen.past(x)];
  assert.deepEqual([first.occurrence, second.occurrence, third.occurrence], [0, 1, 2]);
  assert.deepEqual([first.run?.id, second.run?.id, third.run?.id], [later.id, b.id, undefined]);
});

Deno.test("Ledger.past() tells the passes to complete from the whole run", () => {
  const old = recordedAction();
  const whole = iteration({ actions: [old] });
  const past = ledger([whole], { chain: [] }).past(action());
  assert.equal(past.chain, undefined);
  assert.equal(past.run?.id, old.id);
});

Deno.test("Ledger.past() takes no notice of what never ran", () => {
  const statuses = ["pending", "running", "skipped", "denied"] as const;
  const run = [iteration({ actions: statuses.map((status) => recordedAction({ status })) })];
  assert.equal(ledger(run).past(action()).run, undefined);
});

Deno.test("Ledger.past() counts interruptions of the passes to complete, not those before", () => {
  const interrupted = () => iteration({ actions: [recordedAction({ status: "interrupted" })] });
  const [one, two, three] = [interrupted(), interrupted(), interrupted()];
  assert.equal(ledger([one, two, three], { chain: [two, three] }).past(action()).interruptions, 2);
});

Deno.test("Ledger.past() finds hidden items by their order alone, with what this process still knows of them", () => {
  const rows = [0, 1].map((occurrence) =>
    recordedAction({ occurrence, result: { changed: true, censored: "hidden" } })
  );
  const unrecorded = new Map([[rows[1]!.id, { changed: true, stdout: "known" }]]);
  const seen = ledger([iteration({ actions: rows })], { unrecorded });
  const [first, second] = ["a", "b"].map((item) => seen.past(action({ item }, { noLog: true })));
  assert.equal(first!.run?.result?.["stdout"], undefined);
  assert.equal(second!.run?.id, rows[1]!.id);
  assert.equal(second!.run?.result?.["stdout"], "known");
});

Deno.test("Ledger.past() has the answers to questions about actions", () => {
  const asked = recordedAction({ status: "interrupted" });
  const prompt = {
    id: 1,
    kind: "interrupted",
    text: "?",
    options: [],
    about: aboutAction(asked.id),
    status: "answered" as const,
    response: "done",
  };
  const past = ledger([iteration({ actions: [asked], prompts: [prompt] })]).past(action());
  assert.equal(past.answer(asked.id), "done");
  assert.equal(past.answer(asked.id + 1), undefined);
});

Deno.test("Ledger.changedBefore() has what a task changed on a host in the passes to complete", () => {
  const changed = recordedAction({ item: "a" });
  const rows = [
    changed,
    recordedAction({ result: { changed: false } }),
    recordedAction({ status: "failed" }),
    recordedAction({ host: "elsewhere" }),
    recordedAction({ task: "0.tasks.1" }),
  ];
  assert.deepEqual(ledger([iteration({ actions: rows })]).changedBefore("0.tasks.0", "localhost"), [changed]);
});
