import assert from "node:assert/strict";
import type { Event } from "../../src/model/event.ts";
import { closed, listen, opened, result, task } from "./heard.ts";

const started = (id: number, name = "Build"): Event => ({
  kind: "action started",
  loop: 1,
  id,
  host: "localhost",
  name,
});

Deno.test("running shows a moving line with elapsed seconds on a terminal, and takes it away", async () => {
  const { hear, pass, status, progress, time, report } = await listen({ moving: true });
  hear(opened(1), task("Look"));
  pass(2000);
  assert.equal(status.at(-1), "Look … 2 s");
  hear(started(1), started(2, "Test\x1b[2J"));
  pass(61_000);
  assert.equal(status.at(-1), "[localhost] Build and 1 more … 1 min 1 s");
  hear(result({ id: 1, outcome: "changed" }));
  pass(1000);
  assert.equal(status.at(-1), "[localhost] Test\\x1b[2J … 1 min 2 s");
  hear(closed(1, {}));
  assert.equal(status.at(-1), undefined);
  const before = status.length;
  pass(5000);
  assert.equal(status.length, before);
  assert.ok(!progress.some((line) => line.includes("still running")));
  report.close();
  assert.equal(time.ticks.size, 0);
});

Deno.test("running writes a heartbeat line after 30 s where nothing moves, and ever more rarely", async () => {
  const { hear, pass, progress, report } = await listen();
  hear(opened(1), task("Build"), started(1));
  progress.length = 0;
  for (let second = 0; second < 29; second++) pass(1000);
  assert.equal(progress.length, 0);
  for (let second = 29; second < 200; second++) pass(1000);
  assert.deepEqual(progress, [
    "still running: [localhost] Build (30 s)",
    "still running: [localhost] Build (1 min 0 s)",
    "still running: [localhost] Build (2 min 0 s)",
  ]);
  hear(result({ id: 1 }));
  for (let second = 0; second < 100; second++) pass(1000);
  assert.equal(progress.filter((line) => line.startsWith("still")).length, 3);
  report.close();
});

Deno.test("running names a command that runs on from before until it is settled", async () => {
  const { hear, pass, status, report } = await listen({ moving: true });
  hear(opened(2, { fresh: false }), { kind: "waiting for receipt", loop: 1, id: 4, host: "localhost", name: "Build" });
  pass(3000);
  assert.equal(status.at(-1), "[localhost] Build (runs on from before) … 3 s");
  hear({ kind: "waiting for receipt", loop: 1, id: 4, host: "localhost", name: "Build" });
  pass(2000);
  assert.equal(status.at(-1), "[localhost] Build (runs on from before) … 5 s");
  hear({ kind: "settled", loop: 1, id: 4, host: "localhost", name: "Build", state: "finished" });
  const before = status.length;
  pass(1000);
  assert.equal(status.length, before);
  report.close();
});

Deno.test("running says how many hosts are through with a task, and for whom it waits", async () => {
  const { hear, pass, status, report } = await listen({ moving: true });
  hear(opened(1), { ...task("Copy"), hosts: ["web1", "web2", "web3"] } as Event);
  pass(500);
  hear(result({ host: "web1" }));
  pass(1500);
  assert.equal(status.at(-1), "TASK [Copy] 1/3, waiting for web2 and 1 more … 2 s");
  hear(result({ host: "web3" }));
  pass(1000);
  assert.equal(status.at(-1), "TASK [Copy] 2/3, waiting for web2 … 3 s");
  report.close();
});

Deno.test("running writes one heartbeat for many hosts", async () => {
  const { hear, pass, progress, report } = await listen();
  hear(opened(1), task("Build"), ...Array.from({ length: 200 }, (_, at) => started(at)));
  progress.length = 0;
  for (let second = 0; second < 31; second++) pass(1000);
  assert.deepEqual(progress, ["still running: [localhost] Build and 199 more (30 s)"]);
  report.close();
});
