// One look at the database for all who watch: what is new in the feed is told to each.
import type { FeedEvent } from "../../model/feed.ts";

/** What viewers are told. */
export type News =
  | { kind: "event"; event: FeedEvent }
  /** Live workers came or went; how many there are. */
  | { kind: "workers"; alive: number };

/** Tells of what happens from now on. */
export interface Hub {
  /** Calls back until the returned function is called. */
  listen(listener: (news: News) => void): () => void;
  /** Those who listen now. */
  readonly listeners: number;
}
