// Questions to a human written down.
import { sql } from "kysely";
import type { Question } from "../model/decision.ts";
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Clock } from "../ports/clock.ts";
import { cut } from "./cut.ts";
import { tell } from "./feed.ts";
import { toColumn } from "./json_column.ts";
import { promptOf } from "./prompt_row.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { toldAnswer } from "./told_actions.ts";

/** Characters of a question that the feed repeats: an approval shows whole diffs. */
const MOST_TOLD = 500;

/**
 * One row a question, in order. What is asked already, and is open, is not asked once more: it is the same question where it is bound to the
 * same. One that comes with its answer is answered at once, and with it the open one.
 */
export async function writePrompts(
  trx: Transact,
  { id: iteration, loop_id: loop }: { id: number; loop_id: number },
  questions: readonly Question[],
  clock: Clock,
): Promise<void> {
  for (const question of questions) {
    const open = await openAbout(trx, loop, question.about);
    if (open === undefined) await insert(trx, { iteration, loop }, question, clock);
    else await askAgain(trx, { iteration, loop, prompt: open }, question, clock);
  }
}

async function openAbout(trx: Transact, loop: number, about: string | null): Promise<number | undefined> {
  if (about === null) return undefined;
  const row = await trx.selectFrom("prompts").select("id").where("loop_id", "=", loop)
    .where(sql<boolean>`status = 'pending'`).where("about", "=", about).executeTakeFirst();
  return row?.id;
}

/** It is this iteration's from here on: an answer is looked for there. */
async function askAgain(
  trx: Transact,
  { iteration, loop, prompt }: { iteration: number; loop: number; prompt: number },
  { answered }: Question,
  clock: Clock,
): Promise<void> {
  const columns = answered === undefined ? {} : answerColumns(answered, clock);
  await trx.updateTable("prompts").set({ iteration_id: iteration, ...columns }).where("id", "=", prompt).execute();
  if (answered !== undefined) await tellAnswer(trx, { loop, prompt }, answered, clock);
}

async function insert(
  trx: Transact,
  { iteration, loop }: { iteration: number; loop: number },
  { kind, text, options, about, shown, answered }: Question,
  clock: Clock,
): Promise<void> {
  const { insertId } = await trx.insertInto("prompts").values({
    loop_id: loop,
    iteration_id: iteration,
    kind,
    // node:sqlite would end the text at a NUL.
    prompt_text: text.replaceAll("\0", "\u{fffd}"),
    options: options.length === 0 ? null : toColumn(options),
    about,
    shown: toColumn(shown),
    status: "pending",
    created_at: timestamp(clock),
    ...(answered === undefined ? {} : answerColumns(answered, clock)),
  }).executeTakeFirst();
  const prompt = Number(insertId);
  if (answered !== undefined) return await tellAnswer(trx, { loop, prompt }, answered, clock);
  await tell(trx, {
    loop,
    kind: "prompt",
    about: prompt,
    data: { kind, text: cut(text, MOST_TOLD) },
  }, clock);
}

function answerColumns({ response, by }: { response: string; by: string }, clock: Clock) {
  return { status: "answered", response, answered_by: by, answered_at: timestamp(clock) };
}

async function tellAnswer(
  trx: Transact,
  { loop, prompt }: { loop: number; prompt: number },
  { response, by }: { response: string; by: string },
  clock: Clock,
): Promise<void> {
  await tell(
    trx,
    { loop, kind: "answered", about: prompt, data: { ...toldAnswer({ by, response }), unasked: true } },
    clock,
  );
}

/** Approvals that were declined, oldest first: a no stands until what was shown has changed. */
export async function readDeclined(trx: Transact, loop: number): Promise<RecordedPrompt[]> {
  // Word for word the condition of the index `prompts_declined`.
  const rows = await trx.selectFrom("prompts").selectAll().where("loop_id", "=", loop)
    .where(sql<boolean>`kind = 'approval' AND response = 'no'`).execute();
  return rows.sort((a, b) => a.id - b.id).map(promptOf);
}
