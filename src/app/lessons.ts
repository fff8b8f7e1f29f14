// Learning: a run that a model decided and that reached its goal becomes a proposed rule, tried on all that is on record.
import type { World } from "../engine/world.ts";
import { InputError } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { Loop } from "../model/loop.ts";
import type { Rule } from "../model/rule.ts";
import type { Archive } from "../ports/archive.ts";
import type { Lessons } from "../ports/lessons.ts";
import { sameGoal } from "../rules/concerns.ts";
import { evidenceText } from "../rules/backtest.ts";
import { type Draft } from "../rules/derive.ts";
import { parseRule } from "../rules/parse_rule.ts";
import { surveyRules } from "../rules/read_rules.ts";
import { ruleText } from "../rules/rule_text.ts";
import { localFiles } from "../transports/local_files.ts";
import { writeNewFile } from "./whole_file.ts";
import { candidates, type Tried } from "./rule_candidates.ts";
import { readLearning } from "./read_learning.ts";
import { ruleTerms } from "./rule_terms.ts";

/** Rules for one goal that may wait for a human at once: more are noise. */
const MOST_PROPOSED = 3;

/** What is learned from, and where to. */
export interface LessonTerms {
  loop: Pick<Loop, "id" | "name" | "run">;
  goal: string;
  /** Absolute path of the rules' folder; it is made where it is not there. */
  folder: string;
  archive: Pick<Archive, "pastDecisions">;
}

/**
 * Proposes rules: each a new file, never one in the place of another. What is there already for the same goal and says the same is not proposed again, whatever
 * became of it.
 */
export function proposedRules(terms: LessonTerms, world: World): Lessons {
  return {
    learn: async (run) => {
      if (!run.at(-1)?.converged || !run.some(modelActed)) return null;
      try {
        return await propose(run, terms, world);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return `No rule could be proposed: ${error.message}`;
      }
    },
  };
}

function modelActed({ decidedBy, decision }: Iteration): boolean {
  return decidedBy === "model" && decision?.kind === "act";
}

async function propose(run: readonly Iteration[], terms: LessonTerms, world: World): Promise<string | null> {
  const { loop, folder, goal } = terms;
  const { modules } = world;
  const { rules: there } = await readLearning(modules, () => surveyRules(folder, localFiles(), { modules }));
  const found = await candidates(run, terms, world);
  if ("why" in found) return `No rule is proposed: ${found.why}`;
  const told: string[] = [];
  for (const { draft, by, evidence } of found.tried) {
    const twin = there.find((rule) => says(rule, draft));
    // Called again after a crash: the sentence may not have been heard.
    const mine = twin?.origin?.["loop"] === loop.id && twin.origin["run"] === loop.run && twin.status === "proposed";
    if (twin !== undefined && !mine) continue;
    if (twin === undefined && waiting(there, goal) >= MOST_PROPOSED) continue;
    const name = twin?.name ?? await write({ draft, by, evidence }, there, { terms, world });
    const where = folder === `${Deno.cwd()}/rules` ? "" : ` --rules-dir ${folder}`;
    told.push(
      `A rule is proposed, ${name}: on the record it ${
        evidenceText(evidence)
      }. Read it with \`rules show ${name}${where}\`; ` +
        `it does nothing before \`rules approve ${name}${where}\``,
    );
  }
  return told.length === 0 ? null : told.join("\n");
}

/** Writes a rule down under a name that is free. Returns the name. */
async function write(
  { draft, by, evidence }: Tried,
  there: Rule[],
  { terms: { loop, folder }, world }: { terms: LessonTerms; world: World },
): Promise<string> {
  for (let n = 1;; n++) {
    const name = n === 1 ? draft.name : `${draft.name}-${n}`;
    const file = `${folder}/${name}.yml`;
    if (there.some((rule) => rule.name === name)) continue;
    const origin: JsonObject = {
      by,
      loop: loop.id,
      run: loop.run,
      at: new Date(world.clock.now()).toISOString(),
      evidence: JSON.parse(JSON.stringify(evidence)),
    };
    const rule: Rule = { ...draft, name, status: "proposed", origin, file };
    const text = ruleText(rule, [`Learned from run ${loop.run} of loop ${loop.id} (${loop.name}).`]);
    // What cannot be read back (text that was no UTF-8) is not written.
    parseRule(text, file, ruleTerms(world.modules, world.inventory));
    // Not `holds`: a value's checksum, by which what was written would be known again, is as good as a short value.
    if ((world.secrets?.redact(text) ?? text) !== text) {
      throw new InputError("a secret value, or its checksum, would stand in it");
    }
    if (!await writeNewFile(file, text)) continue;
    there.push(rule);
    return name;
  }
}

function waiting(there: readonly Rule[], goal: string): number {
  return there.filter((rule) => rule.status === "proposed" && rule.goal !== undefined && sameGoal(rule.goal, goal))
    .length;
}

/** Whether two rules say the same, whatever they are called. */
function says(rule: Rule, draft: Draft): boolean {
  const meaning = ({ goal = "", hosts, observe, when, actions }: Draft) =>
    JSON.stringify([goal.trim().split(/\s+/), hosts, observe, when, actions]);
  return meaning(rule) === meaning(draft);
}
