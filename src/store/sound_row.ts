// Whether a loop's row can be worked with: anybody may have written the file, and one row must not stop the others' worker.
import { isJson } from "./json_column.ts";
import type { LoopRow } from "./tables.ts";

const JSON_COLUMNS = ["options", "stop_request", "sources", "converged_files", "looks"] as const;

/** What is wrong with it, and what to do, as a sentence; null when nothing is. */
export function whyUnsound(row: LoopRow): string | null {
  const column = JSON_COLUMNS.find((name) => row[name] !== null && !isJson(row[name]));
  if (column === undefined) return null;
  return `its row in the database is damaged: column loops.${column} of id ${row.id} holds something that is no JSON; put it right there, then resume it, or cancel it`;
}
