// What a column may hold.
import type { ColumnType } from "kysely";

/** ISO 8601, UTC; rows of the original may carry the literal text `(datetime('now'))`. */
export type Time = string;
/** JSON as text. */
export type JsonText = string;
/** 0 or 1: SQLite has no booleans. */
export type Flag = number;
/** Nullable, and left out where an INSERT does not name it. */
export type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;
