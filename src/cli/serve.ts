// serve: opens the status page, until it is stopped.
import { resolve } from "node:path";
import type { App } from "../app.ts";
import { StoreError } from "../model/errors.ts";
import type { OpenTerms } from "../ports/page_world.ts";
import { type Context, type Ending, openApp } from "./context.ts";
import { oneOfMany } from "./document_text.ts";
import { exitCode } from "./exit_code.ts";
import { failureOf, failureText } from "./failure.ts";
import { filesNear } from "./files_near.ts";
import type { Io } from "./io.ts";
import { foundAddress, listenAddress, USUAL_ADDRESS } from "./listen_address.ts";
import { giveUpRights } from "./page_rights.ts";
import { pageTerms, pageWarnings } from "./page_terms.ts";
import { performing } from "./perform.ts";
import { version } from "./version.ts";

/** Milliseconds that what is being answered may take at the end. */
const CLOSING_MS = 1000;
/** Milliseconds between looks whether the database is still the one that was opened, and whether there is one again. */
const LOOK_MS = 1000;

/** Says where it is open once it is; a newcomer may start with it, so it makes the database where there is none. */
export async function serve(context: Context): Promise<Ending> {
  let terms = pageTerms(context, listenAddress(context.flags.listen ?? USUAL_ADDRESS));
  for (const warning of pageWarnings(terms)) context.note(`warning: ${warning}`);
  const stop = untilStopped(context);
  let app = await openApp(context, { create: true });
  // Not before: to bring an older database up to date, its copy is made first, and SQLite needs every right for that.
  await giveUpRights(context);
  while (true) {
    const { url, lost } = await openUntil(stop, { context, app, terms });
    if (lost === undefined) return { exit: exitCode.done, data: null, text: "", streamed: true };
    context.note(`${lost.message}: the page opens again when there is a database`);
    const found = await foundAgain(context, stop);
    if (found === undefined) return { exit: exitCode.done, data: null, text: "", streamed: true };
    app = found;
    terms = foundAddress(terms, url);
  }
}

/** Opens the page until `stop`, or until the database is lost: it was removed or replaced. Then nothing is open any more. */
async function openUntil(
  stop: Promise<void>,
  { context, app, terms }: { context: Context; app: App; terms: OpenTerms },
): Promise<{ url: string; lost?: StoreError }> {
  const { io, global, flags } = context;
  await using _app = app;
  // A right to listen that is missing is told by Node's server where nobody waits.
  const fault = Promise.withResolvers<never>();
  context.takeFaults(fault.reject);
  const opening = app.openPage(terms, {
    cwd: io.cwd,
    db: global.db,
    version: version.replace(/^\S+ /, ""),
    type: context.type,
    perform: performing(context),
    filesNear: () => filesNear(io.cwd),
    note: context.note,
    rulesDir: resolve(io.cwd, flags.rulesDir ?? "rules"),
  });
  const page = await Promise.race([opening, fault.promise]);
  // Whoever asks for a page must not end it for all others.
  context.takeFaults((error) => context.note(failureText(failureOf(error).failure)));
  await tell(context, page.url);
  const lost = await untilLost(app, io, stop);
  await passed(io, CLOSING_MS, page.close());
  return lost === undefined ? { url: page.url } : { url: page.url, lost };
}

async function tell({ io, global }: Context, url: string): Promise<void> {
  if (global.output !== "table") return io.stdout.write(await oneOfMany("serve", { url }, global.output));
  io.stdout.write(`the status page is open at ${url}\n`);
}

/** Why it is lost; undefined once `stop` resolves. */
async function untilLost(app: App, io: Io, stop: Promise<void>): Promise<StoreError | undefined> {
  while (await passed(io, LOOK_MS, stop)) {
    try {
      app.demandPresent();
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }
  return undefined;
}

/** The database at the same path, once there is one again; it is not made here: somebody may be about to put it back. Undefined once `stop` resolves. */
async function foundAgain(context: Context, stop: Promise<void>): Promise<App | undefined> {
  while (await passed(context.io, LOOK_MS, stop)) {
    try {
      return await openApp(context, { create: false });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }
  return undefined;
}

/**
 * Resolves at the first signal; at the third the program leaves: Ctrl-C under a task runner comes twice. One that ends with its input hears nothing from
 * a terminal.
 */
function untilStopped({ io, flags, takeSignals }: Context): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  const byTerminal = (name: string) => name === "SIGINT" || name === "SIGHUP";
  let asked = 0;
  takeSignals((name, leave) => {
    if (flags.untilEof && byTerminal(name)) return;
    stopped.resolve();
    if (++asked > 2) leave();
  });
  if (flags.untilEof) inputEnds(io).then(stopped.resolve);
  return stopped.promise;
}

async function inputEnds(io: Io): Promise<void> {
  const { signal } = new AbortController();
  while (await io.readLine(signal) !== undefined);
}

/** True once the time has passed, false if `before` resolves earlier. */
async function passed(io: Io, ms: number, before: Promise<void>): Promise<boolean> {
  const over = Promise.withResolvers<boolean>();
  const first = Promise.race([before.then(() => false), over.promise]);
  const stop = io.every(ms, () => over.resolve(true));
  try {
    return await first;
  } finally {
    stop();
  }
}
