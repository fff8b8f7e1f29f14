// Works on a claimed loop in this process, told and asked in this terminal; `run` and `resume` alike.
import type { App, Worked } from "../app.ts";
import { StoreError } from "../model/errors.ts";
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Lease } from "../model/loop.ts";
import type { Answer } from "../words/read_answer.ts";
import type { Passwords } from "../model/way.ts";
import type { Writer } from "../ports/report.ts";
import { ask } from "./ask.ts";
import { changesBefore } from "./changes_before.ts";
import type { Context, Ending } from "./context.ts";
import { conclude, taken } from "./conclude.ts";
import { isInWords } from "../words/decision_words.ts";
import { visible } from "../words/visible.ts";
import { exitCode } from "./exit_code.ts";
import { Refusal } from "./refusal.ts";
import { listenToSignals, type StopWords } from "./stop_signals.ts";
import { openWriter } from "./writer.ts";

const words: StopWords = {
  first: (again) => `finishing the running action; ${again} to end it now`,
  second: (again) => `ending the running action now; ${again} to leave at once`,
};

/** Walks the loop until it ends, pauses or is interrupted, and sums it up. */
export async function workHere(
  context: Context,
  app: App,
  { lease, passwords }: { lease: Lease; passwords: Passwords },
): Promise<Ending> {
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
  const { stop, signal, unasked } = listenToSignals(context, words);
  const asking = io.stdinIsTerminal && flags.nonInteractive !== true;
  let worked: Worked;
  try {
    worked = await app.work(lease, {
      events: report,
      stop,
      signal,
      by: io.user,
      unasked: () => unasked() !== undefined,
      passwords,
      ...(asking
        ? {
          ask: (prompt: RecordedPrompt, answered: AbortSignal) =>
            report.told().then(() => askHere(prompt, { context, app, writer, stop }, answered)),
        }
        : {}),
    });
  } catch (error) {
    throw error instanceof StoreError ? cutShort(context, loop.id, error) : error;
  } finally {
    await report.told();
    report.close();
  }
  if (!global.quiet) writer.progress("");
  const row = await app.archive.loop(loop.id);
  if (worked.kind === "taken") return taken(context, { loop: row ?? loop, by: worked.by });
  const questions = worked.kind === "done" ? [] : await app.archive.prompts({ loop: loop.id, open: true });
  const decisions = isInWords(loop) ? await app.archive.decisionCount(loop.id, loop.run) : undefined;
  // A question outlives the process in which it was asked: that is a pause like any other, not an interruption.
  const left = unasked() !== undefined && worked.kind === "paused" && questions.length > 0;
  const interrupted = stop.aborted && !left;
  return conclude(context, {
    ...{ lease, report, next: worked, questions, interrupted, row, decisions },
    unasked: interrupted ? unasked() : undefined,
    before: dryRun ? 0 : await changesBefore(app.archive, lease, report.summary().changes),
  });
}

/** Asks, and says so where somebody else answers first. */
async function askHere(
  prompt: RecordedPrompt,
  { context: { io }, app, writer, stop }: { context: Context; app: App; writer: Writer; stop: AbortSignal },
  answered: AbortSignal,
): Promise<Answer | undefined> {
  const answer = await ask(prompt, { io, writer }, AbortSignal.any([stop, answered]));
  if (answer === undefined && answered.aborted && !stop.aborted) {
    const [row] = await app.archive.prompts({ ids: [prompt.id] });
    const by = row?.answeredBy ? ` by ${row.answeredBy}` : "";
    const said = row?.status === "answered" ? `answered${by}: ${row.response || "go on"}` : "the question is withdrawn";
    writer.progress(writer.style("notice", visible(said)));
  }
  return answer;
}

/** The record cannot be written any more (a full disk): the loop has not converged, and goes on once it can. */
function cutShort(context: Context, loop: number, error: StoreError): Refusal {
  const hint = `${error.hint}\nto go on: ${context.type(`resume ${loop}`)}`;
  return new Refusal(error.message, { hint, exit: exitCode.notConverged, kind: "store" });
}
