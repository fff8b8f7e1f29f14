// What happened to a loop, as it happens: the newest lines of its feed.
import type { FeedEvent } from "../../model/feed.ts";
import type { TopWorld } from "./view.ts";

/** Events read at once. */
const PAGE = 200;
/** Events to begin with, and once one goes back to the beginning. */
const RECENT = 300;
const EARLIER = 3000;
/** Lines kept: more than anybody reads here, `logs` has the rest. */
const MOST_LINES = 10_000;
/** Pages read in one look: a key is heard in between. */
const MOST_PAGES = 5;

/** The lines so far, coloured and harmless. */
export class LiveLog {
  readonly #world: TopWorld;
  readonly #loop: number;
  #after: number | undefined;
  #last = RECENT;
  #lines: string[] = [];

  constructor(world: TopWorld, loop: number) {
    this.#world = world;
    this.#loop = loop;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Reads what has come meanwhile. */
  async look(): Promise<void> {
    const { archive } = this.#world.app;
    this.#after ??= await archive.feedStart(this.#loop, { last: this.#last });
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page: FeedEvent[] = await archive.feed(this.#after, { loop: this.#loop, limit: PAGE });
      this.#lines.push(...await this.#world.logLines(page));
      this.#after = page.at(-1)?.id ?? this.#after;
      if (page.length < PAGE) break;
    }
    if (this.#lines.length > MOST_LINES) this.#lines = this.#lines.slice(-MOST_LINES);
  }

  /** Reads further back, once. */
  async earlier(): Promise<void> {
    if (this.#last === EARLIER) return;
    this.#last = EARLIER;
    this.#after = undefined;
    this.#lines = [];
    await this.look();
  }
}
