// The life of loops written down a second time, in memory and without SQL: what any sequence of commands must come to.
import type { LoopStatus, Release, StopRequest } from "../../src/model/loop.ts";

/** A loop as the model sees it. Times are milliseconds. */
export interface ModelLoop {
  id: number;
  status: LoopStatus;
  owner: string | null;
  token: number;
  expires: number;
  /** Its time, and since when it waits for it; null where it does not. */
  at: number | null;
  since: number | null;
  waitsFor: number | null;
  request: StopRequest["what"] | null;
  /** Until when a human has paused it; "ever" until `resume`. */
  suspended: number | "ever" | null;
  /** With what each is bound to. */
  prompts: Map<number, string | null>;
  answered: boolean;
  run: number;
  failures: number;
}

/** The right to a loop, as it was given out. */
export interface ModelLease {
  loop: number;
  owner: string;
  token: number;
}

/** What a command refuses: the name of the error. */
export class Refused extends Error {
  constructor(readonly what: "LeaseLost" | "InputError") {
    super(what);
  }
}

const ENDED: LoopStatus[] = ["completed", "failed", "blocked", "cancelled"];

export class LoopModel {
  readonly loops: ModelLoop[] = [];
  /** Who took a machine last: a loop under a token. */
  readonly machines = new Map<string, { loop: number; token: number }>();
  readonly dead = new Set<string>();
  /** Loop by prompt. */
  readonly prompts = new Map<number, number>();

  constructor(public now: number) {}

  submit(owner: string | undefined, leaseMs: number): ModelLease | null {
    const blank = { owner: null, token: 0, expires: 0, since: null, waitsFor: null, request: null, suspended: null };
    const counted = { prompts: new Map<number, string | null>(), answered: false, run: 1, failures: 0 };
    const loop: ModelLoop = { id: this.loops.length + 1, status: "pending", at: this.now, ...blank, ...counted };
    this.loops.push(loop);
    return owner === undefined ? null : this.#take(loop, owner, leaseMs);
  }

  loop(id: number): ModelLoop {
    return this.loops[id - 1]!;
  }

  /** Whether nobody alive has it at a time. `trusting`: nobody is known to be dead. */
  #isFree(loop: ModelLoop, time: number, trusting = false): boolean {
    return loop.owner === null || loop.expires <= time || (!trusting && this.dead.has(loop.owner));
  }

  /** Whether a loop holds a machine. */
  holds(id: number, time = this.now): boolean {
    const loop = this.loop(id);
    const valid = loop.owner !== null && loop.expires > time;
    return valid && [...this.machines.values()].some((held) => held.loop === id && held.token === loop.token);
  }

  isClaimable(loop: ModelLoop, time = this.now, trusting = false): boolean {
    if (!this.#isFree(loop, time, trusting)) return false;
    if (loop.status === "pending" || loop.status === "running") return true;
    if (loop.status === "paused") return typeof loop.suspended === "number" && loop.suspended <= time;
    if (loop.status !== "waiting") return false;
    const come = loop.at! <= time || loop.since! > time;
    return come && (loop.waitsFor === null || !this.holds(loop.waitsFor, time));
  }

  /** Since when it could be claimed. */
  #claimableSince(loop: ModelLoop): number {
    if (loop.status === "paused") return loop.suspended as number;
    const left = loop.owner === null ? -Infinity : Math.min(loop.expires, this.now);
    if (loop.status === "running") return left;
    if (loop.status === "waiting" && loop.owner === null && loop.at! > this.now) return loop.since!;
    return Math.max(left, loop.at!);
  }

  /** The first moment from now at which one is claimable while nobody is known to be dead. */
  nextTime(): number | null {
    const moments = this.loops.flatMap(({ at, expires, suspended }) => [at, expires, suspended]);
    const times = [this.now, ...moments.filter((time) => typeof time === "number" && time > this.now) as number[]];
    const first = times.sort((a, b) => a - b).find((time) =>
      this.loops.some((one) => this.isClaimable(one, time, true))
    );
    return first ?? null;
  }

  claimNext(owner: string, leaseMs: number): ModelLease | null {
    while (true) {
      const turns = this.loops.filter((loop) => this.isClaimable(loop));
      const [loop] = turns.sort((a, b) => this.#claimableSince(a) - this.#claimableSince(b) || a.id - b.id);
      if (loop === undefined) return null;
      if (loop.request === null) return this.#take(loop, owner, leaseMs);
      this.#heed(loop, loop.request);
    }
  }

  claim(id: number, owner: string, { leaseMs, evenIf }: { leaseMs: number; evenIf: LoopStatus[] }): ModelLease | null {
    const loop = this.loop(id);
    const named = evenIf.includes(loop.status) && this.#isFree(loop, this.now);
    if (!named && !this.isClaimable(loop)) return null;
    if (loop.request !== "cancel") return this.#take(loop, owner, leaseMs);
    this.#heed(loop, "cancel");
    return null;
  }

  #take(loop: ModelLoop, owner: string, leaseMs: number): ModelLease {
    const takenOver = loop.owner !== null;
    this.#untie(loop);
    Object.assign(loop, {
      status: "running",
      owner,
      token: loop.token + 1,
      expires: this.now + leaseMs,
      answered: false,
    });
    if (takenOver) this.#letGo(loop);
    return { loop: loop.id, owner, token: loop.token };
  }

  #untie(loop: ModelLoop): void {
    const nothing = { owner: null, at: null, since: null, waitsFor: null, request: null, suspended: null };
    Object.assign(loop, nothing);
  }

  #letGo({ id }: ModelLoop): void {
    const held = [...this.machines].filter(([, { loop }]) => loop === id);
    for (const [machine] of held) this.machines.delete(machine);
    if (held.length === 0) return;
    for (const waiter of this.loops) {
      if (waiter.status === "waiting" && waiter.waitsFor === id) {
        Object.assign(waiter, { at: Math.min(waiter.since ?? this.now, this.now), waitsFor: null });
      }
    }
  }

  isHeld({ loop, owner, token }: ModelLease): boolean {
    return this.loop(loop).token === token && this.loop(loop).owner === owner;
  }

  #held(lease: ModelLease): ModelLoop {
    if (!this.isHeld(lease)) throw new Refused("LeaseLost");
    return this.loop(lease.loop);
  }

  renew(lease: ModelLease, leaseMs: number): boolean {
    if (this.isHeld(lease)) this.loop(lease.loop).expires = this.now + leaseMs;
    return this.isHeld(lease);
  }

  take(lease: ModelLease, machine: string): boolean {
    const loop = this.#held(lease);
    const holder = this.machines.get(machine)?.loop;
    if (holder !== undefined && holder !== loop.id && this.#holdsMachine(machine)) return false;
    if (holder !== loop.id || !this.#holdsMachine(machine)) {
      this.machines.set(machine, { loop: loop.id, token: loop.token });
    }
    return true;
  }

  #holdsMachine(machine: string): boolean {
    const held = this.machines.get(machine)!;
    const loop = this.loop(held.loop);
    return loop.owner !== null && loop.token === held.token && loop.expires > this.now;
  }

  /** Asks, or answers itself. Returns whether there is a new prompt: what is open and bound to the same is not asked again. */
  ask(lease: ModelLease, prompt: number, { about, answered }: { about: string | null; answered: boolean }): boolean {
    const loop = this.#held(lease);
    const open = [...loop.prompts].find(([, other]) => about !== null && other === about)?.[0];
    if (open === undefined) this.prompts.set(prompt, loop.id);
    if (answered) loop.prompts.delete(open ?? prompt);
    else loop.prompts.set(open ?? prompt, about);
    this.#letGo(loop);
    return open === undefined;
  }

  #endRun(loop: ModelLoop, status: "completed" | "failed" | "blocked"): void {
    loop.prompts.clear();
    if (status !== "blocked") loop.failures = status === "failed" ? loop.failures + 1 : 0;
  }

  #waitsFor({ at }: { at: number }, waitsFor: number | undefined) {
    if (waitsFor === undefined) return { at, since: this.now, waitsFor: null };
    const held = this.holds(waitsFor);
    return { at: held ? at : this.now, since: this.now, waitsFor: held ? waitsFor : null };
  }

  rest(lease: ModelLease, resting: Release & { kind: "again" | "next run" }): void {
    const loop = this.#held(lease);
    if (resting.kind === "next run") {
      this.#endRun(loop, resting.ended.status);
      loop.run += 1;
    }
    const waits = this.#waitsFor(resting, resting.kind === "again" ? resting.waitsFor : undefined);
    Object.assign(loop, { status: "waiting", ...waits });
    this.#letGo(loop);
  }

  wake(lease: ModelLease): void {
    Object.assign(this.#held(lease), { status: "running", at: null, since: null, waitsFor: null });
  }

  release(lease: ModelLease, release: Release): void {
    const loop = this.#held(lease);
    const asked = loop.request;
    if (release.kind === "done") {
      this.#endRun(loop, release.status);
      return this.#become(loop, { status: release.status });
    }
    if (release.kind === "next run") {
      this.#endRun(loop, release.ended.status);
      loop.run += 1;
    }
    if (release.kind === "cancelled" || asked === "cancel") return this.#heed(loop, "cancel");
    if (release.kind === "suspended") return this.#heed(loop, "pause", timeOf(release.suspension.until));
    if (asked === "pause") return this.#heed(loop, "pause", this.#asked.get(loop.id));
    if (release.kind === "paused") {
      const goesOn = loop.answered && loop.prompts.size === 0;
      return this.#become(loop, goesOn ? { status: "pending", at: this.now } : { status: "paused" });
    }
    const waits = this.#waitsFor(release, release.kind === "again" ? release.waitsFor : undefined);
    const over = release.kind === "again" && waits.waitsFor === null && waits.at <= this.now;
    this.#become(loop, over ? { status: "pending", at: waits.at } : { status: "waiting", ...waits });
  }

  #become(loop: ModelLoop, change: Partial<ModelLoop>): void {
    this.#untie(loop);
    Object.assign(loop, change);
    this.#letGo(loop);
  }

  /** Until when each pause that was asked of a worker is to last. */
  readonly #asked = new Map<number, number | "ever">();

  /** A human's word done at once. */
  #heed(loop: ModelLoop, what: StopRequest["what"], until = this.#asked.get(loop.id) ?? "ever"): void {
    loop.token += 1;
    if (what === "cancel") loop.prompts.clear();
    this.#become(loop, what === "cancel" ? { status: "cancelled" } : { status: "paused", suspended: until });
  }

  #isWorkedOn(loop: ModelLoop): boolean {
    return loop.owner !== null && loop.expires > this.now;
  }

  suspend(id: number, until: number | "ever"): "done" | "asked" {
    const loop = this.loop(id);
    if (ENDED.includes(loop.status)) throw new Refused("InputError");
    if (this.#isWorkedOn(loop)) {
      if (loop.request === "cancel") throw new Refused("InputError");
      this.#asked.set(id, until);
      loop.request = "pause";
      return "asked";
    }
    this.#heed(loop, "pause", until);
    return "done";
  }

  cancel(id: number): "done" | "asked" {
    const loop = this.loop(id);
    if (ENDED.includes(loop.status) && loop.status !== "blocked") throw new Refused("InputError");
    if (this.#isWorkedOn(loop)) {
      loop.request = "cancel";
      return "asked";
    }
    this.#heed(loop, "cancel");
    return "done";
  }

  resume(id: number, now: boolean): void {
    const loop = this.loop(id);
    if (loop.status !== "paused" && !(now && loop.status === "waiting")) throw new Refused("InputError");
    if (loop.owner !== null) Object.assign(loop, { at: this.now, waitsFor: null });
    else {
      this.#untie(loop);
      Object.assign(loop, { status: "pending", at: this.now });
    }
  }

  retry(id: number): void {
    const loop = this.loop(id);
    if (!["failed", "blocked", "cancelled"].includes(loop.status)) throw new Refused("InputError");
    this.#untie(loop);
    Object.assign(loop, { status: "pending", at: this.now, run: loop.run + 1, failures: 0 });
  }

  answer(prompt: number): void {
    const loop = this.loop(this.prompts.get(prompt)!);
    if (!loop.prompts.has(prompt)) throw new Refused("InputError");
    loop.prompts.delete(prompt);
    loop.answered = true;
    if (loop.status !== "paused" || loop.suspended !== null || loop.prompts.size > 0) return;
    this.#untie(loop);
    Object.assign(loop, { status: "pending", at: this.now });
  }
}

function timeOf(until: string | null): number | "ever" {
  return until === null ? "ever" : Date.parse(until);
}
