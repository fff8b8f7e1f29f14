// Work that must come to an end in time, or be given up: what asks a host that may hang.
import type { ModuleCall } from "../../ports/module.ts";

/** The result; undefined where it took longer than so many milliseconds, or the call was cancelled. The work's signal fires then. Throws what the work throws. */
export async function within<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  call: Pick<ModuleCall, "wait" | "signal">,
): Promise<T | undefined> {
  const [late, done] = [new AbortController(), new AbortController()];
  const working = work(AbortSignal.any([late.signal, call.signal]));
  const waiting = call.wait(ms, done.signal).then(() => {
    late.abort();
    return undefined;
  });
  // Who gave up hears no more of it.
  working.catch(() => {});
  try {
    return await Promise.race([working, waiting]);
  } finally {
    done.abort();
  }
}
