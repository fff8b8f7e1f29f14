// Numbers of rows as addresses have them.
import { InputError } from "../../../model/errors.ts";

/** Undefined for what is no number of a row. */
export function rowNumber(text: string | undefined): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text ?? "") ? Number(text) : undefined;
}

/** The loop that a query names, for `{...loopOf(url)}`. Throws InputError for what is no number. */
export function loopOf({ searchParams }: URL): { loop?: number } {
  const text = searchParams.get("loop") ?? "";
  if (text === "") return {};
  const loop = rowNumber(text);
  if (loop === undefined) throw new InputError("`loop` is the number of a loop, as in 12");
  return { loop };
}

/** Where a list goes on, for `{...afterOf(url)}`. */
export function afterOf({ searchParams }: URL, word = "after"): { after?: string } {
  const after = searchParams.get(word) ?? "";
  return after === "" ? {} : { after };
}
