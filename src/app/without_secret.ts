// How a loop is given back that lacks a secret: a value of a binding, or the password of a vault.
import type { InputError } from "../model/errors.ts";
import type { Next } from "../model/loop.ts";
import type { Journal } from "../ports/journal.ts";
import { placeText } from "../words/mistake_text.ts";

/** A run that was begun waits for it, and goes on where it stood; `typed` says how a human brings it along. */
export async function withoutSecret(reason: string, journal: Journal, typed = ""): Promise<Next> {
  const begun = (await journal.history()).length > 0;
  return begun ? { kind: "paused", reason: `${reason}${typed}` } : { kind: "done", status: "blocked", reason };
}

/** What is missing in a sentence with its place. */
export function missingWords({ message, place }: InputError): string {
  return place === undefined ? message : `${placeText(place)}: ${message}`;
}
