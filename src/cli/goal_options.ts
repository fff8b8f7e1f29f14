// What goal, policy, secrets and model flags put into a loop's options; what makes no sense for what is wanted is refused.
import { dirname, resolve } from "node:path";
import { InputError } from "../model/errors.ts";
import type { LoopOptions, Mode } from "../model/loop.ts";
import type { Context } from "./context.ts";
import type { Flags } from "./command_line.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";
import { secretsOf } from "./secret_flags.ts";
import type { Wanted } from "./wanted.ts";

/** Flags that only a goal in words has a use for. */
const FOR_WORDS = [
  ["model", "--model", "a playbook says itself what to do, and no model is asked"],
  ["modelPrice", "--model-price", "a playbook says itself what to do, and no model is asked"],
  ["rulesDir", "--rules-dir", "rules decide for goals in words; a playbook says itself what to do"],
  ["observe", "--observe", "a playbook looks at what its tasks are about"],
  ["stateFile", "--state-file", "a playbook adds neither resources nor hosts"],
  ["playbookOut", "--playbook-out", "the playbook is there already"],
  ["budgetUsd", "--budget-usd", "a playbook asks no model, so it costs nothing"],
  ["budgetTokens", "--budget-tokens", "a playbook asks no model"],
  ["budgetCalls", "--budget-calls", "a playbook asks no model"],
] as const satisfies readonly (readonly [keyof Flags, string, string])[];

/** Flags that only a playbook has a use for. */
const FOR_PLAYBOOKS = [
  ["tags", "--tags", "it selects tasks of a playbook, and a goal in words has none"],
  ["skipTags", "--skip-tags", "it selects tasks of a playbook, and a goal in words has none"],
  ["extraVars", "--extra-vars", "it sets variables of a playbook: write into the goal what it needs to say"],
  ["once", "--once", "a goal counts as reached only once it was looked at again; --max-iterations limits a run"],
  ["factsTtl", "--facts-ttl", "it is about the facts that a playbook gathers"],
  ["listTasks", "--list-tasks", "what a goal comes to is decided on the way; --dry-run shows the first decision"],
  ["listTags", "--list-tags", "it lists the tags of a playbook, and a goal in words has none"],
  ["listHosts", "--list-hosts", "it lists a playbook's plays; `hosts -i INVENTORY` lists an inventory's hosts"],
  ["syntaxCheck", "--syntax-check", "it reads a playbook, and a goal in words has no syntax"],
] as const satisfies readonly (readonly [keyof Flags, string, string])[];

/** A part of a loop's options; files are named from the root on. Throws Refusal and InputError. */
export async function goalOptions(
  context: Context,
  { wanted, mode, dryRun }: { wanted: Wanted; mode: Mode; dryRun: boolean },
): Promise<Partial<LoopOptions>> {
  const { flags, io } = context;
  demandSense(flags, wanted);
  demandUseOfYes(flags, { wanted, mode, dryRun });
  const { environment, secret, yes } = flags;
  return {
    ...(flags.policy === undefined ? {} : { policy: existing(flags.policy, io) }),
    ...(environment === undefined ? {} : { environment: named("--environment", environment) }),
    ...(secret === undefined ? {} : { secrets: secretsOf(secret, io.cwd) }),
    ...(yes === true ? { yes } : {}),
    ...(wanted.kind === "words" ? await optionsOfWords(context) : {}),
  };
}

/** Sentences about what was typed and is not there yet. */
export function goalWarnings({ flags, io }: Context): string[] {
  const { rulesDir } = flags;
  if (rulesDir === undefined || io.kind(resolve(io.cwd, rulesDir)) !== undefined) return [];
  return [`there is no folder ${rulesDir} yet: no rule decides until there is one`];
}

async function optionsOfWords({ flags, io, wiring }: Context): Promise<Partial<LoopOptions>> {
  const { modelPrice, observe, stateFile, playbookOut } = flags;
  const model = flags.model === undefined ? await wiring.findModel() ?? undefined : modelNamed(flags.model, io);
  const budget = given({ usd: flags.budgetUsd, tokens: flags.budgetTokens, calls: flags.budgetCalls });
  if (model === "none") {
    for (const [name, flag] of FOR_WORDS.filter(([name]) => /^(modelPrice|budget)/.test(name))) {
      if (flags[name] !== undefined) {
        throw new Refusal(`${flag} is about a model, and with --model none there is none`, {
          hint: "Leave one of them out",
        });
      }
    }
  }
  return {
    ...given({ model, modelPrice }),
    rulesDir: folder(flags.rulesDir ?? "rules", io),
    ...(observe === undefined ? {} : { observe: existing(observe, io) }),
    ...(stateFile === undefined ? {} : { stateFile: writable("--state-file", stateFile, io) }),
    ...(playbookOut === undefined ? {} : { playbookOut: writable("--playbook-out", playbookOut, io) }),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
  };
}

function demandSense(flags: Flags, wanted: Wanted): void {
  const [others, what] = wanted.kind === "words"
    ? [FOR_PLAYBOOKS, "a playbook"] as const
    : [FOR_WORDS, "a goal in words"] as const;
  for (const [name, flag, why] of others) {
    if (flags[name] === undefined) continue;
    throw new Refusal(`${flag} is for ${what}: ${why}`, { hint: "Leave it out" });
  }
  if (wanted.kind === "playbook" && flags.environment !== undefined && flags.policy === undefined) {
    throw new Refusal("--environment is what a policy is asked with, and there is none", {
      hint: "Add --policy FILE, or leave it out",
    });
  }
}

/** A yes to nothing would only look as if it had been of use. */
function demandUseOfYes(
  flags: Flags,
  { wanted, mode, dryRun }: { wanted: Wanted; mode: Mode; dryRun: boolean },
): void {
  if (flags.yes !== true) return;
  if (dryRun) {
    throw new Refusal("A dry run changes nothing: there is nothing to say yes to", { hint: "Leave --yes out" });
  }
  if (wanted.kind === "words" || mode === "incremental" || flags.policy !== undefined) return;
  throw new Refusal("--yes approves what a policy asks about, or a plan of increments, and here is neither", {
    hint: "Leave it out, or add --policy FILE or --mode incremental",
  });
}

function named(flag: string, text: string): string {
  if (text.trim() !== "") return text.trim();
  throw new Refusal(`${flag} says nothing`, { hint: "Write a name behind it, or leave it out" });
}

/** A program that is named by its way from here has to be found from elsewhere, too. */
function modelNamed(text: string, io: Context["io"]): string {
  const model = named("--model", text);
  const [, provider = "", program = "", rest = ""] = /^(command(?:-json)?:)\s*([^\s'"\\]+)(?=\s|$)(.*)$/s.exec(model) ??
    [];
  if (!/^[^/~].*\//.test(program)) return model;
  return `${provider}${quoted(resolve(io.cwd, program))}${rest}`;
}

function existing(file: string, io: Context["io"]): string {
  const path = resolve(io.cwd, file);
  if (io.kind(path) === "file") return path;
  throw new InputError(
    io.kind(path) === undefined
      ? "There is no such file: name one by its path from here"
      : "This is no ordinary file: a loop reads it again when it goes on, so name one that stays",
    { file },
  );
}

function folder(file: string, io: Context["io"]): string {
  const path = resolve(io.cwd, file);
  const found = io.kind(path);
  if (found === undefined || found === "directory") return path;
  throw new InputError("This is no folder: rules lie in a folder, a file each", { file });
}

/** A file that is made where it is not there yet. */
function writable(flag: string, file: string, io: Context["io"]): string {
  const path = resolve(io.cwd, file);
  const found = io.kind(path);
  if (found === "directory") throw new InputError(`This is a folder: ${flag} names a file`, { file });
  if (found === "file" || io.kind(dirname(path)) === "directory") return path;
  throw new InputError(`There is no folder for it: make ${dirname(path)} first`, { file });
}

/** What there is of these. */
function given<T extends object>(of: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as never;
}
