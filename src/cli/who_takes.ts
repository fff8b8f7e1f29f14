// Who works next on a loop that can be claimed: a live worker, or whoever types something.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { Context } from "./context.ts";

/** Lines for people, and how many workers are alive. */
export interface WhoTakes {
  workers: number;
  lines: string[];
}

/** Asks who is alive, and says what comes next. */
export async function whoTakes(context: Context, app: App, { id }: Pick<Loop, "id">): Promise<WhoTakes> {
  const workers = (await app.queue.workers()).length;
  const { type } = context;
  return {
    workers,
    lines: workers > 0 ? [workerTakes(context, id)] : [
      `no worker is running: ${type("worker")} starts one, ${type(`resume ${id}`)} works on it here`,
    ],
  };
}

/** Where a worker is alive. */
export function workerTakes({ type }: Context, id: number): string {
  return `a worker takes it; follow it: ${type(`logs ${id} -f`)}`;
}

/** `loop 3 (web)`. */
export function loopWords({ id, name }: Pick<Loop, "id" | "name">): string {
  return `loop ${id} (${name})`;
}
