// run: puts a loop on record and works on it here.
import type { JsonObject } from "../model/json.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { isListing, listPlays } from "./list_plays.ts";
import { readSubmission } from "./read_submission.ts";
import { typedPasswords } from "./typed_passwords.ts";
import { workHere } from "./work_here.ts";
import { demandShells } from "./works_here.ts";

/** Everything that can be refused is refused before the database is touched. */
export async function run(context: Context): Promise<Ending> {
  if (!isListing(context.flags)) demandShells();
  const { submission, warnings } = await readSubmission(context, "run");
  for (const warning of warnings) context.note(`warning: ${warning}`);
  if (isListing(context.flags)) return await listPlays(context, submission);
  const passwords = await typedPasswords(context);
  await using app = await openApp(context, { create: true });
  const lease = await app.submit(submission);
  const ending = await workHere(context, app, { lease, passwords });
  return warnings.length === 0 ? ending : { ...ending, data: toJson({ ...ending.data as JsonObject, warnings }) };
}
