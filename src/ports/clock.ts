// The time, so that tests own it.

/** What time it is. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds that never go back; for deadlines. */
  monotonic(): number;
}
