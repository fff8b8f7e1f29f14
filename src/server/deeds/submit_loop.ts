// Puts a loop on record, as `submit` does: the command line checks all of it.
import type { Json } from "../../model/json.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import { objectOf } from "../../words/json_object.ts";
import type { Visitor } from "../visitor.ts";
import { submitWords } from "./command_of.ts";
import type { Outcome, SubmitDeed } from "./deed.ts";
import { refused } from "./refused.ts";
import { performedOutcome } from "./performed_outcome.ts";
import { loopWords, whoTakes } from "./who_takes.ts";

/** Its data is what `submit -o json` prints: `loop` is the new one's number. */
export async function submitLoop(world: PageWorld, { name: by }: Visitor, deed: SubmitDeed): Promise<Outcome> {
  if (deed.goal.trim() === "" && deed.flags.file === undefined) {
    return refused("input", "It is not said what is wanted: name a playbook's file, or say it in words");
  }
  const performed = await world.perform(submitWords(deed), by);
  if (performed.error !== null) return performedOutcome(performed, "");
  const submitted = submittedOf(performed.data);
  const next = await whoTakes(world);
  return performedOutcome(performed, [`${loopWords(submitted)} is submitted`, ...next].join(". "));
}

/** The number and name in what `submit` says. */
function submittedOf(data: Json): { id: number; name: string } {
  const { loop, name } = objectOf(data);
  if (typeof loop !== "number" || typeof name !== "string") throw new Error("submit does not say which loop it made");
  return { id: loop, name };
}
