// A worker: claims loops, works on many side by side, gives each back with what comes next.
import { StoreError } from "../model/errors.ts";
import { WATCH_MS, type WorkerCrew } from "./crew.ts";
import { Hands } from "./hands.ts";
import { Heartbeats } from "./heartbeats.ts";

/** Milliseconds after the stop at which running commands are ended, too. */
const KILL_AFTER_MS = 8000;
/** Milliseconds after the stop at which nothing is waited for any more. */
const GIVE_UP_AFTER_MS = 9500;
/** Milliseconds after which it is asked again whether an owner is gone, and what is due. */
const ASK_MS = 1000;
/** Milliseconds between two words about a database that cannot be used. */
const TELL_MS = 60_000;

/**
 * Works until `stop`; then nothing new is begun, and what runs may end, for 8 s or until `signal`. Resolves within 10 s of the stop. A database
 * that is locked, full or read-only is waited for. Throws the StoreError of one that is damaged, and what is our bug in the queue itself, after the
 * loops in hand have ended.
 */
export async function workAll(crew: WorkerCrew, stops: { stop: AbortSignal; signal: AbortSignal }): Promise<void> {
  await new Shift(crew, stops).work();
}

class Shift {
  readonly #crew: WorkerCrew;
  readonly #stop: AbortSignal;
  readonly #kill: AbortSignal;
  readonly #heartbeats: Heartbeats;
  readonly #hands: Hands;
  /** What ends it beside a human. */
  #broken: { error: unknown } | undefined;
  #toldAt = -Infinity;
  #idledAt = -Infinity;
  /** Ends the rest that goes on; a new one for each. */
  #awake = new AbortController();

  constructor(crew: WorkerCrew, { stop, signal }: { stop: AbortSignal; signal: AbortSignal }) {
    const trouble = (error: unknown) => this.#trouble(error);
    this.#crew = crew;
    this.#stop = stop;
    this.#kill = signal;
    this.#heartbeats = new Heartbeats({ ...crew, pulseAfterMs: 0, trouble });
    this.#hands = new Hands(crew, this.#heartbeats, { trouble, freed: () => this.#awake.abort() });
  }

  async work(): Promise<void> {
    const { owner, concurrency, tell } = this.#crew;
    const wake = () => this.#awake.abort();
    this.#stop.addEventListener("abort", wake);
    this.#kill.addEventListener("abort", wake);
    tell({ kind: "started", name: owner.name, concurrency });
    this.#heartbeats.start();
    try {
      while (!this.#ending) {
        this.#awake = new AbortController();
        const claimed = await this.#claim();
        await this.#idle();
        if (!this.#ending) await this.#rest(claimed ? await this.#untilNext() : ASK_MS);
      }
      await this.#end();
    } finally {
      this.#stop.removeEventListener("abort", wake);
      this.#kill.removeEventListener("abort", wake);
    }
    if (this.#broken !== undefined) throw this.#broken.error;
  }

  get #ending(): boolean {
    return this.#stop.aborted || this.#kill.aborted || this.#broken !== undefined;
  }

  get #hasRoom(): boolean {
    return this.#hands.size < this.#crew.concurrency;
  }

  /** False when the database could not be used. */
  async #claim(): Promise<boolean> {
    const { queue, owner, isGone } = this.#crew;
    let sure = true;
    const tried = await this.#tried(async () => {
      while (!this.#ending && this.#hasRoom) {
        sure = await this.#heartbeats.areSure();
        const lease = sure ? await queue.claimNext(owner, { isGone }) : null;
        if (lease === null) return;
        this.#hands.take(lease);
      }
    });
    return tried && sure;
  }

  async #idle(): Promise<void> {
    const { clock, idle } = this.#crew;
    if (idle === undefined || clock.monotonic() - this.#idledAt < ASK_MS) return;
    this.#idledAt = clock.monotonic();
    await this.#tried(idle);
  }

  /** Until a slot is free, somebody has written, or a time has come. */
  async #rest(ms: number): Promise<void> {
    const { clock, wait, watchMs = WATCH_MS } = this.#crew;
    const until = clock.monotonic() + ms;
    while (!this.#awake.signal.aborted) {
      await wait(Math.min(watchMs, Math.max(until - clock.monotonic(), 1)), this.#awake.signal);
      let changed = false;
      await this.#tried(() => void (changed = this.#crew.queue.changed()));
      if (changed) await this.#heartbeats.look();
      if (changed || clock.monotonic() >= until) return;
    }
  }

  /** Milliseconds. Where the queue says now, though a claim came back empty, it is another's or not to be had yet: nothing here spins. */
  async #untilNext(): Promise<number> {
    const { queue, clock, pollMs, watchMs = WATCH_MS } = this.#crew;
    if (!this.#hasRoom) return pollMs;
    let next: number | null = null;
    if (!await this.#tried(async () => void (next = await queue.nextTime()))) return ASK_MS;
    if (next === null) return pollMs;
    const ms = next - clock.now();
    return ms <= 0 ? watchMs : Math.min(ms, ASK_MS, pollMs);
  }

  /** False when it threw. */
  async #tried(work: () => Promise<void> | void): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#trouble(error);
      return false;
    }
  }

  /** A database that cannot be used now is waited for. What cannot end by waiting ends the worker. */
  #trouble(error: unknown): void {
    const { clock, tell } = this.#crew;
    if (!(error instanceof StoreError) || error.lasting) {
      this.#broken ??= { error };
      this.#awake.abort();
      return;
    }
    if (clock.monotonic() - this.#toldAt < TELL_MS) return;
    this.#toldAt = clock.monotonic();
    tell({ kind: "database", message: `${error.message}. ${error.hint}` });
  }

  async #end(): Promise<void> {
    const { wait, tell, queue, owner } = this.#crew;
    tell({ kind: "stopping" });
    const over = new AbortController();
    const kill = () => this.#hands.kill();
    this.#hands.stop();
    if (this.#kill.aborted) kill();
    this.#kill.addEventListener("abort", kill);
    const late = wait(KILL_AFTER_MS, over.signal).then(() => over.signal.aborted || kill());
    await Promise.race([this.#hands.empty(), wait(GIVE_UP_AFTER_MS, over.signal)]);
    this.#kill.removeEventListener("abort", kill);
    over.abort();
    this.#hands.letGo();
    await Promise.all([late, this.#heartbeats.close()]);
    // A row that stays runs out.
    await queue.leave(owner.name).catch(() => {});
    tell({ kind: "stopped" });
  }
}
