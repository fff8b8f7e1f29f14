// Who works next on a loop that can go on, in words.
import type { Loop } from "../../model/loop.ts";
import type { PageWorld } from "../../ports/page_world.ts";

/** Nothing where a worker is alive: it takes it at once. */
export async function whoTakes({ queue, type }: Pick<PageWorld, "queue" | "type">): Promise<string[]> {
  return (await queue.workers()).length > 0 ? [] : [`No worker is running: \`${type("worker")}\` starts one`];
}

/** `Loop 3 (web)`. */
export function loopWords({ id, name }: Pick<Loop, "id" | "name">): string {
  return `Loop ${id} (${name})`;
}
