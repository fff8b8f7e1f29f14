// A human's answer to a prompt.
import { InputError } from "../model/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { AT_AN_END } from "./ended.ts";
import { tell } from "./feed.ts";
import { readStrings } from "./json_column.ts";
import { hasOpenPrompt } from "./open_prompt.ts";
import { UNTIED } from "./stop_loop.ts";
import type { LoopRow, PromptTableRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { toldAnswer } from "./told_actions.ts";

/** Characters of a comment: it goes into briefs. */
const MOST_COMMENT = 4000;

/**
 * An open prompt takes one of its options, by text or by number, or free text where it has none; a pause takes none, too. A plain question
 * takes own words beside its options; approvals, plans and interrupted commands do not. The last answer that a paused loop waits for makes it
 * claimable, unless a human paused it. Returns the loop. Throws InputError.
 */
export async function answerPrompt(
  trx: Transact,
  id: number,
  { response, by, comment = "" }: { response: string; by: string; comment?: string | undefined },
  clock: Clock,
): Promise<number> {
  const row = await trx.selectFrom("prompts").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) {
    throw new InputError(`There is no question ${id}: \`ftl2-enterprise prompts\` lists the open ones`);
  }
  if (row.status === "answered") {
    throw new InputError(
      `Question ${id} is answered already: "${row.response}"${row.answered_by ? ` by ${row.answered_by}` : ""}`,
    );
  }
  const loop = await trx.selectFrom("loops").selectAll().where("id", "=", row.loop_id).executeTakeFirstOrThrow();
  demandOpen(row, loop);
  const chosen = choose(row, readStrings(row.options), response.trim());
  const added = commentOf(comment);
  await trx.updateTable("prompts").set({
    response: chosen,
    status: "answered",
    answered_by: by,
    answered_at: timestamp(clock),
    comment: added,
  }).where("id", "=", id).execute();
  await tell(trx, {
    loop: loop.id,
    kind: "answered",
    about: id,
    data: toldAnswer({ by, response: chosen, comment: added }),
  }, clock);
  if (loop.status === "paused" && loop.suspended_by === null && !await hasOpenPrompt(trx, loop.id)) {
    await trx.updateTable("loops").set({ ...UNTIED, status: "pending", reason: null, next_run_at: timestamp(clock) })
      .where("id", "=", loop.id).execute();
  }
  return loop.id;
}

function demandOpen({ id, status }: PromptTableRow, loop: LoopRow): void {
  if (AT_AN_END.includes(loop.status)) {
    throw new InputError(`Question ${id} takes no answer any more: loop ${loop.id} is ${loop.status}`);
  }
  if (status !== "pending") throw new InputError(`Question ${id} is ${status} and takes no answer any more`);
}

function commentOf(text: string): string | null {
  const comment = text.trim().replaceAll("\0", "\u{fffd}");
  if (comment.length <= MOST_COMMENT) return comment === "" ? null : comment;
  throw new InputError(
    `The comment has ${comment.length} characters: ${MOST_COMMENT} is the most that an answer takes`,
  );
}

/** An option's own text goes before its number, so that the option "2" can be meant. */
function choose({ id, kind }: { id: number; kind: string | null }, options: string[], response: string): string {
  if (options.length === 0) {
    if (response !== "" || kind === "pause") return response;
    throw new InputError(`Question ${id} needs an answer: it is empty`);
  }
  const exact = options.find((option) => option === response);
  const alike = options.filter((option) => option.toLowerCase() === response.toLowerCase());
  const numbered = /^[1-9]\d*$/.test(response) ? options[Number(response) - 1] : undefined;
  const chosen = exact ?? (alike.length === 1 ? alike[0] : numbered);
  if (chosen !== undefined) return chosen;
  // A number that is none of theirs was meant to be one.
  const own = kind === null || kind === "question";
  if (own && response !== "" && !/^\d+$/.test(response)) return response;
  const list = options.map((option, i) => `${i + 1} ${option}`).join(", ");
  const more = own ? ", or answer in your own words" : kind === "approval" ? "; with a reason: no: WHY" : "";
  throw new InputError(`"${response}" does not answer question ${id}: choose one of ${list}${more}`);
}
