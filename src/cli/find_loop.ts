// Finds the loop that a command names.
import { resolve } from "node:path";
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { meantWord } from "./meant_word.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";
import { oneLine } from "../words/visible.ts";

/**
 * The loop that something is to be done to; `newest`: of several of a name the newest, to begin again. Throws Refusal also where several have not
 * ended: the wrong one could be meant.
 */
export async function findLoopToChange(context: Context, app: App, newest = false): Promise<Loop> {
  const loop = await findLoop(context, app, newest);
  const word = context.words[0] ?? "";
  const ids = loop.name === word && String(loop.id) !== word ? await app.archive.namesakes(word) : [];
  if (ids.length < 2) return loop;
  throw new Refusal(`${ids.length} loops are called ${JSON.stringify(word)}: ${ids.join(", ")}`, {
    hint: `Name one of them by its id; they are told apart by ${context.type("status")}`,
  });
}

/** The loop of the first word, by id or name: of several of a name as Archive.find() says. Throws Refusal where there is none. */
export async function findLoop(context: Context, app: App, newest = false): Promise<Loop> {
  const idOrName = context.words[0] ?? "";
  const loop = await app.archive.find(idOrName, newest);
  if (loop) return loop;
  throw await noSuchLoop(context, idOrName);
}

/** The refusal of a word that names no loop, with the name that was probably meant. */
export async function noSuchLoop({ type, global, io, wiring }: Context, word: string): Promise<Refusal> {
  const names = (await wiring.readNames(resolve(io.cwd, global.db))).loops().map(({ name }) => name);
  const meant = meantWord(word, names.filter((name) => name !== "" && oneLine(name) === name));
  const all = type("status --all");
  return new Refusal(`There is no loop ${JSON.stringify(word)} in ${global.db}`, {
    hint: meant === undefined ? `Type ${all} to see the loops` : `Did you mean ${quoted(meant)}? All loops: ${all}`,
    kind: "not found",
  });
}
