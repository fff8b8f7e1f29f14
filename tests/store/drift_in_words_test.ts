// Drift of goals in words, and their quiet runs: one row however many they are.
import assert from "node:assert/strict";
import type { DecidedBy, Decision } from "../../src/model/decision.ts";
import type { Lease, LoopOptions } from "../../src/model/loop.ts";
import type { Diff } from "../../src/model/plan.ts";
import type { Finding } from "../../src/model/rule.ts";
import type { Store } from "../../src/store/open_store.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { action, news, Scratch, submission } from "./scratch.ts";

const owner = { name: "worker", leaseMs: 30_000 };
const motd = [{ header: "/etc/motd", before: "tampered\n", after: "welcome\n" }];

interface Deed {
  name: string;
  diff?: Diff[];
  changed?: boolean;
  status?: "completed" | "failed";
}

/** A continuous loop with a goal in words, and how to take it through its runs. */
class Ground {
  goal = "nginx runs";
  #uptime = 0;

  constructor(readonly scratch: Scratch, readonly store: Store, public lease: Lease) {}

  static async begin(scratch: Scratch, more: Partial<LoopOptions> = {}): Promise<Ground> {
    const store = await scratch.open();
    const { file: _, ...rest } = submission.options;
    const loop = { ...submission, desiredState: "nginx runs", mode: "continuous" as const, interval: 60 };
    const { lease } = await store.queue.submit({ ...loop, options: { ...rest, ...more } }, owner);
    return new Ground(scratch, store, lease!);
  }

  /** One iteration: what is seen, what the rules say of it, what is decided and done. */
  async iterate(
    deeds: readonly Deed[],
    {
      by = "rule" as DecidedBy,
      converged = deeds.length === 0,
      findings = [] as Finding[],
      phase = "completed" as const,
    } = {},
  ): Promise<void> {
    const journal = this.store.journal(this.lease);
    const goalFile = this.lease.loop.options?.goalFile;
    if (goalFile !== undefined) {
      this.store.keptFiles(this.lease, memoryFiles({ [goalFile]: this.goal })).readText(goalFile);
    }
    const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
    await journal.noteObservations(
      id,
      { looks: { web1: { uptime: { stdout: `up ${++this.#uptime} min` } } } },
      findings,
    );
    const rule = findings.find(({ outcome }) => outcome === "fired")?.rule ?? "nginx";
    const decided: Decision = converged
      ? { kind: "converged", reasoning: "all is well", rule }
      : { kind: "act", reasoning: "", actions: deeds.map(({ name }) => decidedAction(name)), rule };
    const notes = deeds.map(({ name }) => ({ action: decidedAction(name), verdict: "allow" as const }));
    const rows = await journal.noteDecision(id, by, decided, notes);
    for (const [index, { diff = [], changed = true, status = "completed" }] of deeds.entries()) {
      const row = rows[index]!.id;
      await journal.startAction([{ id: row, diff, result: { changed } }]);
      await journal.finishAction([{ id: row, status, result: { changed, failed: status === "failed" } }]);
    }
    await journal.closeIteration(id, { phase, converged });
  }

  async next(): Promise<void> {
    const at = this.scratch.clock.ms + 60_000;
    const ended = { status: "completed" as const, reason: "converged" };
    await this.store.queue.release(this.lease, { kind: "next run", at, reason: "every 60 s", ended });
    this.scratch.clock.ms = at;
    this.lease = (await this.store.queue.claimNext(owner))!;
  }

  async drifts() {
    const rows = await this.store.archive.drifts({});
    return rows.map(({ name, host, task, run, correctedAt }) => [name, host, task, run, correctedAt !== null]);
  }
}

function decidedAction(name: string) {
  return action(null, { name, host: "web1", params: { cmd: name } });
}

Deno.test("Journal.startAction() of a goal in words that had converged notes drift, and finishAction() its end", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  await ground.iterate([{ name: "install", diff: motd }]);
  await ground.iterate([]);
  assert.deepEqual(await ground.drifts(), [], "nothing had converged before");
  await ground.next();
  await ground.iterate([
    { name: "motd", diff: motd },
    { name: "start nginx" },
    { name: "found so already", changed: false },
    { name: "cannot", diff: motd, changed: false, status: "failed" },
  ]);
  assert.deepEqual(await ground.drifts(), [
    ["motd", "web1", null, 2, true],
    ["start nginx", "web1", null, 2, true],
    ["cannot", "web1", null, 2, false],
  ]);
  await ground.iterate([{ name: "mend what it did itself", diff: motd }]);
  await ground.iterate([]);
  assert.deepEqual((await ground.drifts()).map(([name, , , , corrected]) => [name, corrected]), [
    ...[["motd", true], ["start nginx", true]],
    ["cannot", true],
  ]);
  const [first] = await ground.store.archive.drifts({});
  assert.deepEqual([first?.diff, first?.action], [motd, 2]);
  const told = (await news(ground.store.archive)).filter(([kind]) => kind.startsWith("drift"));
  assert.deepEqual(told.map(([kind, about]) => [kind, about]), [
    ...[["drift", 1], ["drift corrected", 1], ["drift", 2], ["drift corrected", 2]],
    ...[["drift", 3], ["drift corrected", 3]],
  ]);
  assert.deepEqual(await ground.store.upkeep.verify(), []);
});

Deno.test("Journal.startAction() of a goal in words notes drift also after an iteration that only looked", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  await ground.iterate([]);
  await ground.next();
  await ground.iterate([], { by: "model", converged: false });
  await ground.iterate([{ name: "motd", diff: motd }], { by: "model" });
  assert.deepEqual(await ground.drifts(), [["motd", "web1", null, 2, true]]);
});

Deno.test("Journal.startAction() notes no drift where the goal's file says something else now", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch, { goalFile: "/srv/goal.md" });
  await ground.iterate([]);
  await ground.next();
  ground.goal = "nginx runs, and says welcome";
  await ground.iterate([{ name: "motd", diff: motd }]);
  await ground.iterate([]);
  await ground.next();
  assert.deepEqual(await ground.drifts(), []);
  await ground.iterate([{ name: "motd", diff: motd }]);
  assert.deepEqual(await ground.drifts(), [["motd", "web1", null, 3, true]]);
});

const noMatch: Finding = {
  ...{ rule: "nginx", condition: "nginx.rc != 0", outcome: "no match", approved: true, hosts: [] },
  reasoning: "nginx.rc is 0",
};

Deno.test("Queue.release() joins quiet runs that rules decided, with what was seen last", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  for (let run = 0; run < 4; run++) {
    await ground.iterate([], { findings: [noMatch] });
    await ground.next();
  }
  const { archive } = ground.store;
  const [row, ...more] = await archive.iterations(1, { last: 9 });
  assert.deepEqual([more.length, row?.repeats, row?.decidedBy], [0, 4, "rule"]);
  assert.deepEqual(row?.observations, { looks: { web1: { uptime: { stdout: "up 4 min" } } } });
  assert.equal((await archive.ruleResults([row!.id])).length, 1);
  assert.equal(scratch.raw().prepare("SELECT count(*) AS n FROM rule_results").get()?.n, 1);
  assert.deepEqual((await archive.decisionCount(1)).by, { rule: 4 });
  await ground.iterate([], { findings: [{ ...noMatch, outcome: "matched", approved: false, hosts: ["web1"] }] });
  await ground.next();
  await ground.iterate([], { findings: [noMatch] });
  await ground.next();
  assert.deepEqual((await archive.iterations(1, { last: 9 })).map(({ repeats }) => repeats), [4, 1, 1]);
  assert.deepEqual(await ground.store.upkeep.verify(), []);
});

Deno.test("Queue.release() joins no run in which the model was asked", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  for (let run = 0; run < 2; run++) {
    const journal = ground.store.journal(ground.lease);
    const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
    const call = await journal.beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" });
    const reply = { text: "{}", tokensIn: null, tokensOut: null, costUsd: null };
    await journal.endCall(call, { status: "answered", reply });
    await journal.noteDecision(id, "model", { kind: "converged", reasoning: "" }, []);
    await journal.closeIteration(id, { phase: "completed", converged: true });
    await ground.next();
  }
  assert.deepEqual((await ground.store.archive.iterations(1, { last: 9 })).map(({ repeats }) => repeats), [1, 1]);
  assert.equal((await ground.store.archive.decisionCount(1)).calls, 2);
});
