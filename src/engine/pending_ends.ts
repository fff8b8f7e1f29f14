// Ends of actions on their way to the record: written with what starts next, which saves a commit a task.
import type { Finish, Journal } from "../ports/journal.ts";
import type { Clock } from "../ports/clock.ts";
import type { World } from "./world.ts";

/**
 * Milliseconds that an end may be known here and not on record. Who dies meanwhile leaves a row that says `running`, and
 * the receipt on the host tells how it ended.
 */
const LONGEST_MS = 50;

/** The ends of one pass that are not written yet. */
export class PendingEnds {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #wait: World["wait"];
  #ends: Finish[] = [];
  #since = 0;
  /** Why what goes on must not go on: the record takes no more of us. */
  #failure: { error: unknown } | undefined;
  /** Work that is going on: ends that come meanwhile are not kept longer than others. */
  #meanwhile: { over: AbortSignal; writing: Promise<void>[] } | undefined;

  constructor({ journal, clock, wait }: Pick<World, "journal" | "clock" | "wait">) {
    this.#journal = journal;
    this.#clock = clock;
    this.#wait = wait;
  }

  add(ends: Finish[]): void {
    if (ends.length === 0) return;
    const first = this.#ends.length === 0;
    if (first) this.#since = this.#clock.monotonic();
    this.#ends.push(...ends);
    if (first && this.#meanwhile !== undefined) this.#writeAfter(LONGEST_MS, this.#meanwhile);
  }

  /** For the commit that starts what is next. */
  take(): Finish[] {
    return this.#ends.splice(0);
  }

  /** In a commit of their own. */
  async write(): Promise<void> {
    const ends = this.take();
    if (ends.length > 0) await this.#journal.finishAction(ends);
  }

  /** Throws what kept an end off the record while work went on: who may write nothing may start nothing. */
  demandWritten(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** What `work` resolves to; where it takes long, the ends are written meanwhile, also those that it adds. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const left = LONGEST_MS - (this.#clock.monotonic() - this.#since);
    if (left <= 0) await this.write();
    const done = new AbortController();
    const meanwhile = { over: done.signal, writing: [] };
    this.#meanwhile = meanwhile;
    if (this.#ends.length > 0) this.#writeAfter(left, meanwhile);
    try {
      return await work();
    } finally {
      this.#meanwhile = undefined;
      done.abort();
      await Promise.all(meanwhile.writing);
    }
  }

  #writeAfter(ms: number, { over, writing }: { over: AbortSignal; writing: Promise<void>[] }): void {
    const written = this.#wait(ms, over).then(() => over.aborted ? undefined : this.write());
    // Told at the end of the work. Unheard until then, it would end the process, and all other loops with it.
    written.catch((error) => this.#failure ??= { error });
    writing.push(written);
  }
}
