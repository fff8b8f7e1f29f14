// A prompt's row, as the model has it.
import type { Shown } from "../model/decision.ts";
import type { RecordedPrompt } from "../model/iteration.ts";
import type { PromptRow } from "../ports/archive.ts";
import { fromColumn, readColumn, readStrings } from "./json_column.ts";
import type { PromptTableRow } from "./tables.ts";

/** The original asked plain questions only, and wrote no kind. */
export function promptOf(row: PromptTableRow): RecordedPrompt {
  return {
    id: row.id,
    kind: row.kind ?? "question",
    text: row.prompt_text,
    options: readStrings(row.options),
    about: row.about,
    status: row.status as RecordedPrompt["status"],
    response: row.response,
    ...(row.comment === null ? {} : { comment: row.comment }),
    ...(row.shown === null ? {} : { shown: fromColumn<Shown[]>(row.shown) ?? [] }),
  };
}

/** The same with whose it is, and when and by whom it was answered. */
export function promptForReaders(row: PromptTableRow): PromptRow {
  const shown = readColumn(row.shown);
  return {
    ...promptOf({ ...row, shown: null }),
    ...(Array.isArray(shown) ? { shown: shown as unknown as Shown[] } : {}),
    loop: row.loop_id,
    iteration: row.iteration_id,
    createdAt: row.created_at,
    answeredAt: row.answered_at,
    answeredBy: row.answered_by,
  };
}
