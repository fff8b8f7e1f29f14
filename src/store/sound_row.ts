// Whether a loop's row can be worked with: anybody may have written the file, and one row must not stop the others' worker.
import { isObject, type Json } from "../model/json.ts";
import { readColumn } from "./json_column.ts";
import type { LoopRow } from "./tables.ts";

/** What a column has to hold. */
interface Shape {
  name: string;
  holds(value: unknown): boolean;
}

const OBJECT: Shape = { name: "JSON object", holds: json(isObject) };
const LIST: Shape = { name: "JSON list", holds: json((value) => Array.isArray(value)) };
const NUMBER: Shape = { name: "whole number", holds: Number.isSafeInteger };

const SHAPES = {
  ...{ options: OBJECT, stop_request: OBJECT, sources: OBJECT, converged_files: OBJECT, looks: LIST },
  ...{ run: NUMBER, lease_token: NUMBER, failures: NUMBER },
};
const COLUMNS = Object.keys(SHAPES) as (keyof typeof SHAPES)[];

/** What is wrong with it, and what to do, as a sentence; null when nothing is. */
export function whyUnsound(row: LoopRow): string | null {
  const column = COLUMNS.find((name) => !SHAPES[name].holds(row[name]));
  if (column === undefined) return null;
  return `its row in the database is damaged: column loops.${column} of id ${row.id} holds something that is no ${
    SHAPES[column].name
  }; put it right there, then resume it, or cancel it`;
}

/** As text, or nothing at all. */
function json(is: (value: Json) => boolean): (column: unknown) => boolean {
  return (column) => column === null || (typeof column === "string" && is(readColumn(column)));
}
