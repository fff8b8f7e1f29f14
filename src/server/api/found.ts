// What a path names, looked up; and rows as a visitor may see them.
import type { Loop } from "../../model/loop.ts";
import type { IterationRow } from "../../ports/archive.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import type { LoopLine } from "../../ports/survey.ts";
import { targetWords } from "../../words/target_words.ts";
import { Refusal } from "../refusal.ts";
import type { Visitor } from "../visitor.ts";
import { PREFIX } from "./path_parts.ts";

/** By number or name: of several of a name as Archive.find() says. Throws Refusal. */
export async function foundLoop({ archive }: Pick<PageWorld, "archive">, word: string): Promise<Loop> {
  const loop = await archive.find(word);
  if (loop === undefined) throw missing(`There is no loop ${JSON.stringify(word)}.`, "/loops?all=true");
  return loop;
}

/** The loop that something is to be done to: none where several of a name have not ended. Throws Refusal. */
export async function loopToChange(world: Pick<PageWorld, "archive">, word: string): Promise<Loop> {
  const loop = await foundLoop(world, word);
  const ids = loop.name === word && String(loop.id) !== word ? await world.archive.namesakes(word) : [];
  if (ids.length < 2) return loop;
  throw new Refusal(409, "conflict", `${ids.length} loops are called ${JSON.stringify(word)}: ${ids.join(", ")}.`, {
    hint: "name one of them by its number",
  });
}

/** Throws Refusal. */
export async function foundIteration({ archive }: Pick<PageWorld, "archive">, id: string): Promise<IterationRow> {
  const [row] = await archive.iterationsById([Number(id)]);
  if (row === undefined) throw missing(`There is no iteration ${id}.`, "/loops/LOOP/iterations");
  return row;
}

/** What is asked for is not there; `list`: the address, below the API's own, that says what is. */
export function missing(sentence: string, list: string): Refusal {
  return new Refusal(404, "not_found", sentence, { hint: `GET ${PREFIX}${list} lists those that there are` });
}

/** A loop's row; values of variables and addresses of webhooks may be secrets, which whoever only reads is not to see. */
function loopFor({ role }: Visitor, { options, ...loop }: Loop) {
  if (role === "full" || options === null) return { ...loop, options: options && { ...options } };
  const { extraVars, vaultedVars, notify, ...others } = options;
  const shown = {
    ...others,
    ...extraVars === undefined
      ? {}
      : { extraVars: Object.fromEntries(Object.keys(extraVars).map((name) => [name, "(hidden)"])) },
    ...vaultedVars === undefined ? {} : { vaultedVars: vaultedVars.map(({ file, names }) => ({ file, names })) },
    ...notify === undefined ? {} : { notify: notify.map(targetWords) },
  };
  return { ...loop, options: shown };
}

/** A loop with what a list shows of it. */
export function lineFor(visitor: Visitor, { loop, iteration, ...line }: LoopLine) {
  return { ...loopFor(visitor, loop), iteration: iteration && withoutLooks(iteration), ...line };
}

/** What was seen is long, and told where one iteration is asked for. */
export function withoutLooks({ observations: _, ...row }: IterationRow) {
  return row;
}
