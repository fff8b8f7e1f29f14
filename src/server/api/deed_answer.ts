// A deed done for the API: what came of it as an answer, or the refusal that it is.
import type { JsonObject } from "../../model/json.ts";
import type { Deed, Trouble } from "../deeds/deed.ts";
import { doDeed } from "../deeds/do_deed.ts";
import { objectOf } from "../../words/json_object.ts";
import { Refusal } from "../refusal.ts";
import type { Asked } from "./route.ts";
import { z } from "./zod.ts";

/** What every deed answers with, beside what it is about. */
export const told = {
  said: z.string().describe("what came of it, for people"),
  command: z.string().describe("the command that does the same"),
};

const STATUS: { [trouble in Trouble]: 400 | 403 | 404 | 409 | 500 | 503 } = {
  input: 400,
  "not found": 404,
  conflict: 409,
  forbidden: 403,
  store: 503,
  bug: 500,
};

/** Its data with what is said of it. Throws Refusal for one that was not done, StoreError. */
export async function deedAnswer(
  { world, visitor }: Asked<unknown, unknown>,
  deed: Deed,
): Promise<JsonObject & { said: string; command: string }> {
  const done = await doDeed(world, visitor, deed);
  if (done.ok) return { ...objectOf(done.data), said: done.text, command: done.command };
  throw refusalOf(done.trouble, done.text, done.hint);
}

/** Why something was not done, as an answer. */
export function refusalOf(trouble: Trouble, text: string, hint?: string): Refusal {
  return new Refusal(STATUS[trouble], trouble.replace(" ", "_"), text, hint === undefined ? {} : { hint });
}
