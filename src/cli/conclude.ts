// What came of the work on a loop here: the recap, the document, the exit code.
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Lease, Loop, Next } from "../model/loop.ts";
import type { DecisionCount } from "../ports/archive.ts";
import type { Ending as RunEnding, RunReport, RunSummary } from "../ports/report.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { decidedWords } from "../words/decision_words.ts";
import { type ExitCode, exitCode, exitOf } from "./exit_code.ts";
import type { Failure } from "./failure.ts";
import { stamp } from "../words/moment.ts";
import { ownerWords } from "../words/owner_words.ts";
import { questionInBrief } from "../words/question_text.ts";
import { visible } from "../words/visible.ts";
import { loopWords } from "./who_takes.ts";

type Word = NonNullable<RunEnding["word"]>;

/** What is known at the end. `row` is the loop's row then. */
export interface Concluded {
  lease: Lease;
  report: RunReport;
  next: Next;
  questions: RecordedPrompt[];
  /** A signal stopped it here. */
  interrupted: boolean;
  /** Why the signal was no human's word. */
  unasked: string | undefined;
  row: Loop | undefined;
  /** Changes of the run that others had made before it was taken up here. */
  before: number;
  /** Of a goal in words: this run's decisions, and what they cost. */
  decisions?: DecisionCount | undefined;
}

/** Sums the work up. */
export function conclude(context: Context, concluded: Concluded): Ending {
  const { lease, report, next, questions, interrupted, unasked, row, before, decisions } = concluded;
  const { loop } = lease;
  const summary = report.summary();
  const dryRun = loop.options?.dryRun ?? false;
  const word = unasked !== undefined ? leftWord(next, unasked) : interrupted ? undefined : wordOf(next, row);
  const exit = word?.status === "cancelled"
    ? exitCode.notConverged
    : exitOf(next, { dryRun, changes: changesOf(summary, decisions), interrupted });
  const status = word?.status === "left"
    ? row?.status ?? "pending"
    : word?.status ?? (next.kind === "done" ? next.status : next.kind === "again" ? "waiting" : "paused");
  const reason = word?.reason ?? (next.kind === "stopped" ? "stopped by a human" : next.reason);
  const { diffs, ...sums } = summary;
  const failure = failureOfRun(context, { loop: loop.id, exit, status, reason });
  return {
    exit,
    data: toJson({
      loop: loop.id,
      name: loop.name,
      status,
      reason,
      ...sums,
      ...(before === 0 ? {} : { changesBefore: before }),
      ...(decisions === undefined ? {} : { spent: decisions }),
      prompts: questions.map(({ id, kind, text, options }) => ({ id, kind, text, options })),
      ...(dryRun ? { diffs } : {}),
    }),
    text: report.recap({
      loop: { id: loop.id, name: loop.name },
      next,
      once: loop.options?.once ?? false,
      dryRun,
      interrupted,
      before,
      ...(word === undefined ? {} : { word }),
      ...(decisions === undefined ? {} : { decided: `decisions: ${decidedWords(decisions)}` }),
      questions: questions.map(questionInBrief),
      type: context.type,
    }),
    ...(failure ? { failure } : {}),
  };
}

/** What a dry run would do: a command that a model or rule decided on is meant to run, though nobody can tell whether it is needed. */
function changesOf({ changes, wouldRun }: RunSummary, decisions: DecisionCount | undefined): number {
  return decisions === undefined ? changes : changes + wouldRun;
}

/** A question was answered elsewhere, and somebody else goes on with the loop: there is nothing to do here. */
export function taken(context: Context, { loop, by }: { loop: Loop; by: string }): Ending {
  const { id, name, status } = loop;
  const working = loop.leaseOwner !== null;
  return {
    exit: exitCode.done,
    data: toJson({ loop: id, name, status, taken: working ? by : null }),
    text: visible(
      working
        ? `${loopWords(loop)} goes on with a worker (${ownerWords(by)}); follow it: ${context.type(`logs ${id} -f`)}`
        : `${loopWords(loop)} is ${status} now${loop.reason ? `: ${loop.reason}` : ""}; ${
          context.type(`status ${id}`)
        }`,
    ),
  };
}

/** On nobody's word: the loop is anybody's. */
function leftWord(next: Next, why: string): Word | undefined {
  return next.kind === "stopped" ? { status: "left", reason: `${why}; any worker goes on with it` } : undefined;
}

/** On whose word a loop was stopped that nobody stopped here. */
function wordOf(next: Next, row: Loop | undefined): Word | undefined {
  if (row?.status === "cancelled") return { status: "cancelled", reason: row.reason ?? "cancelled by a human" };
  if (next.kind !== "stopped" || !row?.suspension) return undefined;
  const { by, reason, until } = row.suspension;
  return { status: "paused", reason: `by ${by}${until === null ? "" : ` until ${stamp(until)} UTC`}: ${reason}` };
}

function failureOfRun(
  context: Context,
  { loop, exit, status, reason }: { loop: number; exit: ExitCode; status: string; reason: string | null },
): Failure | undefined {
  const kinds: { [exit: number]: string } = {
    [exitCode.notConverged]: status === "cancelled" ? "cancelled" : "failed",
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
