// retry: a new run of a loop that has failed, is blocked, or was cancelled.
import type { PromptRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { fewNames } from "../words/few_names.ts";
import { findLoopToChange } from "./find_loop.ts";
import { visible } from "../words/visible.ts";
import { loopWords, whoTakes } from "./who_takes.ts";

/** Makes it claimable; its files are read anew. */
export async function retry(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const loop = await findLoopToChange(context, app, true);
  await app.queue.retry(loop.id, context.io.user);
  const { run = loop.run + 1, status = "pending" } = await app.archive.loop(loop.id) ?? {};
  const { workers, lines } = await whoTakes(context, app, loop);
  const refused = (await app.archive.prompts({ loop: loop.id })).filter(saidNo).map(({ id }) => id);
  return {
    exit: exitCode.done,
    data: toJson({ loop: loop.id, name: loop.name, status, run, workers }),
    text: visible([`${loopWords(loop)} begins run ${run}`, ...stands(refused), ...lines].join("\n")),
  };
}

function saidNo({ kind, status, response }: PromptRow): boolean {
  return kind === "approval" && status === "answered" && response === "no";
}

/** A new run does not ask again what was refused: who wants to be asked has to know how. */
function stands(refused: readonly number[]): string[] {
  if (refused.length === 0) return [];
  const questions = `question${refused.length === 1 ? "" : "s"} ${fewNames(refused.map(String))}`;
  return [`the no to ${questions} stands until what was shown there changes; a new loop asks anew`];
}
