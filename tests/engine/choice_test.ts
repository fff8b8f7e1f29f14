import assert from "node:assert/strict";
import { choiceOf, choiceOfSkipped, type Choosing } from "../../src/engine/choice.ts";
import type { Past } from "../../src/engine/ledger.ts";
import type { RecordedAction } from "../../src/model/action.ts";
import type { Plan } from "../../src/model/plan.ts";
import { action, recordedAction } from "../fakes/records.ts";

const CHANGE: Plan & { kind: "change" } = {
  kind: "change",
  diff: [],
  commands: [{ argv: ["true"] }],
  result: { changed: true },
};
const BLIND: Plan = { ...CHANGE, cannotTell: true };
const SAME: Plan = { kind: "same", result: { changed: false } };
const choosing: Choosing = {
  checkMode: false,
  onInterrupted: "ask",
  conclude: (result) => ({ ...result, concluded: true }),
};

function past(
  { chain, run = chain, interruptions = 0, answer, words }: {
    chain?: RecordedAction;
    run?: RecordedAction;
    interruptions?: number;
    answer?: string;
    words?: string | undefined;
  } = {},
): Past {
  return { chain, run, interruptions, answer: () => answer, about: "call:x", words };
}

Deno.test("choiceOf() does what differs and leaves what does not", () => {
  assert.equal(choiceOf(CHANGE, action(), past(), choosing).kind, "deed");
  assert.equal(choiceOf(SAME, action(), past(), choosing).kind, "known");
});

Deno.test("choiceOf() does nothing in check mode", () => {
  const checking = { ...choosing, checkMode: true };
  assert.equal(choiceOf(CHANGE, action(), past(), checking).kind, "would");
  assert.equal(
    choiceOf(BLIND, action(), past({ chain: recordedAction({ status: "interrupted" }) }), checking).kind,
    "would",
  );
});

Deno.test("choiceOf() reports a deed of the unfinished pass as done where its look finds nothing", () => {
  const choice = choiceOf(SAME, action(), past({ chain: recordedAction() }), choosing);
  assert(choice.kind === "recorded" && choice.result.changed === true);
});

Deno.test("choiceOf() does a deed of the unfinished pass again where its look finds a difference", () => {
  assert.equal(choiceOf(CHANGE, action(), past({ chain: recordedAction() }), choosing).kind, "deed");
});

Deno.test("choiceOf() takes a command of the unfinished pass as done whose mark is still to be made, unless it failed or did nothing", () => {
  const marked: Plan = { ...CHANGE, byMark: true };
  const choice = choiceOf(marked, action(), past({ chain: recordedAction() }), choosing);
  assert(choice.kind === "recorded" && choice.result.changed === true);
  const idle = recordedAction({ result: { changed: false } });
  const failed = recordedAction({ status: "failed", result: { changed: true, failed: true } });
  const cut = recordedAction({ status: "interrupted" });
  for (const chain of [idle, failed, cut]) {
    assert.equal(choiceOf(marked, action(), past({ chain }), choosing).kind, "deed");
  }
  assert.equal(choiceOf(marked, action(), past({ run: recordedAction() }), choosing).kind, "deed");
});

Deno.test("choiceOf() runs a plain command once a run, and reports it unchanged in later passes", () => {
  const choice = choiceOf(BLIND, action(), past({ run: recordedAction() }), choosing);
  assert(choice.kind === "recorded" && choice.result.changed === false);
});

Deno.test("choiceOf() does not repeat a plain command that failed", () => {
  const failed = recordedAction({ status: "failed", result: { changed: true, failed: true } });
  const choice = choiceOf(BLIND, action(), past({ run: failed }), choosing);
  assert(choice.kind === "recorded" && choice.result["failed"] === true);
});

Deno.test("choiceOf() runs a command whose changed_when looks at its result in every whole pass, and once in an unfinished one", () => {
  const looking = action({}, { changedWhen: "condition" });
  assert.equal(choiceOf(BLIND, looking, past({ run: recordedAction() }), choosing).kind, "deed");
  assert.equal(choiceOf(BLIND, looking, past({ chain: recordedAction() }), choosing).kind, "recorded");
});

Deno.test("choiceOf() reports a constant changed_when once a run", () => {
  const constant = action({}, { changedWhen: true });
  assert.equal(choiceOf(SAME, constant, past(), choosing).kind, "known");
  const choice = choiceOf(SAME, constant, past({ run: recordedAction() }), choosing);
  assert(choice.kind === "recorded" && choice.result.changed === false);
});

Deno.test("choiceOf() asks about an interrupted plain command, and follows the answer", () => {
  const chain = recordedAction({ status: "interrupted" });
  assert.equal(choiceOf(BLIND, action(), past({ chain }), choosing).kind, "ask");
  assert.equal(choiceOf(BLIND, action(), past({ chain, answer: "rerun" }), choosing).kind, "deed");
  const done = choiceOf(BLIND, action(), past({ chain, answer: "done" }), choosing);
  assert(done.kind === "recorded" && done.result["concluded"] === true && done.result.changed === true);
  assert.equal(choiceOf(BLIND, action(), past({ chain }), { ...choosing, onInterrupted: "rerun" }).kind, "deed");
});

Deno.test("choiceOf() lets a look settle an interrupted action", () => {
  const chain = recordedAction({ status: "interrupted" });
  const choice = choiceOf(SAME, action(), past({ chain }), choosing);
  assert(choice.kind === "recorded" && choice.result.changed === true);
  assert.equal(choiceOf(CHANGE, action(), past({ chain }), choosing).kind, "deed");
});

Deno.test("choiceOf() runs an interrupted command again whose author says that it changes nothing", () => {
  const chain = recordedAction({ status: "interrupted" });
  assert.equal(choiceOf(BLIND, action({}, { changedWhen: false }), past({ chain }), choosing).kind, "deed");
});

Deno.test("choiceOf() counts a handler's record only for notifications before it", () => {
  const chain = recordedAction();
  const before = action({}, { handler: true, notifiedBy: [chain.id - 1] });
  const later = action({}, { handler: true, notifiedBy: [chain.id - 1, chain.id + 1] });
  assert.equal(choiceOf(BLIND, before, past({ chain }), choosing).kind, "recorded");
  assert.equal(choiceOf(BLIND, later, past({ chain }), choosing).kind, "deed");
});

Deno.test("choiceOfSkipped() keeps a recorded deed whose condition its own effect made false", () => {
  const skipped = { changed: false, skipped: true };
  assert.equal(choiceOfSkipped(skipped, action(), past(), choosing).kind, "known");
  const choice = choiceOfSkipped(skipped, action(), past({ chain: recordedAction() }), choosing);
  assert(choice.kind === "recorded" && choice.result.changed === true);
});

Deno.test("choiceOfSkipped() asks about an interrupted deed, and follows the answer or what was said beforehand", () => {
  const skipped = { changed: false, skipped: true };
  const chain = recordedAction({ status: "interrupted" });
  const choice = (onInterrupted: Choosing["onInterrupted"], answer?: string) =>
    choiceOfSkipped(skipped, action(), past({ chain, ...(answer === undefined ? {} : { answer }) }), {
      ...choosing,
      onInterrupted,
    });
  assert.equal(choice("ask").kind, "ask");
  for (const done of [choice("done"), choice("ask", "done")]) {
    assert(done.kind === "recorded" && done.result["concluded"] === true);
  }
  for (const rerun of [choice("rerun"), choice("done", "rerun")]) {
    assert(rerun.kind === "known" && rerun.result["skipped"] === true);
  }
});

Deno.test("choiceOf() looks again with a command that changed nothing, or failed, and says so itself", () => {
  const idle = recordedAction({ result: { changed: false } });
  const failed = recordedAction({ status: "failed", result: { changed: true, failed: true } });
  for (const chain of [idle, failed]) {
    assert.equal(choiceOf(BLIND, action({}, { changedWhen: "condition" }), past({ chain }), choosing).kind, "deed");
    assert.equal(choiceOf(BLIND, action({}, { changedWhen: false }), past({ chain }), choosing).kind, "deed");
  }
  // What an adopted end changed, only the task's condition can tell.
  const adopted = recordedAction({ adopted: true });
  const says = (changed: boolean) =>
    action({}, { changedWhen: "condition", settle: (result) => ({ ...result, changed }) });
  assert.equal(choiceOf(BLIND, says(true), past({ chain: adopted }), choosing).kind, "recorded");
  assert.equal(choiceOf(BLIND, says(false), past({ chain: adopted }), choosing).kind, "deed");
});

Deno.test("choiceOf() does not start for ever what is interrupted every time", () => {
  const chain = recordedAction({ status: "interrupted" });
  const often = past({ chain, interruptions: 5 });
  const rerun: Choosing = { ...choosing, onInterrupted: "rerun" };
  assert.equal(choiceOf(BLIND, action(), past({ chain, interruptions: 4 }), rerun).kind, "deed");
  assert.equal(choiceOf(BLIND, action(), often, rerun).kind, "ask");
  assert.equal(choiceOf(BLIND, action({}, { changedWhen: false }), often, rerun).kind, "ask");
  assert.equal(choiceOf(BLIND, action(), past({ chain, interruptions: 5, answer: "rerun" }), rerun).kind, "deed");
  const given = choiceOf(CHANGE, action(), often, rerun);
  assert(given.kind === "known" && given.result["failed"] === true);
});
