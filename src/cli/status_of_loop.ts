// status LOOP: one loop closely.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { ActionRow, Archive, DecisionCount, DriftCount, IterationRow, PromptRow } from "../ports/archive.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { decidedWords, isInWords, sumOfCounts } from "../words/decision_words.ts";
import { exitCode } from "./exit_code.ts";
import { hostsWanted } from "./hosts_wanted.ts";
import { whenWords } from "../words/hosts_words.ts";
import {
  endedSilently,
  type Here,
  lastBegun,
  lastRun,
  nextTime,
  type Standing,
  wanted,
  why,
  workerGone,
} from "../words/loop_standing.ts";
import { modeOfFlags } from "../words/loop_terms.ts";
import { ago, stamp, until } from "../words/moment.ts";
import { ownerWords } from "../words/owner_words.ts";
import { questionInBrief } from "../words/question_text.ts";
import { Refusal } from "./refusal.ts";
import { pairs } from "./table.ts";
import { runningWords } from "../words/running_words.ts";
import { visible } from "../words/visible.ts";

interface Closely extends Standing {
  running: ActionRow[];
  prompts: PromptRow[];
  drifts: DriftCount;
  /** Of a goal in words: over all, and in the last run that was begun. */
  decisions?: { all: DecisionCount; run: DecisionCount };
}

/** Everything that says where the loop stands now, and what to type next. */
export async function statusOfLoop(context: Context, app: App, id: number): Promise<Ending> {
  const { archive } = app;
  const loop = await archive.loop(id);
  if (loop === undefined) {
    throw new Refusal(`Loop ${id} is not in the database any more`, {
      hint: `Those that are: ${context.type("status --all")}`,
      kind: "not found",
    });
  }
  const [latest, prompts, drifts, workers] = await Promise.all([
    archive.latest([id]),
    archive.prompts({ loop: id, open: true }),
    archive.driftCount(id),
    app.queue.workers(),
  ]);
  const iteration = latest.get(id);
  const decisions = isInWords(loop) ? await decisionsOf(archive, loop, iteration) : undefined;
  const running = iteration === undefined ? [] : await archive.actions({
    iterations: [iteration.id],
    status: "running",
    whole: context.global.output !== "table",
  });
  return {
    exit: exitCode.done,
    data: toJson({ loop, iteration: iteration ?? null, running, prompts, drifts, workers: workers.length, decisions }),
    text: text({ ...context, isGone: app.isGone }, {
      ...{ loop, iteration, running, prompts, drifts, workers: workers.length },
      ...(decisions === undefined ? {} : { decisions }),
    }),
  };
}

function text(context: Context & Here, closely: Closely): string {
  const { loop, iteration, running, prompts, drifts, decisions } = closely;
  const now = context.io.clock.now();
  const gone = workerGone(context, loop);
  const lines: [string, string | null | undefined][] = [
    ["loop", `${loop.id} (${loop.name})`],
    ["status", loop.status],
    ["why", why(context, closely)],
    ["mode", modeOfFlags(loop)],
    ["desired state", wanted(context, loop)],
    ["hosts", hostsWanted(context, loop)],
    ["run", String(lastBegun(closely))],
    ["last run", lastRun(context, closely)],
    ["next run", nextWords(context, closely)],
    ["failures", loop.failures > 0 ? `${loop.failures} in a row` : null],
    // What is known to have drifted is not as it was described.
    ["converged since", drifts.open > 0 ? null : whenWords(loop.convergedSince, now)],
    [
      "drift",
      drifts.all === 0 ? null : `${drifts.open} open of ${drifts.all}: ${context.type(`history ${loop.id} --drift`)}`,
    ],
    ["model", decisions && (loop.options?.model ?? "none")],
    ["decisions", decisions && decidedWords(decisions.all)],
    ["in its last run", decisions && decidedWords(decisions.run)],
    ["worked on by", loop.leaseOwner && worker(context, loop)],
    ["last iteration", iteration ? iterationWords(closely, now) : "none yet"],
    ["said", iteration?.reasoning],
    ["error", iteration?.error],
    ...runningWords(running).map(({ name, hosts, actions }): [string, string] => [
      gone ? "was running" : "running",
      `[${hosts}] ${name}, since ${ago(actions[0]!.startedAt, now).replace(" ago", "")}`,
    ]),
    ...prompts.map((prompt): [string, string] => {
      const { id, options } = prompt;
      const question = questionInBrief(prompt);
      return [`question ${id}`, options.length > 0 ? `${question} (${options.join(", ")})` : question];
    }),
    ["to type", next(context, closely)],
  ];
  return pairs(lines.flatMap(([name, value]) => value ? [[name, visible(value)]] : []));
}

async function decisionsOf(archive: Archive, loop: Loop, iteration: IterationRow | undefined) {
  const { id } = loop;
  const [all, last] = await Promise.all([
    archive.decisionCount(id),
    archive.decisionCount(id, lastBegun({ loop, iteration })),
  ]);
  return { all, run: iteration !== undefined && iteration.repeats > 1 ? quietRun(iteration) : last };
}

/** Quiet runs share the first one's row, and the last of them was like it: one pass, which cost no call. */
function quietRun({ decidedBy }: IterationRow): DecisionCount {
  return sumOfCounts([{ ...sumOfCounts([]), by: decidedBy === null ? {} : { [decidedBy]: 1 } }]);
}

function nextWords(context: Context, { loop }: Standing): string {
  const at = loop.status === "paused" ? loop.suspension?.until ?? null : loop.nextRunAt;
  const when = nextTime(context, loop);
  return when === "" || when === "now" || at === null ? when : `${when} (${stamp(at)})`;
}

function worker(context: Context & Here, loop: Loop): string {
  const { leaseOwner, leaseExpiresAt } = loop;
  const now = context.io.clock.now();
  const who = ownerWords(leaseOwner ?? "");
  if (endedSilently(context, loop)) {
    return `nobody: ${who} ended without a word, its lease runs out ${until(leaseExpiresAt, now)}`;
  }
  return workerGone(context, loop)
    ? `nobody: ${who} went away ${ago(leaseExpiresAt, now)}`
    : `${who}, its lease runs out ${until(leaseExpiresAt, now)}`;
}

function iterationWords({ iteration }: Standing, now: number): string {
  if (iteration === undefined) return "";
  const { n, phase, repeats, lastAt, completedAt, createdAt } = iteration;
  const times = repeats > 1 ? `, ${repeats} quiet runs since ${stamp(createdAt)}` : "";
  return `${n}, ${phase}, ${ago(lastAt ?? completedAt ?? createdAt, now)}${times}`;
}

/** What a human would type next. */
function next(context: Context & Here, { loop, prompts, workers }: Closely): string {
  const { type } = context;
  const history = type(`history ${loop.id} --actions`);
  const [prompt] = prompts;
  if (prompt !== undefined && loop.suspension === null) return `${type(`respond ${prompt.id} ANSWER`)}, or ${history}`;
  if (loop.status === "paused" || workerGone(context, loop)) return `${type(`resume ${loop.id}`)}, or ${history}`;
  if (loop.status === "running") return `${type(`logs ${loop.id} -f`)}, or ${history}`;
  if (loop.status === "pending" || loop.status === "waiting") {
    return workers > 0
      ? `${type(`logs ${loop.id} -f`)}, or ${history}`
      : `${type("worker")}, or ${type(`resume ${loop.id}`)}`;
  }
  return ["failed", "blocked", "cancelled"].includes(loop.status)
    ? `${history}, or ${type(`retry ${loop.id}`)}`
    : history;
}
