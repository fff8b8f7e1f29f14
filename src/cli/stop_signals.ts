// Signals that ask to end, for commands that end by themselves: stop, end what runs, leave.
import type { Context } from "./context.ts";

/** What is said at the first and at the second signal; `again` is how to give the next one. */
export interface StopWords {
  first(again: string): string;
  second(again: string): string;
}

/** What signals have asked for. `hungUp` tells whether the first was that of a terminal that went away. */
export interface StopSignals {
  /** Start nothing more. */
  stop: AbortSignal;
  /** End running commands, too. */
  signal: AbortSignal;
  hungUp(): boolean;
}

/** How the next one is given. */
const AGAIN: Record<string, string> = { SIGINT: "press Ctrl-C again", SIGHUP: "send SIGTERM" };

/** First signal: stop. Second: end what runs. Third: leave at once, the record is safe. */
export function listenToSignals(context: Context, { first, second }: StopWords): StopSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  let hungUp = false;
  context.takeSignals((name, leave) => {
    // A terminal that goes away is told of by the shell, and again by the system: nobody has asked twice.
    if (name === "SIGHUP" && stop.signal.aborted) return;
    if (kill.signal.aborted) return leave();
    const again = AGAIN[name] ?? `send ${name} again`;
    if (stop.signal.aborted) {
      context.note(`\n${second(again)}`);
      kill.abort();
      return;
    }
    hungUp = name === "SIGHUP";
    context.note(`\n${first(again)}`);
    stop.abort();
  });
  return { stop: stop.signal, signal: kill.signal, hungUp: () => hungUp };
}
