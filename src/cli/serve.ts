// serve: opens the status page, until it is stopped.
import { resolve } from "node:path";
import { type Context, type Ending, openApp } from "./context.ts";
import { oneOfMany } from "./document_text.ts";
import { exitCode } from "./exit_code.ts";
import { filesNear } from "./files_near.ts";
import { listenAddress, USUAL_ADDRESS } from "./listen_address.ts";
import { pageTerms } from "./page_terms.ts";
import { performing } from "./perform.ts";
import { version } from "./version.ts";

/** Milliseconds that what is being answered may take at the end. */
const CLOSING_MS = 1000;

/** Says where it is open once it is; a newcomer may start with it, so it makes the database where there is none. */
export async function serve(context: Context): Promise<Ending> {
  const { io, global, flags } = context;
  const terms = pageTerms(context, listenAddress(flags.listen ?? USUAL_ADDRESS));
  const stop = untilStopped(context);
  await using app = await openApp(context, { create: true });
  const page = await app.openPage(terms, {
    cwd: io.cwd,
    db: global.db,
    version: version.replace(/^\S+ /, ""),
    type: context.type,
    perform: performing(context),
    filesNear: () => filesNear(io.cwd),
    rulesDir: resolve(io.cwd, flags.rulesDir ?? "rules"),
  });
  await tell(context, page.url);
  await stop;
  await within(page.close(), CLOSING_MS, io.every);
  return { exit: exitCode.done, data: null, text: "", streamed: true };
}

async function tell({ io, global }: Context, url: string): Promise<void> {
  if (global.output !== "table") return io.stdout.write(await oneOfMany("serve", { url }, global.output));
  io.stdout.write(`the status page is open at ${url}\n`);
}

/** Resolves at the first signal; at the second the program leaves. One that ends with its input hears nothing from a terminal. */
function untilStopped({ io, flags, takeSignals }: Context): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  const byTerminal = (name: string) => name === "SIGINT" || name === "SIGHUP";
  let asked = false;
  takeSignals((name, leave) => {
    if (flags.untilEof && byTerminal(name)) return;
    if (asked) return leave();
    asked = true;
    stopped.resolve();
  });
  if (flags.untilEof) inputEnds(io).then(stopped.resolve);
  return stopped.promise;
}

async function inputEnds(io: Context["io"]): Promise<void> {
  const { signal } = new AbortController();
  while (await io.readLine(signal) !== undefined);
}

/** Waits for it, so long at most. */
async function within(done: Promise<void>, ms: number, every: Context["io"]["every"]): Promise<void> {
  const late = Promise.withResolvers<void>();
  const stop = every(ms, late.resolve);
  await Promise.race([done, late.promise]);
  stop();
}
