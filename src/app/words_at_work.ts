// What a goal in words is worked out with: a model, rules, looks, hosts.
import { modelDecider } from "../deciders/model_decider.ts";
import { NO_MODEL, NO_RULE } from "../deciders/models/find_model.ts";
import { learnSecrets } from "../engine/secret_parameters.ts";
import type { Words } from "../engine/world.ts";
import { InputError } from "../model/errors.ts";
import type { LoopWithFlags } from "../model/loop.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Modules } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";
import { stateProblems } from "../policy/state_ops.ts";
import { readLooks, readRules } from "../rules/read_rules.ts";
import { redactedModel } from "../secrets/redacted_model.ts";
import { modelOf } from "./model_at_work.ts";
import { readLearning } from "./read_learning.ts";
import { ruleTerms } from "./rule_terms.ts";
import { USUAL_LOOKS } from "./usual_looks.ts";

/** What it is put together from. */
export interface WordsTerms {
  files: Files;
  modules: Modules;
  inventory: Inventory;
  secrets: Secrets;
}

/** Reads and opens it all. Throws InputError for a file that makes no sense, and for a model that nobody knows. */
export async function wordsOf(
  { desiredState, options }: LoopWithFlags,
  { files, modules, inventory, secrets }: WordsTerms,
): Promise<Words> {
  const { rulesDir, observe, limit } = options;
  const open = await modelOf(options, files);
  const model = open === null ? null : redactedModel(open, secrets);
  const terms = ruleTerms(modules, inventory);
  const looks = observe === undefined ? [] : await readLearning(modules, () => readLooks(observe, files, terms));
  const rules = rulesDir === undefined ? [] : await readLearning(modules, () => readRules(rulesDir, files, terms));
  const chosen = inventory.sources.length === 0 ? "localhost" : "all";
  return {
    by: "words",
    goal: goalOf(desiredState, files, options.goalFile),
    decider: model === null ? null : modelDecider(model, {
      modules,
      bound: (module) => secrets.bound(module),
      heard: (calls) => learnSecrets(calls, { modules, secrets }),
      stateProblems: (ops, state) => stateProblems(ops, { inventory, state }),
    }),
    unasked: options.model === "none" ? NO_RULE : NO_MODEL,
    rules,
    looks: [...USUAL_LOOKS, ...looks],
    hosts: inventory.select(chosen, limit).hosts,
  };
}

/** The goal itself, or the text of the file that has it. */
function goalOf(desiredState: string | null, files: Files, file: string | undefined): string {
  const goal = file === undefined ? desiredState ?? "" : files.readText(file);
  if (goal.trim() === "") throw new InputError(`${file ?? "The goal"} says nothing`);
  return goal.trim();
}
