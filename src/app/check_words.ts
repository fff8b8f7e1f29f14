// What can be refused of a goal in words before anything is on record.
import { NO_MODEL } from "../deciders/models/find_model.ts";
import { readModelName } from "../deciders/models/model_name.ts";
import { listPrice } from "../deciders/models/price.ts";
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { LanguageModel } from "../ports/language_model.ts";
import type { Modules } from "../ports/module.ts";
import { concerns } from "../rules/concerns.ts";
import { readLooks, readRules } from "../rules/read_rules.ts";
import { localFiles } from "../transports/local_files.ts";
import { type CheckedVaults, checkingVaults } from "./checked_vaults.ts";
import { openFleet } from "./fleet.ts";
import { goalFolder, noPlaybook } from "./no_playbook.ts";
import { modelOf } from "./model_at_work.ts";
import { isThere } from "./model_here.ts";
import { readLearning } from "./read_learning.ts";
import { ruleTerms } from "./rule_terms.ts";
import type { Outputs } from "./script_outputs.ts";
import { readStateFile } from "./state_file.ts";
import { withOpenedVars } from "./vaults_at_work.ts";

/**
 * Reads inventory, rules, looks and the state file, and opens the model; nothing is asked. Throws InputError, also where neither a model nor an active rule could decide
 * anything. Returns sentences about what names no host.
 */
export async function checkWords(
  goal: { desiredState: string; options: LoopOptions },
  terms: { outputs: Outputs; modules: Modules },
): Promise<{ warnings: string[] }> {
  const { signal } = new AbortController();
  return await checkingVaults(goal.options, (checked) => checkGoal(goal, { ...terms, checked }, signal), signal);
}

async function checkGoal(
  { desiredState, options: sealed }: { desiredState: string; options: LoopOptions },
  { outputs, modules, checked: { vaults, know, hide } }: { outputs: Outputs; modules: Modules; checked: CheckedVaults },
  signal: AbortSignal,
): Promise<{ warnings: string[] }> {
  const options = withOpenedVars(sealed, vaults);
  const { inventory, files, warnings } = await openFleet(
    options,
    { read: () => noPlaybook(goalFolder(options)), vaults, outputs },
    signal,
  );
  know([...inventory.hosts, ...inventory.groups.keys()]);
  if (inventory.sources.length > 0 && inventory.select("all", options.limit).hosts.length === 0) {
    throw new InputError("The inventory has no hosts: there is nothing that the goal could be about");
  }
  const terms = ruleTerms(modules, inventory);
  const { rulesDir, observe } = options;
  const rules = rulesDir === undefined ? [] : await readLearning(modules, () => readRules(rulesDir, files, terms));
  if (observe !== undefined) await readLearning(modules, () => readLooks(observe, files, terms));
  if (options.model === undefined && !rules.some((rule) => rule.status === "active" && concerns(rule, desiredState))) {
    throw new InputError(NO_MODEL);
  }
  if (options.stateFile !== undefined) readStateFile(options.stateFile, localFiles());
  demandProgram(await modelOf(options, files));
  demandCountable(options, (name) => files.env(name));
  return { warnings: hide(warnings) };
}

/** Else the first question would say so, when whoever submitted it has gone. */
function demandProgram(model: LanguageModel | null): void {
  if (model?.program === undefined || isThere(model.program)) return;
  throw new InputError(
    model.program === "claude"
      ? `--model ${model.name}: there is no program claude on PATH: install Claude Code and log in, or name another model`
      : `--model ${model.name}: there is no such program, or it may not be executed: name one by its path from here, or one on PATH`,
  );
}

/** A budget that nobody could ever find spent would be none. */
function demandCountable(
  { model = "none", modelPrice, budget = {} }: LoopOptions,
  env: (name: string) => string | undefined,
): void {
  const named = readModelName(model);
  const limit = budget.usd !== undefined ? "--budget-usd" : budget.tokens !== undefined ? "--budget-tokens" : undefined;
  if (limit === undefined || named.provider === "none" || named.provider === "claude-cli") return;
  if (named.provider === "command") {
    if (named.json) return;
    throw new InputError(
      `${limit}: a program that prints its reply as text does not say how much it has read. Write command-json:PROGRAM, whose reply names tokens_in, ` +
        "tokens_out and cost_usd, or limit the questions with --budget-calls",
    );
  }
  if (budget.usd === undefined || modelPrice !== undefined) return;
  // A server of one's own has prices of its own.
  const own = named.provider === "openai" && (named.url ?? env("OPENAI_BASE_URL") ?? "") !== "";
  if (!own && listPrice(named.provider, named.model, null) !== null) return;
  throw new InputError(
    `--budget-usd: what ${model} costs is not known here. Say so in US dollars per million tokens read and written: --model-price 3/15; or limit ` +
      "tokens with --budget-tokens",
  );
}
