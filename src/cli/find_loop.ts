// Finds the loop that a command names.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

/**
 * The loop that something is to be done to. Throws Refusal also where the first word is a name that several loops share which have not ended: the
 * wrong one could be meant.
 */
export async function findLoopToChange(context: Context, app: App): Promise<Loop> {
  const loop = await findLoop(context, app);
  const word = context.words[0] ?? "";
  const ids = loop.name === word && String(loop.id) !== word ? await app.archive.namesakes(word) : [];
  if (ids.length < 2) return loop;
  throw new Refusal(`${ids.length} loops are called ${JSON.stringify(word)}: ${ids.join(", ")}`, {
    hint: `Name one of them by its id; they are told apart by ${context.type("status")}`,
  });
}

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
