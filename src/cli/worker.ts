// worker: works on whatever there is to do, many loops at once, until it is stopped.
import type { App } from "../app.ts";
import type { WorkerEvent } from "../model/worker_event.ts";
import type { WorkerReport } from "../ports/worker_report.ts";
import { type Context, type Ending, openApp } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { keepOf } from "./keep_flags.ts";
import { keepPage } from "./kept_page.ts";
import { listenToSignals, type StopWords } from "./stop_signals.ts";
import { demandShells } from "./works_here.ts";

/** What is used where a flag was not given. */
const usual = { concurrency: 20, pollMs: 5000 };
/** Drifts of one run that are told; the others are on record. */
const MOST_DRIFTS = 20;

const words: StopWords = {
  first: (again) => `stopping when the running actions have ended, in 8 s at the latest; ${again} to end them now`,
  second: (again) => `ending the running actions now; ${again} to leave at once`,
};

/** Its lines are its output: as text, or one JSON object each (`--log-format json`, or `-o json` as everywhere). */
export async function worker(context: Context): Promise<Ending> {
  demandShells();
  const { flags, global, io, wiring } = context;
  await using app = await openApp(context, { create: true });
  const report = await wiring.openWorkerReport({
    write: (line) => io.stdout.write(`${line}\n`),
    clock: io.clock,
    format: flags.logFormat ?? (global.output === "table" ? "text" : "json"),
    quiet: global.quiet,
    type: context.type,
  });
  await using _page = await keepPage(context, (news) => report.tell({ kind: "page", ...news }));
  const { stop, signal } = listenToSignals(context, words);
  const looking = new Set<Promise<void>>();
  const tell = (event: WorkerEvent) => {
    const heard = event.kind === "released" ? report.counts(event.loop) : undefined;
    report.tell(event);
    if (event.kind !== "released") return;
    // What stands in the record only; looked up behind the worker's back, and never in its way.
    const look = lookUp(event, heard, { app, report }).catch((error) => {
      context.note(
        `the record of loop ${event.loop} cannot be read: ${error instanceof Error ? error.message : error}`,
      );
    }).finally(() => looking.delete(look));
    looking.add(look);
  };
  await app.workAll({
    concurrency: flags.concurrency ?? usual.concurrency,
    pollMs: flags.pollInterval ?? usual.pollMs,
    keep: keepOf(flags),
    events: report,
    tell,
    stop,
    signal,
  });
  await Promise.all(looking);
  return { exit: exitCode.done, data: null, text: "", streamed: true };
}

/** The questions that a loop has left open, and the drift that its run has found. */
async function lookUp(
  { loop, release }: WorkerEvent & { kind: "released" },
  heard: { run: number; changed: number } | undefined,
  { app, report }: { app: App; report: WorkerReport },
): Promise<void> {
  if (release.kind === "paused") {
    for (const prompt of await app.archive.prompts({ loop, open: true })) report.asks(prompt);
  }
  if (heard === undefined || heard.changed === 0) return;
  const drifts = await app.archive.drifts({ loop, limit: MOST_DRIFTS });
  for (const drift of drifts) if (drift.run === heard.run) report.drifted(drift);
}
