// Lets a rule act, or stops it; if it still says what was shown.
import type { PageWorld } from "../../ports/page_world.ts";
import type { Visitor } from "../visitor.ts";
import { ruleWords } from "./command_of.ts";
import type { Outcome, RuleDeed } from "./deed.ts";
import { performedOutcome } from "./performed_outcome.ts";
import { refused } from "./refused.ts";
import { sameLines } from "./same_lines.ts";

/** Only rules that the page knows: a folder of anybody's choosing is none of them. */
export async function decideRule(world: PageWorld, { name: by }: Visitor, deed: RuleDeed): Promise<Outcome> {
  const { what, folder, name, text } = deed;
  const { rules } = await world.rules.rules();
  const rule = rules.find((each) => each.folder === folder && each.name === name);
  if (rule === undefined) {
    return refused(
      "not found",
      `There is no rule ${JSON.stringify(name)} in ${folder}`,
      "The list of rules has them all",
    );
  }
  if (text !== undefined && sameLines(text) !== sameLines(rule.text)) {
    return refused("conflict", `The rule ${name} has changed since it was shown: read it again`);
  }
  const told = what === "approve" ? `${name} is approved: it acts from each loop's next run on` : `${name} is disabled`;
  return performedOutcome(await world.perform(ruleWords(deed), by), told);
}
