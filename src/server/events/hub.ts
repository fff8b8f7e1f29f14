// One look at the database for all who watch: what is new in the feed is told to each.
import type { FeedEvent } from "../../model/feed.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import { eventsText } from "./event_text.ts";

/** What viewers are told. */
export type News =
  /** In order. `text`: all of them as they are sent, made once for all readers. */
  | { kind: "events"; events: readonly FeedEvent[]; text: Uint8Array }
  /** Live workers came or went; how many there are. */
  | { kind: "workers"; alive: number }
  /** This is another database than before: its feed ends here. */
  | { kind: "reset"; feed: number }
  /** Nothing: the connection lives. */
  | { kind: "beat" }
  /** No more will come. */
  | { kind: "end" };

/** Tells of what happens from now on. */
export interface Hub {
  /** Calls back until the returned function is called. A listener must not throw. */
  listen(listener: (news: News) => void): () => void;
  /** Those who listen now. */
  readonly listeners: number;
  /** A number that is another one once anybody has committed anything. Costs microseconds. */
  version(): number;
  /** Looks, beginning after this call, as it does by itself while somebody listens. Whatever comes into the feed after it is told them. */
  look(): Promise<void>;
  /** What went wrong at the last look, for as long as somebody listens; undefined: nothing. */
  readonly failure: unknown;
  /** Tells everybody that this is the end. */
  close(): void;
}

/** Milliseconds between looks at the feed, while somebody listens. */
const EVERY_MS = 100;
const WORKERS_EVERY_MS = 1000;
const BEAT_EVERY_MS = 15_000;
/** Rows that are read at once. */
const PAGE = 500;

/** Looks at nothing while nobody listens. */
export function openHub(world: Pick<PageWorld, "archive" | "queue" | "clock">): Hub {
  return new Watch(world);
}

class Watch implements Hub {
  readonly #world: Pick<PageWorld, "archive" | "queue" | "clock">;
  readonly #listeners = new Set<(news: News) => void>();
  readonly #encoder = new TextEncoder();
  #version = 0;
  /** Row of the feed up to which all was told. */
  #told = 0;
  /** Nobody listened: there is nothing to make up for. */
  #isFresh = true;
  /** The version at which the feed was read last. */
  #read = -1;
  #workers: number | null = null;
  #workersAt = -Infinity;
  #beatAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts beginnings and ends: a look that was under way goes on for nobody. */
  #round = 0;
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  failure: unknown;

  constructor(world: Pick<PageWorld, "archive" | "queue" | "clock">) {
    this.#world = world;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  version(): number {
    if (this.#world.queue.changed()) this.#version++;
    return this.#version;
  }

  listen(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  look(): Promise<void> {
    if (this.#looking !== undefined) return this.#next ??= this.#looking.then(() => this.#lookNow());
    return this.#lookNow();
  }

  close(): void {
    this.#tell({ kind: "end" });
    this.#listeners.clear();
    this.#stop();
  }

  #begin(): void {
    this.#beatAt = this.#world.clock.monotonic();
    const round = ++this.#round;
    const next = () => {
      this.#timer = setTimeout(async () => {
        await this.look();
        if (this.#round === round) next();
      }, EVERY_MS);
    };
    next();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#round++;
    this.#isFresh = true;
    this.#workers = null;
    this.failure = undefined;
  }

  #lookNow(): Promise<void> {
    this.#next = undefined;
    return this.#looking = this.#look().finally(() => this.#looking = undefined);
  }

  async #look(): Promise<void> {
    if (this.#listeners.size === 0) return;
    try {
      const version = this.version();
      if (version !== this.#read || this.#isFresh) {
        await this.#tellEvents();
        this.#read = version;
      }
      await this.#tellWorkers();
      this.failure = undefined;
    } catch (error) {
      // The database may be locked, or be put back from a copy: the next look tells.
      if (this.#listeners.size > 0) this.failure = error;
    }
    const now = this.#world.clock.monotonic();
    if (now - this.#beatAt < BEAT_EVERY_MS) return;
    this.#beatAt = now;
    this.#tell({ kind: "beat" });
  }

  async #tellEvents(): Promise<void> {
    const { archive } = this.#world;
    const isFresh = this.#isFresh;
    this.#isFresh = false;
    const end = await archive.feedEnd();
    if (end < this.#told && !isFresh) this.#tell({ kind: "reset", feed: end });
    // Whoever begins to listen has read what was there itself.
    if (end < this.#told || isFresh) this.#told = end;
    while (this.#told < end) {
      const rows = await archive.feed(this.#told, { limit: PAGE });
      if (rows.length > 0) this.#tell({ kind: "events", events: rows, text: this.#encoder.encode(eventsText(rows)) });
      this.#told = rows.at(-1)?.id ?? end;
    }
  }

  async #tellWorkers(): Promise<void> {
    const now = this.#world.clock.monotonic();
    if (now - this.#workersAt < WORKERS_EVERY_MS) return;
    this.#workersAt = now;
    const alive = (await this.#world.queue.workers()).length;
    if (alive !== this.#workers && this.#workers !== null) this.#tell({ kind: "workers", alive });
    this.#workers = alive;
  }

  #tell(news: News): void {
    for (const listener of [...this.#listeners]) listener(news);
  }
}
