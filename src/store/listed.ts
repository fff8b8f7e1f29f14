// Values as a table of SQL: one parameter, so that lists of any length are one statement.
import { type RawBuilder, sql } from "kysely";

/** A table with the column `value`. */
export function each(values: readonly (number | string)[]): RawBuilder<unknown> {
  return sql`json_each(${JSON.stringify(values)})`;
}

/** What a column is to be `in`. */
export function listed<T extends number | string>(values: readonly T[]): RawBuilder<T> {
  return sql<T>`(select value from ${each(values)})`;
}
