// The feed as server-sent events, which a browser takes up again where it lost them.
import type { Handler } from "hono";
import type { FeedEvent } from "../../model/feed.ts";
import { InputError } from "../../model/errors.ts";
import type { Json } from "../../model/json.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import type { Entry } from "../guard/entry.ts";
import { Refusal } from "../refusal.ts";
import type { Env } from "../visitor.ts";
import { eventsText, eventText } from "./event_text.ts";
import type { Hub, News } from "./hub.ts";

/** Streams at once. */
export const MOST_STREAMS = 1000;
/** Bytes that wait for a reader before it is given no more than it takes; it is cut off where it takes nothing for long. */
const MOST_WAITING = 128 * 1024;
/** Beats until a stream ends, and its reader comes again: an hour, in which a session is made longer, or is found to be over. */
const MOST_BEATS = 240;
/** Milliseconds after which a reader comes again that has lost its connection. */
const RETRY_MS = 1000;
/** Rows that are read at once. */
const PAGE = 500;

/** What a reader wants. */
interface Wanted {
  loop?: number;
  /** The feed's row after which it begins; absent: now. */
  after?: number;
}

/**
 * `?loop=ID` for the events of one loop; `?after=ID` or the header Last-Event-ID for what came after a row of the feed. Events of the feed are
 * messages with its ids; beside them, without ids: `hello`, `workers`, `beat`, and `reset` where rows after the named one are gone.
 */
export function streamEvents(world: PageWorld, hub: Hub, way: Pick<Entry, "hasEnded">): Handler<Env> {
  return async (c) => {
    const wanted: Wanted = {
      ...numberOf(c.req.query("loop"), "loop", "loop"),
      ...numberOf(c.req.query("after"), "after", "after"),
      ...numberOf(c.req.header("last-event-id"), "after", "Last-Event-ID"),
    };
    if (wanted.loop !== undefined && await world.archive.loop(wanted.loop) === undefined) {
      throw new Refusal(404, "not_found", `There is no loop ${wanted.loop}.`);
    }
    if (hub.listeners >= MOST_STREAMS) {
      throw new Refusal(503, "too_many", `${MOST_STREAMS} viewers are watching, the most there may be.`, {
        headers: { "retry-after": "30" },
      });
    }
    if (c.req.method === "HEAD") return c.body(null, 200, HEADERS);
    return c.body(new Reader(world, hub, wanted, () => way.hasEnded(c)).stream, 200, HEADERS);
  };
}

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  // A proxy that waits until there is enough to send would wait for long.
  "x-accel-buffering": "no",
};

function numberOf(text: string | undefined, key: keyof Wanted, name: string): Wanted {
  if (text === undefined || text === "") return {};
  if (!/^\d{1,15}$/.test(text)) {
    throw new InputError(`${name} is the number of a ${key === "loop" ? "loop" : "row"}, as in 12`);
  }
  return { [key]: Number(text) };
}

/** One who watches. */
class Reader {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #world: PageWorld;
  readonly #wanted: Wanted;
  /** Whether its reader has left meanwhile. */
  readonly #hasEnded: () => boolean;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #leave: () => void = () => {};
  /** The last row that was told, or passed over. */
  #told = 0;
  /** All that was there before is told. */
  #isLive = false;
  /** Something came while that was read. */
  #more = false;
  #beats = 0;
  #wake: () => void = () => {};

  constructor(world: PageWorld, hub: Hub, wanted: Wanted, hasEnded: () => boolean) {
    this.#world = world;
    this.#wanted = wanted;
    this.#hasEnded = hasEnded;
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        this.#leave = hub.listen((news) => this.#hear(news));
        this.#begin(hub).catch(() => this.#end());
      },
      pull: () => this.#hasRoom() ? this.#wake() : undefined,
      cancel: () => this.#end(),
    }, new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING }));
  }

  async #begin(hub: Hub): Promise<void> {
    await hub.look();
    // Where the database cannot be read now, the reader comes again.
    if (hub.failure !== undefined) return this.#end();
    const { archive, queue, version } = this.#world;
    const [end, workers, [oldest]] = await Promise.all([
      archive.feedEnd(),
      queue.workers(),
      archive.feed(0, { limit: 1 }),
    ]);
    this.#write(`retry: ${RETRY_MS}\n\n`);
    this.#say("hello", { version, feed: end });
    this.#say("workers", { alive: workers.length });
    const { after = end } = this.#wanted;
    // Rows were pruned, or this is another database than the reader knows.
    const isGone = after < end && oldest !== undefined && oldest.id > after + 1 || after > end;
    if (isGone) this.#say("reset", { after, oldest: oldest?.id ?? null, feed: end });
    this.#told = Math.min(after, end);
    await this.#catchUp();
  }

  /** Reads from the record what the reader has not heard, as fast as it takes that. */
  async #catchUp(): Promise<void> {
    const { loop } = this.#wanted;
    this.#isLive = false;
    while (this.#controller !== undefined) {
      this.#more = false;
      const rows = await this.#world.archive.feed(this.#told, { limit: PAGE, ...loop === undefined ? {} : { loop } });
      for (const event of rows) {
        await this.#taken();
        this.#tell([event]);
      }
      if (rows.length < PAGE && !this.#more) break;
    }
    this.#isLive = true;
  }

  async #taken(): Promise<void> {
    if (this.#hasRoom()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }

  #hasRoom(): boolean {
    return this.#controller === undefined || (this.#controller.desiredSize ?? 0) >= MOST_WAITING / 2;
  }

  #hear(news: News): void {
    switch (news.kind) {
      case "end":
        return this.#end();
      case "workers":
        return this.#say("workers", { alive: news.alive });
      case "reset":
        this.#say("reset", { after: this.#told, oldest: null, feed: news.feed });
        return void (this.#told = news.feed);
      case "beat":
        if (++this.#beats >= MOST_BEATS || this.#hasEnded()) return this.#end();
        return this.#hasRoom() ? this.#say("beat", {}) : undefined;
      case "events":
        return this.#hearEvents(news);
    }
  }

  #hearEvents({ events, text }: News & { kind: "events" }): void {
    if (!this.#isLive) this.#more = true;
    else if (!this.#hasRoom()) this.#catchUp().catch(() => this.#end());
    else if (this.#wanted.loop !== undefined || events[0]!.id <= this.#told) this.#tell(events);
    else {
      this.#told = events.at(-1)!.id;
      this.#controller?.enqueue(text);
    }
  }

  /** What of them is new, and wanted. */
  #tell(events: readonly FeedEvent[]): void {
    const { loop } = this.#wanted;
    const text = eventsText(
      events.filter((event) => event.id > this.#told && (loop === undefined || event.loop === loop)),
    );
    this.#told = Math.max(this.#told, events.at(-1)?.id ?? 0);
    if (text !== "") this.#write(text);
  }

  #say(name: string, data: Json): void {
    this.#write(eventText({ name, data }));
  }

  #write(text: string): void {
    this.#controller?.enqueue(this.#encoder.encode(text));
  }

  #end(): void {
    const controller = this.#controller;
    this.#controller = undefined;
    this.#leave();
    this.#wake();
    try {
      controller?.close();
    } catch {
      // The reader has left already.
    }
  }
}
