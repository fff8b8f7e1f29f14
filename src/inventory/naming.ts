// What a group or host may be called.
import type { Value } from "../model/value.ts";

/** The sentence for a name that is none: names are texts. */
export function asked(what: "group" | "host", name: Value): string {
  if (name === "" || name === null) return `A ${what} needs a name`;
  return `The name of a ${what} is text: put it in quotes`;
}
