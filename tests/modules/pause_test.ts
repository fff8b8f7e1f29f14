import assert from "node:assert/strict";
import { pauseModule } from "../../src/modules/pause.ts";
import { Stage } from "./stage.ts";

const pause = pauseModule();

Deno.test("pause sleeps on the controller and never asks for the host", async () => {
  await using stage = await Stage.open();
  const call = { ...stage.call({ seconds: 1 }), shell: () => Promise.reject(new Error("the host was asked for")) };
  const plan = await pause.look(call);
  assert.ok(plan.kind === "change" && plan.cannotTell === true);
  const result = await pause.apply(plan, { ...call, receipt: { loop: "pause", action: 1, token: 1 } });
  assert.equal(result.changed, false);
  assert.equal(result.delta, 1);
  assert.match(String(result.stdout), /^Paused for 1\.\d+ seconds$/);
  assert.match(String(result.start), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
  assert.equal(stage.names().length, 0);
});

Deno.test("pause without a time asks a question instead of running anything", () => {
  const plan = pause.decide(null, { prompt: "Is it ready?" }, { checkMode: false });
  assert.ok(plan.kind === "change");
  assert.deepEqual([plan.question, plan.commands, plan.cannotTell], ["Is it ready?", [], true]);
  const bare = pause.decide(null, {}, { checkMode: false });
  assert.equal(bare.kind === "change" && bare.question, "Press enter to continue, Ctrl+C to interrupt");
});
