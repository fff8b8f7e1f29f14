// Places in lists, as opaque texts: a page ends at one, and the next one begins there.
import { type RawBuilder, sql } from "kysely";
import { InputError } from "../model/errors.ts";
import type { Paged } from "../ports/survey.ts";

/** The sort key of a row. */
export type Place = (string | number | null)[];

/** What each part of a place has to be: a whole number, a text, a number, or null beside it. */
export type Shape = ("integer" | "text" | "number" | "text?" | "number?")[];

const MOST = 500;
/** Characters. */
const LONGEST = 4096;

/** The text of a place in the list `of`: a place of one order means nothing in another. */
export function placeText(of: string, place: Place): string {
  return new TextEncoder().encode(JSON.stringify([of, ...place])).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** Reads it back. Throws InputError for any text that no page of this list has given. */
export function readPlace(of: string, shape: Shape, text: string): Place {
  const parts = parsed(text);
  if (!Array.isArray(parts) || parts[0] !== of || parts.length !== shape.length + 1) throw unknown();
  const place = parts.slice(1);
  if (!place.every((part, index) => fits(part, shape[index]!))) throw unknown();
  return place as Place;
}

/** Bytes of a key that a place repeats; it stands in addresses. */
const MOST_TOLD = 256;
const LOOKED_UP = "*";

/** A key of text for a place: in hexadecimal, since node:sqlite ends text at the first NUL; a long one is looked up again. */
export function told(key: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql`case when octet_length(${key}) > ${sql.lit(MOST_TOLD)} then ${sql.lit(LOOKED_UP)}
    when ${key} is not null then hex(${key}) end`;
}

/** Read back; `row` is the key of the row in the place. */
export function meant(told: Place[number] | undefined, row: RawBuilder<unknown>): RawBuilder<string> {
  return told === LOOKED_UP ? sql`${row}` : sql`cast(unhex(${told}) as text)`;
}

/** Rows that a query is to be asked for: one more than are shown tells whether there are more. Throws InputError. */
export function rowsToAsk(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit + 1;
  throw new InputError(`A page has from 1 to ${MOST} rows, not ${limit}`);
}

/** A page of the rows that were asked for, and where it ends. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  { show, place }: { show(row: R): T; place(row: R): string },
): Paged<T> {
  const shown = rows.slice(0, limit);
  return { rows: shown.map(show), next: rows.length > limit ? place(shown.at(-1)!) : null };
}

function parsed(text: string): unknown {
  if (text.length > LONGEST) throw unknown();
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw unknown();
  }
}

function fits(part: unknown, shape: Shape[number]): boolean {
  if (part === null) return shape.endsWith("?");
  if (shape === "integer") return Number.isSafeInteger(part);
  return shape.startsWith("text") ? typeof part === "string" : typeof part === "number";
}

function unknown(): InputError {
  return new InputError(
    "There is no such page: its place (after) is none that a page of this list has given; begin without one",
  );
}
