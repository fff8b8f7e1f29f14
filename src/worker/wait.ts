// Waits, for whoever may not: the engine is handed this.

/** The most that a timer takes, nearly 25 days; one that is set to more fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Resolves after so many milliseconds, or at once when the signal fires. Never throws. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  let left = ms;
  for (; left > LONGEST_MS && !signal.aborted; left -= LONGEST_MS) await timer(LONGEST_MS, signal);
  await timer(left, signal);
}

function timer(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", done);
  return promise;

  function done(): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", done);
    resolve();
  }
}
