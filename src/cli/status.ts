// status: the loops and where they stand, who works on them, and how large the record is.
import type { App } from "../app.ts";
import type { DecisionCount, PromptRow } from "../ports/archive.ts";
import type { WorkerRow } from "../ports/queue.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { decidedWords, isInWords, sumOfCounts } from "../words/decision_words.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { type Here, lastBegun, lastRun, needsWorker, nextTime, type Standing, why } from "../words/loop_standing.ts";
import { ownerWords } from "../words/owner_words.ts";
import { statusOfLoop } from "./status_of_loop.ts";
import { type Column, table } from "./table.ts";
import { sizeText } from "../words/size_text.ts";
import { visible } from "../words/visible.ts";
import { watch } from "./watch.ts";

/** Loops in words whose decisions are summed up: of more than these it would take too long. */
const SUMMED = 50;

const columns: Column[] = [
  { title: "ID", right: true },
  { title: "NAME", flexible: true },
  { title: "MODE" },
  { title: "STATUS" },
  { title: "RUN", right: true },
  { title: "LAST RUN" },
  { title: "NEXT" },
  { title: "WHY", flexible: true },
];

/** All loops that have not ended (`--all`: every loop), or the one that is named. */
export async function status(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const named = context.words[0] === undefined ? undefined : (await findLoop(context, app)).id;
  const look = () => named === undefined ? list(context, app) : statusOfLoop(context, app, named);
  return context.flags.watch ? await watch(context, app, { command: "status", look }) : await look();
}

async function list(context: Context, app: App): Promise<Ending> {
  const all = context.flags.all ?? false;
  const here = { ...context, isGone: app.isGone };
  const [loops, prompts, alive, size] = await Promise.all([
    app.archive.loops({ all }),
    app.archive.prompts({ open: true }),
    app.queue.workers(),
    app.upkeep.sizes(),
  ]);
  // A worker's own count is as old as its last heartbeat.
  const workers = alive.map((worker) => ({
    ...worker,
    working: loops.filter(({ leaseOwner }) => leaseOwner === worker.name).length,
  }));
  const latest = await app.archive.latest(loops.map(({ id }) => id));
  const rows = loops.map((loop): Standing => ({
    loop,
    iteration: latest.get(loop.id),
    prompts: prompts.filter((prompt) => prompt.loop === loop.id),
    workers: workers.length,
  }));
  const inWords = loops.filter(isInWords).slice(-SUMMED);
  const decisions = inWords.length === 0
    ? undefined
    : sumOfCounts(await Promise.all(inWords.map(({ id }) => app.archive.decisionCount(id))));
  return {
    exit: exitCode.done,
    data: toJson({
      loops: rows.map(({ loop, iteration }) => ({ ...loop, iteration: iteration ?? null })),
      workers,
      openPrompts: prompts.map(({ id, loop, kind }) => ({ id, loop, kind })),
      size,
      decisions,
    }),
    text: [
      rows.length > 0 ? table(columns, rows.map((row) => cells(here, row)), context.columns) : none(context, all),
      ...footer(here, { rows, prompts, workers, size, decisions }),
    ].join("\n"),
  };
}

function cells(context: Context & Here, row: Standing): string[] {
  const { loop } = row;
  return [
    String(loop.id),
    loop.name,
    loop.mode + (loop.options?.dryRun ? " (dry run)" : ""),
    loop.status,
    String(lastBegun(row)),
    lastRun(context, row),
    nextTime(context, loop),
    why(context, row),
  ];
}

function none({ type, global }: Context, all: boolean): string {
  return all
    ? `${global.db} holds no loop yet; start one: ${type("run -f FILE")}`
    : `No loop is under way; those that have ended: ${type("status --all")}, a new one: ${type("run -f FILE")}`;
}

/** Nothing for whoever has one loop that has ended: who works, what is asked, and what lies on the disk. */
function footer(
  context: Context & Here,
  { rows, prompts, workers, size, decisions }: {
    rows: Standing[];
    prompts: PromptRow[];
    workers: WorkerRow[];
    size: { file: number; wal: number };
    decisions: DecisionCount | undefined;
  },
): string[] {
  const { type, global } = context;
  const waiting = rows.filter(({ loop }) => needsWorker(context, loop)).length;
  const who = workers.length > 0
    ? workers.map(({ name, working, concurrency }) =>
      `worker ${visible(ownerWords(name))}: at work on ${working} of at most ${concurrency} loops`
    )
    : waiting > 0
    ? [`no worker is running; type ${type("worker")}`]
    : [];
  const asked = prompts.length === 0
    ? []
    : [`${prompts.length === 1 ? "1 question is" : `${prompts.length} questions are`} open: ${type("prompts")}`];
  const disk = size.file === 0
    ? []
    : [`${global.db}: ${sizeText(size.file)}${size.wal > 0 ? `, log ${sizeText(size.wal)}` : ""}`];
  const decided = decisions === undefined ? [] : [`goals in words: ${decidedWords(decisions)}`];
  const lines = [...who, ...asked, ...decided, ...disk];
  return lines.length === 0 ? [] : ["", ...lines];
}
