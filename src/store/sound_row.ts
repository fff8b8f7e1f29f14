// Whether a loop's row can be worked with: anybody may have written the file, and one row must not stop the others' worker.
import { isObject, type Json } from "../model/json.ts";
import { readColumn } from "./json_column.ts";
import type { LoopRow } from "./tables.ts";

const OBJECT = { name: "JSON object", is: isObject };
const LIST = { name: "JSON list", is: (value: Json) => Array.isArray(value) };

/** What its columns of JSON have to hold. */
const SHAPES = { options: OBJECT, stop_request: OBJECT, sources: OBJECT, converged_files: OBJECT, looks: LIST };
const COLUMNS = Object.keys(SHAPES) as (keyof typeof SHAPES)[];

/** What is wrong with it, and what to do, as a sentence; null when nothing is. */
export function whyUnsound(row: LoopRow): string | null {
  const column = COLUMNS.find((name) => row[name] !== null && !SHAPES[name].is(readColumn(row[name])));
  if (column === undefined) return null;
  return `its row in the database is damaged: column loops.${column} of id ${row.id} holds something that is no ${
    SHAPES[column].name
  }; put it right there, then resume it, or cancel it`;
}
