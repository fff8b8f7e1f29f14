// Random commands to a database and to the model of it, side by side; after each the two must be alike.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Lease, LoopStatus, Release } from "../../src/model/loop.ts";
import type { Store } from "../../src/store/open_store.ts";
import { LoopModel, type ModelLease, Refused } from "./loop_model.ts";
import { Scratch, submission } from "./scratch.ts";

const LEASE_MS = 1000;
const WORKERS = 3;
const MACHINES = ["m1", "m2"];

/** More would thin out what happens to each. */
const LOOPS = 4;

const index = fc.nat(30);
const soon = fc.constantFrom(0, 1, 400, 1000, 2500);
const waits = fc.oneof(
  fc.record({ kind: fc.constant("again"), in: soon, waitsFor: fc.option(index, { freq: 1 }) }),
  fc.record({ kind: fc.constant("next run"), in: soon, status: fc.constantFrom("completed", "failed") }),
);
const releases = fc.oneof(
  fc.record({ kind: fc.constant("done"), status: fc.constantFrom("completed", "failed", "blocked") }),
  { weight: 3, arbitrary: fc.constant({ kind: "paused" }) },
  fc.constant({ kind: "cancelled" }),
  fc.record({ kind: fc.constant("suspended"), until: fc.option(soon) }),
  { weight: 4, arbitrary: waits },
);

function often<T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.WeightedArbitrary<T> {
  return { weight, arbitrary };
}

/** A command, its subjects picked by number from what there is by then. */
const commands = fc.oneof(
  often(2, fc.record({ do: fc.constant("submit"), worker: fc.option(index) })),
  often(8, fc.record({ do: fc.constant("claimNext"), worker: index })),
  often(
    3,
    fc.record({
      do: fc.constant("claim"),
      worker: index,
      loop: index,
      evenIf: fc.subarray(["paused", "waiting", "running", "blocked"] as LoopStatus[]),
    }),
  ),
  often(1, fc.record({ do: fc.constant("crash"), worker: index })),
  often(3, fc.record({ do: fc.constant("renew"), worker: index })),
  often(4, fc.record({ do: fc.constant("rest"), lease: index, release: waits })),
  often(3, fc.record({ do: fc.constant("wake"), lease: index })),
  often(7, fc.record({ do: fc.constant("release"), lease: index, release: releases })),
  often(
    6,
    fc.record({
      do: fc.constant("take"),
      lease: index,
      machine: fc.constantFrom(...MACHINES),
      in: soon,
      orElse: fc.constantFrom("rest", "release", "nothing"),
    }),
  ),
  often(
    4,
    fc.record({
      do: fc.constant("ask"),
      lease: index,
      about: fc.constantFrom(null, "a", "b"),
      answered: fc.boolean(),
      then: fc.subarray(["an answer", "a pause"]),
    }),
  ),
  often(4, fc.record({ do: fc.constant("answer"), prompt: index })),
  often(3, fc.record({ do: fc.constant("suspend"), loop: index, until: fc.option(soon) })),
  often(1, fc.record({ do: fc.constant("cancel"), loop: index })),
  often(4, fc.record({ do: fc.constant("resume"), loop: index, now: fc.boolean() })),
  often(3, fc.record({ do: fc.constant("retry"), loop: index })),
  often(5, fc.record({ do: fc.constant("pass"), ms: fc.constantFrom(1, 399, 600, 1000, 5000) })),
  often(1, fc.record({ do: fc.constant("jump"), ms: fc.constantFrom(-7000, -500, 60_000) })),
);

type Command = typeof commands extends fc.Arbitrary<infer T> ? T : never;
type Wished = typeof releases extends fc.Arbitrary<infer T> ? T : never;

/** Sequences of commands. */
export const sequences: fc.Arbitrary<Command[]> = fc.array(commands, {
  minLength: 60,
  maxLength: 150,
  size: "max",
});

/** A lease in both worlds. */
interface Held {
  real: Lease;
  model: ModelLease;
}

/** Both worlds. Workers share two stores on one file; one that crashed comes back under another name. */
class Pair {
  readonly model: LoopModel;
  readonly leases: Held[] = [];
  readonly #names = Array.from({ length: WORKERS }, (_, n) => `w${n}`);
  readonly #tokens = new Map<number, number>();
  #prompts = 0;

  constructor(readonly scratch: Scratch, readonly stores: [Store, Store]) {
    this.model = new LoopModel(scratch.clock.ms);
  }

  /** Does it in both. Returns what was done, for whoever reads a failure. */
  async do(command: Command): Promise<void> {
    const { model, scratch } = this;
    const { clock } = scratch;
    switch (command.do) {
      case "submit": {
        if (model.loops.length === LOOPS) return;
        const owner = command.worker === null ? undefined : this.#worker(command.worker);
        const { lease } = await this.#store(command.worker ?? 0).queue.submit(
          submission,
          owner === undefined ? undefined : { name: owner, leaseMs: LEASE_MS },
        );
        return this.#given(lease, model.submit(owner, LEASE_MS));
      }
      case "claimNext": {
        const name = this.#worker(command.worker);
        const real = await this.#store(command.worker).queue.claimNext({ name, leaseMs: LEASE_MS }, this.#isGone());
        return this.#given(real, model.claimNext(name, LEASE_MS));
      }
      case "claim": {
        const [name, loop] = [this.#worker(command.worker), this.#loop(command.loop)];
        if (loop === undefined) return;
        const terms = { ...this.#isGone(), evenIf: command.evenIf };
        const real = await this.#store(command.worker).queue.claim(loop, { name, leaseMs: LEASE_MS }, terms);
        return this.#given(real, model.claim(loop, name, { leaseMs: LEASE_MS, evenIf: command.evenIf }));
      }
      case "crash": {
        const n = command.worker % WORKERS;
        model.dead.add(this.#names[n]!);
        this.#names[n] += "'";
        return;
      }
      case "renew": {
        const mine = this.leases.filter(({ real }) => real.owner === this.#worker(command.worker));
        const renewals = await this.#store(command.worker).queue.renew(mine.map(({ real }) => real), LEASE_MS);
        const held = mine.map(({ model: lease }) => model.renew(lease, LEASE_MS));
        return assert.deepEqual(renewals.map((each) => each.held), held);
      }
      case "rest": {
        const resting = this.#release(command.release, command.lease) as Release & { kind: "again" | "next run" };
        return await this.#underLease(command.lease, {
          real: ({ queue }, lease) => queue.rest(lease, resting),
          model: (lease) => model.rest(lease, resting),
        });
      }
      case "wake":
        return await this.#underLease(command.lease, {
          real: ({ queue }, lease) => queue.wake(lease),
          model: (lease) => model.wake(lease),
        });
      case "release": {
        const release = this.#release(command.release, command.lease);
        return await this.#underLease(command.lease, {
          real: ({ queue }, lease) => queue.release(lease, release),
          model: (lease) => model.release(lease, release),
        });
      }
      case "take":
        return await this.#atWork(command.lease, (store, held) => this.#takeOrWait(store, held, command));
      case "ask":
        return await this.#atWork(command.lease, (store, held) => this.#ask(store, held, command));
      case "answer": {
        if (this.#prompts === 0) return;
        const prompt = Math.max(1, this.#prompts - command.prompt % 4);
        return await this.#alike(({ queue }) => queue.answer(prompt, "yes", "anna"), () => model.answer(prompt));
      }
      case "pass":
      case "jump":
        clock.ms += command.ms;
        model.now = clock.ms;
        return;
      default:
        return await this.#toLoop(command);
    }
  }

  /** As the engine does: who does not get a machine waits for its holder. */
  async #takeOrWait(store: Store, held: Held, command: Command & { do: "take" }): Promise<void> {
    const { machine, orElse } = command;
    const holder = this.model.machines.get(machine)?.loop;
    const taken = await store.hostLeases(held.real).take([{ machine, host: "web1" }]);
    assert.equal("holds" in taken, this.model.take(held.model, machine));
    if ("holds" in taken || orElse === "nothing") return;
    assert.equal(taken.heldBy.loop, holder);
    const at = this.scratch.clock.ms + command.in;
    const waits = { kind: "again" as const, at, reason: "", waitsFor: taken.heldBy.loop };
    if (orElse === "rest") held.real = await store.queue.rest(held.real, waits);
    else await store.queue.release(held.real, waits);
    this.model[orElse](held.model, waits);
  }

  /** As the engine does: who asks is paused, unless it was answered meanwhile. */
  async #ask(
    store: Store,
    held: Held,
    { about, answered, then }: { about: string | null; answered: boolean; then: string[] },
  ): Promise<void> {
    const journal = store.journal(held.real);
    const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
    const itself = answered ? { answered: { response: "yes", by: "--yes" } } : {};
    const question = { kind: "question" as const, text: "?", options: [], about, ...itself };
    if (about === null) {
      await journal.noteDecision(id, "model", { kind: "ask", reasoning: "", questions: [question] }, []);
    } else await journal.notePrompts(id, [question]);
    await journal.closeIteration(id, { phase: "unfinished", converged: false });
    const prompt = this.#prompts + 1;
    if (this.model.ask(held.model, prompt, { about, answered })) this.#prompts = prompt;
    if (then.includes("an answer") && this.model.loop(held.model.loop).prompts.has(prompt)) {
      await this.stores[1].queue.answer(prompt, "yes", "anna");
      this.model.answer(prompt);
    }
    if (!then.includes("a pause")) return;
    await store.queue.release(held.real, { kind: "paused", reason: "" });
    this.model.release(held.model, { kind: "paused", reason: "" });
  }

  async #toLoop(command: Command & { do: "suspend" | "cancel" | "resume" | "retry" }): Promise<void> {
    const { model } = this;
    const loop = this.#loop(command.loop);
    if (loop === undefined) return;
    switch (command.do) {
      case "suspend": {
        const until = this.#until(command.until);
        const word = { by: "anna", reason: "", until };
        const time = until === null ? "ever" : Date.parse(until);
        return await this.#alike(({ queue }) => queue.suspend(loop, word), () => model.suspend(loop, time));
      }
      case "cancel":
        return await this.#alike(({ queue }) => queue.cancel(loop, "anna", ""), () => model.cancel(loop));
      case "resume": {
        const { now } = command;
        return await this.#alike(({ queue }) => queue.resume(loop, "anna", { now }), () => model.resume(loop, now));
      }
      case "retry":
        return await this.#alike(({ queue }) => queue.retry(loop, "anna"), () => model.retry(loop));
    }
  }

  #worker(n: number): string {
    return this.#names[n % WORKERS]!;
  }

  #store(worker: number): Store {
    return this.stores[worker % 2]!;
  }

  #loop(n: number): number | undefined {
    return this.model.loops.length === 0 ? undefined : 1 + n % this.model.loops.length;
  }

  #isGone() {
    return { isGone: (name: string) => this.model.dead.has(name) };
  }

  #until(ms: number | null): string | null {
    return ms === null ? null : new Date(this.scratch.clock.ms + ms).toISOString();
  }

  #given(real: Lease | null, model: ModelLease | null): void {
    assert.deepEqual(real && { loop: real.loop.id, owner: real.owner, token: real.token }, model);
    if (real !== null && model !== null) this.leases.push({ real, model });
  }

  #release(wished: Wished, lease: number): Release {
    const at = "in" in wished ? this.scratch.clock.ms + wished.in : 0;
    switch (wished.kind) {
      case "suspended":
        return {
          kind: "suspended",
          suspension: { by: "me", reason: "", until: this.#until((wished as { until: number | null }).until) },
        };
      case "again": {
        const { waitsFor: n } = wished as { waitsFor: number | null };
        const waitsFor = n === null ? undefined : this.#loop(n);
        const self = this.#lease(lease)?.real.loop.id;
        return { kind: "again", at, reason: "", ...waitsFor === undefined || waitsFor === self ? {} : { waitsFor } };
      }
      case "next run":
        return {
          kind: "next run",
          at,
          reason: "",
          ended: { status: (wished as { status: "completed" | "failed" }).status, reason: "" },
        };
      default:
        return { reason: "", by: "me", ...wished } as Release;
    }
  }

  /** Mostly one that is held; now and then any, as a worker that comes late would use it. */
  #lease(n: number): Held | undefined {
    const held = this.leases.filter(({ model }) => this.model.isHeld(model));
    const among = n % 6 === 0 || held.length === 0 ? this.leases : held;
    return among[n % among.length];
  }

  async #underLease(
    n: number,
    both: { real(store: Store, lease: Lease): Promise<Lease | void>; model(lease: ModelLease): void },
  ): Promise<void> {
    const held = this.#lease(n);
    if (held === undefined) return;
    await this.#alike(
      async (_, worker) => {
        const lease = await both.real(worker, held.real);
        if (lease) held.real = lease;
      },
      () => both.model(held.model),
      this.#storeOf(held.real),
    );
  }

  /** By a lease that is held, of a loop that is running: nobody writes to the journal of any other. */
  async #atWork(
    n: number,
    work: (store: Store, held: Held) => Promise<void>,
  ): Promise<void> {
    const held = this.#lease(n);
    if (held === undefined || !this.model.isHeld(held.model)) return;
    if (this.model.loop(held.model.loop).status === "running") await work(this.#storeOf(held.real), held);
  }

  #storeOf({ owner }: Lease): Store {
    return this.#store(Number(/\d/.exec(owner)![0]));
  }

  /** Both do it, with the same answer, or both refuse it for the same reason. */
  async #alike(
    real: (store: Store, worker: Store) => Promise<unknown>,
    model: () => unknown,
    worker = this.stores[1],
  ): Promise<void> {
    let expected: unknown;
    try {
      expected = model();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await assert.rejects(real(this.stores[1], worker), ({ name, message }) => {
        assert.equal(name, error.what, message);
        return true;
      });
      return;
    }
    const done = await real(this.stores[1], worker);
    if (typeof expected === "string") assert.equal(done, expected);
  }

  /** Whether the database is as the model says, and keeps its promises whatever the model says. */
  async compare(): Promise<void> {
    const { model, stores } = this;
    const rows = await stores[0].archive.loops({ all: true });
    const time = (text: string | null) => text === null ? null : Date.parse(text);
    assert.deepEqual(
      rows.map((row) => ({
        ...{ id: row.id, status: row.status, owner: row.leaseOwner, run: row.run, failures: row.failures },
        ...{ at: time(row.nextRunAt), waitsFor: row.waitsFor, request: row.request?.what ?? null },
        expires: time(row.leaseExpiresAt),
        suspended: row.suspension === null ? null : time(row.suspension.until) ?? "ever",
      })),
      model.loops.map(({ id, status, owner, run, failures, at, waitsFor, request, expires, suspended }) => ({
        ...{ id, status, owner, run, failures, at, waitsFor, request, suspended },
        expires: owner === null ? null : expires,
      })),
    );
    const raw = this.scratch.raw();
    const tokens = raw.prepare("SELECT lease_token AS token FROM loops ORDER BY id").all().map(({ token }) => token);
    const open = raw.prepare("SELECT id FROM prompts WHERE status = 'pending' ORDER BY id").all().map(({ id }) => id);
    const about = raw.prepare("SELECT about FROM prompts WHERE status = 'pending' ORDER BY id").all();
    raw.close();
    assert.deepEqual(
      about.map((row) => row["about"]),
      model.loops.flatMap(({ prompts }) => [...prompts]).sort(([a], [b]) => a - b).map(([, about]) => about),
    );
    assert.deepEqual(tokens, model.loops.map(({ token }) => token));
    assert.deepEqual(open, model.loops.flatMap(({ prompts }) => [...prompts.keys()]).sort((a, b) => a - b));
    for (const [n, token] of tokens.entries()) {
      assert.ok(Number(token) >= (this.#tokens.get(n) ?? 0), "tokens only grow");
      this.#tokens.set(n, Number(token));
    }
    const held = (await stores[1].queue.look(this.leases.map(({ real }) => real))).filter((each) => each.held);
    const loops = held.map(({ lease }) => lease.loop.id);
    assert.equal(new Set(loops).size, loops.length, "one lease a loop");
    assert.deepEqual(loops.sort(), model.loops.filter(({ owner }) => owner !== null).map(({ id }) => id).sort());
    assert.equal(await stores[0].queue.nextTime(), model.nextTime());
  }
}

/** Throws where the database and the model part. */
export async function play(sequence: Command[]): Promise<void> {
  await using scratch = new Scratch();
  const pair = new Pair(scratch, [await scratch.open(), await scratch.open()]);
  for (const command of sequence) {
    await pair.do(command);
    await pair.compare();
  }
}
