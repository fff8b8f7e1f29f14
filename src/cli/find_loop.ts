// Finds the loop that a command names.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

/** The loop of the first word, by id or name. Throws Refusal where there is none. */
export async function findLoop(context: Context, app: App): Promise<Loop> {
  const idOrName = context.words[0] ?? "";
  const loop = await app.archive.find(idOrName);
  if (loop) return loop;
  throw new Refusal(`There is no loop ${JSON.stringify(idOrName)} in ${context.global.db}`, {
    hint: `Type ${context.type("status --all")} to see the loops`,
    kind: "not found",
  });
}
