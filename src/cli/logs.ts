// logs: what happened to a loop, as it happened, from the record's feed; with -f also what happens from now on.
import type { App } from "../app.ts";
import type { FeedEvent } from "../model/feed.ts";
import { type Context, type Ending, openApp } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { logWriter } from "./log_writer.ts";
import { pauses } from "./watch.ts";

/** Rows read at once. */
const PAGE = 200;
/** Milliseconds between looks at whether anybody has written. */
const POLL_MS = 100;
const ended = ["completed", "failed", "blocked", "cancelled"];

/** Prints a line (with -o json an object) an event; `--since` and `--tail` say where to begin, `-f` goes on until the loop ends: exit 0. */
export async function logs(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const { id } = await findLoop(context, app);
  const { flags, io } = context;
  const pause = pauses(context);
  const write = await logWriter(context, app);
  const given = flags.since === undefined ? {} : { since: new Date(io.clock.now() - flags.since).toISOString() };
  let after = await app.archive.feedStart(id, { ...given, ...(flags.tail === undefined ? {} : { last: flags.tail }) });
  const begun = after;
  let last = false;
  app.queue.changed();
  while (!pause.over && io.stdout.gone !== true) {
    const page: FeedEvent[] = await app.archive.feed(after, { loop: id, limit: PAGE });
    await write(page);
    after = page.at(-1)?.id ?? after;
    // The database answers at once: without a turn of the event loop no signal would be heard.
    if (page.length === PAGE) await new Promise((resolve) => setTimeout(resolve));
    else if (flags.follow !== true || last) break;
    else if (await hasEnded(app, id)) last = true;
    else await news(app, pause);
  }
  if (pause.over) return { exit: exitCode.interrupted, data: null, text: "", streamed: true };
  if (after === begun && context.global.output === "table") {
    const history = context.type(`history ${id} --actions`);
    context.note(
      `Nothing${flags.since === undefined ? "" : " that new"} is told of loop ${id}; its record: ${history}`,
    );
  }
  return { exit: exitCode.done, data: null, text: "", streamed: true };
}

/** What ended it may have been told after the last page was read: then one more is to be read. */
async function hasEnded(app: App, id: number): Promise<boolean> {
  const loop = await app.archive.loop(id);
  return loop === undefined || ended.includes(loop.status);
}

async function news(app: App, pause: ReturnType<typeof pauses>): Promise<void> {
  do await pause.next(POLL_MS); while (!pause.over && !app.queue.changed());
}
