// prompts: the questions that wait for a human, and what to type to answer.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { PromptRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { ago, stamp } from "../words/moment.ts";
import { answerWords, questionLines } from "../words/question_text.ts";
import { takesComment, takesOwnWords } from "../words/read_answer.ts";
import { oneLine } from "../words/visible.ts";
import { watch } from "./watch.ts";
import { paint } from "./writer.ts";

/** Open questions of all loops or of one, oldest first; with `--all` those that have an answer, too. */
export async function prompts(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const of = context.words[0] === undefined ? undefined : await findLoop(context, app);
  const look = () => asked(context, app, of);
  return context.flags.watch ? await watch(context, app, { command: "prompts", look }) : await look();
}

async function asked(context: Context, app: App, of: Loop | undefined): Promise<Ending> {
  const all = context.flags.all ?? false;
  const rows = await app.archive.prompts({ ...(of ? { loop: of.id } : {}), ...(all ? {} : { open: true }) });
  const loops = new Map<number, Loop | undefined>();
  for (const { loop } of rows) if (!loops.has(loop)) loops.set(loop, await app.archive.loop(loop));
  const texts = rows.map((row) => promptText(context, row, loops.get(row.loop)));
  return {
    exit: exitCode.done,
    data: toJson({ prompts: rows.map((row) => ({ ...row, name: loops.get(row.loop)?.name ?? null })) }),
    text: texts.length > 0 ? texts.join("\n\n") : none(context, of, all),
  };
}

/** A question with its options numbered, and what to type. */
function promptText(context: Context, row: PromptRow, loop: Loop | undefined): string {
  const now = context.io.clock.now();
  const asked = row.status === "pending" ? `asked ${ago(row.createdAt, now)}` : stamp(row.createdAt);
  const head = `question ${row.id}, loop ${row.loop} (${oneLine(loop?.name ?? "?")}), ${oneLine(row.kind)}, ${asked}`;
  return [
    head,
    ...questionLines(row, { style: paint }).map((line) => `  ${line}`),
    ...row.options.map((option, at) => `    ${at + 1}) ${oneLine(option)}`),
    `  ${row.status === "pending" ? howTo(context, row) : answerWords(row)}`,
  ].join("\n");
}

/** Nothing that could be typed by mistake: an answer is a human's own word. */
function howTo({ type }: Context, row: PromptRow): string {
  const { id, options, kind } = row;
  const answer = `to answer: ${type(`respond ${id} ANSWER`)}`;
  if (takesComment(row)) return `${answer} (a number or its text; --comment "WHY" goes with it)`;
  if (options.length > 0) return `${answer} (a number or its text${takesOwnWords(row) ? ", or your own words" : ""})`;
  return kind === "pause" ? `to go on: ${type(`respond ${id}`)}, with or without an answer behind it` : answer;
}

function none({ type }: Context, of: Loop | undefined, all: boolean): string {
  const whose = of === undefined ? "" : ` of loop ${of.id}`;
  if (all) return `No question${whose} was ever asked`;
  const answeredOnes = `prompts${of === undefined ? "" : ` ${of.id}`} --all`;
  return `No question${whose} is open; those that have an answer: ${type(answeredOnes)}`;
}
