// Works on a claimed loop in this process, told and asked in this terminal; `run` and `resume` alike.
import type { App } from "../app.ts";
import { StoreError } from "../model/errors.ts";
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Lease, Next } from "../model/loop.ts";
import type { RunReport } from "../ports/report.ts";
import { ask } from "./ask.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode, exitOf } from "./exit_code.ts";
import type { Failure } from "./failure.ts";
import { Refusal } from "./refusal.ts";
import { openWriter } from "./writer.ts";

/** Walks the loop until it ends, pauses or is interrupted, and sums it up. */
export async function workHere(context: Context, app: App, lease: Lease): Promise<Ending> {
  const { io, global, flags, wiring } = context;
  const { loop } = lease;
  const dryRun = loop.options?.dryRun ?? false;
  const writer = openWriter(io, { documents: global.output !== "table" });
  const report = await wiring.openReport({
    writer,
    clock: io.clock,
    every: io.every,
    quiet: global.quiet,
    diffs: flags.diff ?? loop.options?.diff ?? false,
    dryRun,
  });
  const { stop, signal } = listenToSignals(context);
  const asking = io.stdinIsTerminal && flags.nonInteractive !== true;
  let next: Next;
  try {
    next = await app.work(lease, {
      events: report,
      stop,
      signal,
      ...(asking ? { ask: (prompt: RecordedPrompt) => ask(prompt, { io, writer }, stop) } : {}),
    });
  } catch (error) {
    throw error instanceof StoreError ? cutShort(context, loop.id, error) : error;
  } finally {
    report.close();
  }
  if (!global.quiet) writer.progress("");
  const questions = next.kind === "done" ? [] : await app.archive.prompts({ loop: loop.id, open: true });
  return conclude(context, { lease, report, next, questions, interrupted: stop.aborted });
}

/** The record cannot be written any more (a full disk): the loop has not converged, and goes on once it can. */
function cutShort(context: Context, loop: number, error: StoreError): Refusal {
  const hint = `${error.hint}\nto go on: ${context.type(`resume ${loop}`)}`;
  return new Refusal(error.message, { hint, exit: exitCode.notConverged, kind: "store" });
}

/** First signal: start nothing more. Second: end the running command too. Third: leave at once, the record is safe. */
function listenToSignals(context: Context): { stop: AbortSignal; signal: AbortSignal } {
  const stop = new AbortController();
  const kill = new AbortController();
  context.takeSignals((name, leave) => {
    if (kill.signal.aborted) return leave();
    const again = name === "SIGINT" ? "press Ctrl-C again" : `send ${name} again`;
    if (stop.signal.aborted) {
      context.note(`\nending the running action now; ${again} to leave at once`);
      kill.abort();
      return;
    }
    context.note(`\nfinishing the running action; ${again} to end it now`);
    stop.abort();
  });
  return { stop: stop.signal, signal: kill.signal };
}

function conclude(
  context: Context,
  { lease, report, next, questions, interrupted }: {
    lease: Lease;
    report: RunReport;
    next: Next;
    questions: RecordedPrompt[];
    interrupted: boolean;
  },
): Ending {
  const { loop } = lease;
  const summary = report.summary();
  const dryRun = loop.options?.dryRun ?? false;
  const exit = exitOf(next, { dryRun, changes: summary.changes, interrupted });
  const ending = {
    loop: { id: loop.id, name: loop.name },
    next,
    once: loop.options?.once ?? false,
    dryRun,
    interrupted,
    questions: questions.map(({ text }) => text),
    type: context.type,
  };
  const status = next.kind === "done" ? next.status : next.kind === "again" ? "waiting" : "paused";
  const reason = next.kind === "stopped" ? "stopped by a human" : next.reason;
  const { diffs, ...sums } = summary;
  const failure = failureOfRun(context, loop.id, { exit, reason });
  return {
    exit,
    data: toJson({
      loop: loop.id,
      name: loop.name,
      status,
      reason,
      ...sums,
      prompts: questions.map(({ id, kind, text, options }) => ({ id, kind, text, options })),
      ...(dryRun ? { diffs } : {}),
    }),
    text: report.recap(ending),
    ...(failure ? { failure } : {}),
  };
}

function failureOfRun(
  context: Context,
  loop: number,
  { exit, reason }: { exit: Ending["exit"]; reason: string | null },
): Failure | undefined {
  const kinds: { [exit: number]: string } = {
    [exitCode.notConverged]: "failed",
    [exitCode.blocked]: "blocked",
    [exitCode.paused]: "paused",
    [exitCode.interrupted]: "interrupted",
  };
  const kind = kinds[exit];
  if (kind === undefined) return undefined;
  const ended = exit === exitCode.notConverged || exit === exitCode.blocked;
  const hint = context.type(ended ? `history ${loop} --actions` : `resume ${loop}`);
  return { kind, message: reason ?? `The loop is ${kind}`, hint };
}
