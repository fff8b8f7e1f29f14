// retry: a new run of a loop that has failed, is blocked, or was cancelled.
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoopToChange } from "./find_loop.ts";
import { visible } from "./visible.ts";
import { loopWords, whoTakes } from "./who_takes.ts";

/** Makes it claimable; its files are read anew. */
export async function retry(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const loop = await findLoopToChange(context, app);
  await app.queue.retry(loop.id, context.io.user);
  const { run = loop.run + 1, status = "pending" } = await app.archive.loop(loop.id) ?? {};
  const { workers, lines } = await whoTakes(context, app, loop);
  return {
    exit: exitCode.done,
    data: toJson({ loop: loop.id, name: loop.name, status, run, workers }),
    text: visible([`${loopWords(loop)} begins run ${run}`, ...lines].join("\n")),
  };
}
