// A human's answer to a question.
import { InputError } from "../model/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { readStrings } from "./json_column.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** An open prompt takes one of its options, by text or by number, or free text where it has none; a pause takes none, too. Throws InputError. */
export async function answerPrompt(
  trx: Transact,
  id: number,
  answer: { response: string; by: string },
  clock: Clock,
): Promise<void> {
  const row = await trx.selectFrom("prompts").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) {
    throw new InputError(`There is no prompt ${id}: \`ftl2-enterprise prompts\` lists the open ones`);
  }
  if (row.status === "answered") {
    throw new InputError(
      `Prompt ${id} is answered already: "${row.response}"${row.answered_by ? ` by ${row.answered_by}` : ""}`,
    );
  }
  if (row.status !== "pending") throw new InputError(`Prompt ${id} is ${row.status} and takes no answer any more`);
  await trx.updateTable("prompts").set({
    response: choose(row, readStrings(row.options), answer.response.trim()),
    status: "answered",
    answered_by: answer.by,
    answered_at: timestamp(clock),
  }).where("id", "=", id).execute();
}

/** An option's own text goes before its number, so that the option "2" can be meant. */
function choose({ id, kind }: { id: number; kind: string | null }, options: string[], response: string): string {
  if (options.length === 0) {
    if (response !== "" || kind === "pause") return response;
    throw new InputError(`Prompt ${id} needs an answer: it is empty`);
  }
  const exact = options.find((option) => option === response);
  const alike = options.filter((option) => option.toLowerCase() === response.toLowerCase());
  const numbered = /^[1-9]\d*$/.test(response) ? options[Number(response) - 1] : undefined;
  const chosen = exact ?? (alike.length === 1 ? alike[0] : numbered);
  if (chosen !== undefined) return chosen;
  const list = options.map((option, i) => `${i + 1} ${option}`).join(", ");
  throw new InputError(`"${response}" does not answer prompt ${id}: choose one of ${list}`);
}
