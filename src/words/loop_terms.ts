// What a loop was told to do, in words: how often, on which hosts, within what.
import type { Loop, LoopOptions } from "../model/loop.ts";
import { counted } from "./counted.ts";
import { thousands } from "./decision_words.ts";
import { exactText } from "./duration_text.ts";
import { targetWords } from "./target_words.ts";

type Timed = Pick<Loop, "mode" | "interval" | "options">;

/** `until converged`, `one pass`, `every 5 min`, `cron 0 3 * * * (Europe/Paris)`: when it runs. */
export function modeWords(loop: Timed): string {
  const { mode, options } = loop;
  const often = oftenWords(loop);
  if (often !== "" || mode === "continuous") return often || mode;
  if (mode === "incremental") return "step by step";
  return options?.once ? "one pass" : "until converged";
}

/** `continuous, every 5 min, dry run`: the same in the words of the flags. */
export function modeOfFlags(loop: Timed): string {
  return [loop.mode, oftenWords(loop), loop.options?.dryRun ? "dry run" : ""].filter((part) => part !== "").join(", ");
}

function oftenWords({ interval, options }: Timed): string {
  if (options?.cron !== undefined) return `cron ${options.cron} (${options.tz ?? "UTC"})`;
  return interval === null ? "" : `every ${exactText(interval * 1000)}`;
}

/** What else it was told, each with what it means; what is as usual is left out. No value of a variable is in it: it may be a secret. */
export function optionWords({ options, inventory }: Pick<Loop, "options" | "inventory">): [string, string][] {
  if (options === null) return inventory ? [["inventory", inventory]] : [];
  const { reach, budget, modelPrice } = options;
  const list = (words: readonly string[] | undefined) => words?.join(", ");
  const pairs: [string, string | undefined][] = [
    ["inventory", list(options.inventory) ?? "this machine"],
    ["only hosts", options.limit],
    ["dry run", options.dryRun ? "changes nothing, shows what would change" : undefined],
    ["at most", options.maxIterations === 10 ? undefined : `${options.maxIterations} passes a run`],
    ["time for a run", options.maxMs === undefined ? undefined : exactText(options.maxMs)],
    ["hosts at once", options.forks === undefined ? undefined : String(options.forks)],
    ["facts are good for", options.factsMs === undefined ? undefined : exactText(options.factsMs)],
    ["tags", list(options.tags)],
    ["skipped tags", list(options.skipTags)],
    ["extra variables", list(extraNames(options))],
    ["modules", options.modules === undefined ? undefined : "Ansible's before ours"],
    ["policy", options.policy],
    ["environment", options.environment],
    ["approved beforehand", options.yes ? "all that policy asks for" : undefined],
    ["secrets", list(options.secrets)],
    ["vault passwords", list(options.vaults?.map(({ label, file }) => `${label} from ${file}`))],
    ["rules", options.rulesDir],
    ["model", options.model],
    ["price of the model", modelPrice && `$${modelPrice.in} in, $${modelPrice.out} out, a million tokens`],
    ["budget of a run", budget === undefined ? undefined : budgetWords(budget)],
    ["looks from", options.observe],
    ["state file", options.stateFile],
    ["playbook to write", options.playbookOut],
    ["tells", list(options.notify?.map(targetWords))],
    ["interrupted commands", options.onInterrupted === "ask" ? undefined : onInterrupted[options.onInterrupted]],
    ["logs in as", reach?.user],
    ["becomes", reach?.become ? reach.becomeUser ?? "root" : undefined],
    ["connection", reach?.connection],
  ];
  return pairs.flatMap(([name, value]): [string, string][] =>
    value === undefined || value === "" ? [] : [[name, value]]
  );
}

function extraNames({ extraVars = {}, vaultedVars = [] }: LoopOptions): string[] {
  return [...Object.keys(extraVars), ...vaultedVars.flatMap(({ names }) => names)];
}

const onInterrupted = { rerun: "are run again", done: "count as done" };

function budgetWords({ usd, tokens, calls }: { usd?: number; tokens?: number; calls?: number }): string {
  return [
    ...(usd === undefined ? [] : [`$${usd}`]),
    ...(tokens === undefined ? [] : [`${thousands(tokens)} tokens`]),
    ...(calls === undefined ? [] : [counted(calls, "call")]),
  ].join(", ");
}
