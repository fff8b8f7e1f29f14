// Searching in columns of text, whatever the case.
import { type RawBuilder, sql } from "kysely";
import type { DatabaseSync } from "node:sqlite";

/** Gives the connection a function `folded(text)`: lower case of any script. */
export function learnToFold(file: DatabaseSync): void {
  file.function("folded", { deterministic: true }, (text) => String(text ?? "").toLowerCase());
}

/** Whether one of these columns has the text in it, as it is: `%` and `_` mean themselves. */
export function saysOneOf(text: string, columns: readonly RawBuilder<unknown>[]): RawBuilder<boolean> {
  // SQLite folds the case of ASCII alone, and in half the time of our own function.
  const fold = sql.raw(/[^ -~]/.test(text) ? "folded" : "lower");
  const needle = text.toLowerCase();
  const terms = columns.map((column) => sql`instr(${fold}(coalesce(${column}, '')), ${needle}) > 0`);
  return sql<boolean>`(${sql.join(terms, sql` or `)})`;
}
