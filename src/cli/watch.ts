// --watch: a reader that looks again whenever somebody has written, until it is told to stop.
import type { App } from "../app.ts";
import type { Context, Ending } from "./context.ts";
import { oneOfMany } from "./document_text.ts";
import { exitCode } from "./exit_code.ts";
import { stamp } from "../words/moment.ts";
import { fit } from "../words/visible.ts";

/** Milliseconds between looks at whether anybody has written: a look costs microseconds. */
const POLL_MS = 250;
/** Milliseconds after which it looks in any case: ages grow and leases run out without a write. */
const AGE_MS = 5000;

/**
 * Shows what `look` answers, again and again: a terminal is repainted, in a pipe each changed answer is added, with -o json as one
 * object a line. Ends with exit 0 at a signal, or when its reader has gone.
 */
export async function watch(
  context: Context,
  app: App,
  { command, look }: { command: string; look: () => Promise<Ending> },
): Promise<Ending> {
  const { io, global } = context;
  const repaints = global.output === "table" && io.stdout.isTerminal && io.env("TERM") !== "dumb";
  const pause = pauses(context);
  let shown: string | undefined;
  let at = -Infinity;
  app.queue.changed();
  while (!pause.over && io.stdout.gone !== true) {
    const now = io.clock.monotonic();
    if (app.queue.changed() || now - at >= AGE_MS) {
      at = now;
      const { data, text } = await look();
      const seen = JSON.stringify(data);
      if (repaints) io.stdout.write(painted(context, text, shown === undefined));
      else if (seen !== shown) {
        const blank = shown === undefined ? "" : "\n";
        io.stdout.write(
          global.output === "table" ? `${blank}${text}\n` : await oneOfMany(command, data, global.output),
        );
      }
      shown = seen;
    }
    await pause.next(POLL_MS);
  }
  return { exit: exitCode.done, data: null, text: "", streamed: true };
}

/** Waits that a signal ends; the first signal ends the watching, too. */
export function pauses({ io, takeSignals }: Context): { readonly over: boolean; next(ms: number): Promise<void> } {
  let over = false;
  let wake = () => {};
  takeSignals(() => {
    over = true;
    wake();
  });
  return {
    get over() {
      return over;
    },
    next(ms) {
      if (over) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = io.every(ms, () => wake());
      wake = () => {
        stop();
        resolve();
      };
      return promise;
    },
  };
}

/** From the upper left corner down, each line cleared to its end: nothing flickers. */
function painted({ io, global }: Context, text: string, first: boolean): string {
  const { rows, columns } = io.stdout;
  const heading = `${stamp(new Date(io.clock.now()).toISOString())} UTC, ${global.db}; Ctrl-C ends it`;
  const lines = [heading, "", ...text.split("\n")];
  const room = rows === undefined ? lines.length : Math.max(1, rows - 1);
  const kept = lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`];
  const cut = kept.map((line) => columns === undefined || line.includes("\x1b") ? line : fit(line, columns));
  return `${first ? "\x1b[2J" : ""}\x1b[H${cut.map((line) => `${line}\x1b[K\n`).join("")}\x1b[J`;
}
