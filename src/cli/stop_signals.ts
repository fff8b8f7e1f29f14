// Signals that ask to end, for commands that end by themselves: stop, end what runs, leave.
import type { Context } from "./context.ts";

/** What is said at the first and at the second signal; `again` is how to give the next one. */
export interface StopWords {
  first(again: string): string;
  second(again: string): string;
}

/** What signals have asked for. */
export interface StopSignals {
  /** Start nothing more. */
  stop: AbortSignal;
  /** End running commands, too. */
  signal: AbortSignal;
  /** Why the first of them was no human's word; undefined for Ctrl-C. */
  unasked(): string | undefined;
}

/** What is nobody's word: a terminal that goes away, and what an init system sends when a machine goes down. */
const UNASKED: Record<string, string> = {
  SIGHUP: "its terminal went away",
  SIGTERM: "its process was told to end (SIGTERM)",
};
/** How the next one is given. */
const AGAIN: Record<string, string> = { SIGINT: "press Ctrl-C again", SIGHUP: "send SIGTERM" };
/** Milliseconds within which SIGTERM after SIGHUP asks nothing more: a session that an init system ends gets both at once, in any order. */
const TOGETHER_MS = 1000;

/** First signal: stop. Second: end what runs. Third: leave at once, the record is safe. */
export function listenToSignals(context: Context, { first, second }: StopWords): StopSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  const { clock } = context.io;
  let unasked: string | undefined;
  let hungUpAt = -Infinity;
  context.takeSignals((name, leave) => {
    // A terminal that goes away is told of by the shell, and again by the system: nobody has asked twice.
    if (name === "SIGHUP" && stop.signal.aborted) return;
    if (name === "SIGTERM" && clock.monotonic() - hungUpAt < TOGETHER_MS) return;
    if (kill.signal.aborted) return leave();
    const again = AGAIN[name] ?? `send ${name} again`;
    if (stop.signal.aborted) {
      context.note(`\n${second(again)}`);
      kill.abort();
      return;
    }
    unasked = UNASKED[name];
    if (name === "SIGHUP") hungUpAt = clock.monotonic();
    context.note(`\n${first(again)}`);
    stop.abort();
  });
  return { stop: stop.signal, signal: kill.signal, unasked: () => unasked };
}
