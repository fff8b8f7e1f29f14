import assert from "node:assert/strict";
import { chooseSkipped, chooseWay, type Choosing } from "../../src/engine/choose_way.ts";
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

Deno.test("chooseWay() does what differs and leaves what does not", () => {
  assert.equal(chooseWay(CHANGE, action(), past(), choosing).kind, "deed");
  assert.equal(chooseWay(SAME, action(), past(), choosing).kind, "known");
});

Deno.test("chooseWay() does nothing in check mode", () => {
  const checking = { ...choosing, checkMode: true };
  assert.equal(chooseWay(CHANGE, action(), past(), checking).kind, "would");
  assert.equal(
    chooseWay(BLIND, action(), past({ chain: recordedAction({ status: "interrupted" }) }), checking).kind,
    "would",
  );
});

Deno.test("chooseWay() reports a deed of the unfinished pass as done where its look finds nothing", () => {
  const way = chooseWay(SAME, action(), past({ chain: recordedAction() }), choosing);
  assert(way.kind === "recorded" && way.result.changed === true);
});

Deno.test("chooseWay() does a deed of the unfinished pass again where its look finds a difference", () => {
  assert.equal(chooseWay(CHANGE, action(), past({ chain: recordedAction() }), choosing).kind, "deed");
});

Deno.test("chooseWay() runs a plain command once a run, and reports it unchanged in later passes", () => {
  const way = chooseWay(BLIND, action(), past({ run: recordedAction() }), choosing);
  assert(way.kind === "recorded" && way.result.changed === false);
});

Deno.test("chooseWay() does not repeat a plain command that failed", () => {
  const failed = recordedAction({ status: "failed", result: { changed: true, failed: true } });
  const way = chooseWay(BLIND, action(), past({ run: failed }), choosing);
  assert(way.kind === "recorded" && way.result["failed"] === true);
});

Deno.test("chooseWay() runs a command whose changed_when looks at its result in every whole pass, and once in an unfinished one", () => {
  const looking = action({}, { changedWhen: "condition" });
  assert.equal(chooseWay(BLIND, looking, past({ run: recordedAction() }), choosing).kind, "deed");
  assert.equal(chooseWay(BLIND, looking, past({ chain: recordedAction() }), choosing).kind, "recorded");
});

Deno.test("chooseWay() reports a constant changed_when once a run", () => {
  const constant = action({}, { changedWhen: true });
  assert.equal(chooseWay(SAME, constant, past(), choosing).kind, "known");
  const way = chooseWay(SAME, constant, past({ run: recordedAction() }), choosing);
  assert(way.kind === "recorded" && way.result.changed === false);
});

Deno.test("chooseWay() asks about an interrupted plain command, and follows the answer", () => {
  const chain = recordedAction({ status: "interrupted" });
  assert.equal(chooseWay(BLIND, action(), past({ chain }), choosing).kind, "ask");
  assert.equal(chooseWay(BLIND, action(), past({ chain, answer: "rerun" }), choosing).kind, "deed");
  const done = chooseWay(BLIND, action(), past({ chain, answer: "done" }), choosing);
  assert(done.kind === "recorded" && done.result["concluded"] === true && done.result.changed === true);
  assert.equal(chooseWay(BLIND, action(), past({ chain }), { ...choosing, onInterrupted: "rerun" }).kind, "deed");
});

Deno.test("chooseWay() lets a look settle an interrupted action", () => {
  const chain = recordedAction({ status: "interrupted" });
  const way = chooseWay(SAME, action(), past({ chain }), choosing);
  assert(way.kind === "recorded" && way.result.changed === true);
  assert.equal(chooseWay(CHANGE, action(), past({ chain }), choosing).kind, "deed");
});

Deno.test("chooseWay() runs an interrupted command again whose author says that it changes nothing", () => {
  const chain = recordedAction({ status: "interrupted" });
  assert.equal(chooseWay(BLIND, action({}, { changedWhen: false }), past({ chain }), choosing).kind, "deed");
});

Deno.test("chooseWay() counts a handler's record only for notifications before it", () => {
  const chain = recordedAction();
  const before = action({}, { handler: true, notifiedBy: [chain.id - 1] });
  const later = action({}, { handler: true, notifiedBy: [chain.id - 1, chain.id + 1] });
  assert.equal(chooseWay(BLIND, before, past({ chain }), choosing).kind, "recorded");
  assert.equal(chooseWay(BLIND, later, past({ chain }), choosing).kind, "deed");
});

Deno.test("chooseSkipped() keeps a recorded deed whose condition its own effect made false", () => {
  const skipped = { changed: false, skipped: true };
  assert.equal(chooseSkipped(skipped, action(), past(), choosing).kind, "known");
  const way = chooseSkipped(skipped, action(), past({ chain: recordedAction() }), choosing);
  assert(way.kind === "recorded" && way.result.changed === true);
});

Deno.test("chooseSkipped() asks about an interrupted deed, and follows the answer or what was said beforehand", () => {
  const skipped = { changed: false, skipped: true };
  const chain = recordedAction({ status: "interrupted" });
  const way = (onInterrupted: Choosing["onInterrupted"], answer?: string) =>
    chooseSkipped(skipped, action(), past({ chain, ...(answer === undefined ? {} : { answer }) }), {
      ...choosing,
      onInterrupted,
    });
  assert.equal(way("ask").kind, "ask");
  for (const done of [way("done"), way("ask", "done")]) {
    assert(done.kind === "recorded" && done.result["concluded"] === true);
  }
  for (const rerun of [way("rerun"), way("done", "rerun")]) {
    assert(rerun.kind === "known" && rerun.result["skipped"] === true);
  }
});

Deno.test("chooseWay() looks again with a command that changed nothing, or failed, and says so itself", () => {
  const idle = recordedAction({ result: { changed: false } });
  const failed = recordedAction({ status: "failed", result: { changed: true, failed: true } });
  for (const chain of [idle, failed]) {
    assert.equal(chooseWay(BLIND, action({}, { changedWhen: "condition" }), past({ chain }), choosing).kind, "deed");
    assert.equal(chooseWay(BLIND, action({}, { changedWhen: false }), past({ chain }), choosing).kind, "deed");
  }
  // What an adopted end changed, only the task's condition can tell.
  const adopted = recordedAction({ adopted: true });
  const says = (changed: boolean) =>
    action({}, { changedWhen: "condition", settle: (result) => ({ ...result, changed }) });
  assert.equal(chooseWay(BLIND, says(true), past({ chain: adopted }), choosing).kind, "recorded");
  assert.equal(chooseWay(BLIND, says(false), past({ chain: adopted }), choosing).kind, "deed");
});

Deno.test("chooseWay() does not start for ever what is interrupted every time", () => {
  const chain = recordedAction({ status: "interrupted" });
  const often = past({ chain, interruptions: 5 });
  const rerun: Choosing = { ...choosing, onInterrupted: "rerun" };
  assert.equal(chooseWay(BLIND, action(), past({ chain, interruptions: 4 }), rerun).kind, "deed");
  assert.equal(chooseWay(BLIND, action(), often, rerun).kind, "ask");
  assert.equal(chooseWay(BLIND, action({}, { changedWhen: false }), often, rerun).kind, "ask");
  assert.equal(chooseWay(BLIND, action(), past({ chain, interruptions: 5, answer: "rerun" }), rerun).kind, "deed");
  const given = chooseWay(CHANGE, action(), often, rerun);
  assert(given.kind === "known" && given.result["failed"] === true);
});
