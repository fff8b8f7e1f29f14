// top: the loops and the questions, live, on the whole terminal; answers and a human's word to a loop by keys.
import { type Context, type Ending, openApp } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import type { Io } from "./io.ts";
import { logTexts } from "./log_writer.ts";
import { Refusal } from "./refusal.ts";
import { openScreen } from "./top/ink_screen.ts";
import { Session } from "./top/session.ts";
import type { TopWorld } from "./top/view.ts";
import { wantsColour } from "./writer.ts";

/** Milliseconds between looks at whether anybody has written: a look costs microseconds. */
const POLL_MS = 200;

/** Runs until it is left by a key, a signal comes, or the terminal goes. The terminal is as it was then. */
export async function top(context: Context): Promise<Ending> {
  const { io, global, type } = context;
  refuseElsewhere(context);
  await using app = await openApp(context, { create: false });
  const logLines = await logTexts({ wiring: context.wiring, type: (command) => command }, app);
  const world: TopWorld = {
    ...{ io, app, db: global.db, workers: 0, type, isGone: app.isGone },
    logLines: async (page) => (await logLines(page)).flatMap((text) => text.split("\n")),
  };
  const over = Promise.withResolvers<void>();
  const end = (error?: unknown) => error === undefined ? over.resolve() : over.reject(error);
  context.takeSignals(() => over.resolve());
  const screen = await openScreen(io, {
    keys: (keys) => session.keys(keys),
    pasted: (text) => session.pasted(text),
    resized: () => session.resized(),
    gone: end,
  });
  // What broke is told on the terminal as it was.
  const stopListening = io.onFault(() => screen.close());
  const dress = { colours: wantsColour(io, io.stdout), unicode: knowsUnicode(io) };
  const session = new Session(world, { screen, dress, over: end });
  const stopTicking = io.every(POLL_MS, () => io.stdout.gone === true ? over.resolve() : session.tick());
  try {
    session.tick();
    await over.promise;
  } finally {
    stopTicking();
    stopListening();
    screen.close();
    await session.idle();
  }
  return { exit: exitCode.done, data: null, text: "", streamed: true };
}

function refuseElsewhere({ io, global, type }: Context): void {
  if (global.output !== "table") {
    throw new Refusal(`top fills a terminal: it prints no ${global.output.toUpperCase()}`, {
      hint: `For programs: ${type(`status -o ${global.output} --watch`)}`,
    });
  }
  if (io.stdinIsTerminal && io.stdout.isTerminal && io.env("TERM") !== "dumb") return;
  throw new Refusal("top needs a terminal that it can fill", {
    hint: `Without one: ${type("status --watch")}; the questions: ${type("prompts --watch")}`,
  });
}

/** As C libraries decide it. */
function knowsUnicode(io: Io): boolean {
  const locale = io.env("LC_ALL") || io.env("LC_CTYPE") || io.env("LANG") || "";
  return /utf-?8/i.test(locale);
}
