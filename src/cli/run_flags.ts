// The flags of run, in groups, and those that run and resume share.
import { type Command, InvalidArgumentError, Option } from "commander";
import { habits, notOurs } from "./habits.ts";
import { type NamedFlag, notBuilt, runFlags } from "./not_built.ts";
import type { Refusal } from "./refusal.ts";

/** Flags of `run`; absent where they were not given. */
export interface RunFlags {
  file?: string;
  name?: string;
  once?: boolean;
  dryRun?: boolean;
  check?: boolean;
  diff?: boolean;
  maxIterations?: number;
  mode?: string;
  onInterrupted?: "rerun" | "done" | "ask";
  nonInteractive?: boolean;
  /** As typed, in order. */
  tags?: string[];
  skipTags?: string[];
  extraVars?: string[];
  listTasks?: boolean;
  listTags?: boolean;
  listHosts?: boolean;
  syntaxCheck?: boolean;
}

/** Declares what `run` takes, and refuses what it does not take yet or never will. */
export function declareRun(run: Command): void {
  run.optionsGroup("What to bring about:")
    .option("-f, --file <playbook>", "the playbook: YAML as Ansible's; its name alone does, too")
    .option("-e, --extra-vars <vars>", 'variables over all others: name=value, {"name": value} or @file', together)
    .option("-t, --tags <tags>", "only tasks with one of these tags: a,b", together)
    .option("--skip-tags <tags>", "all but tasks with one of these tags", together)
    .option("--name <name>", "name of the loop, accepted wherever an id is (default: the file's)");
  run.optionsGroup("Look only:")
    .option("--dry-run", "change nothing and show what would change; exit 5 if something would")
    .option("-C, --check", "the same, by ansible-playbook's name")
    .option("--list-tasks", "the tasks that would be walked, and no more")
    .option("--list-tags", "the tags of these tasks")
    .option("--list-hosts", "the hosts of each play")
    .option("--syntax-check", "only whether the playbook can be read");
  run.optionsGroup("How:")
    .option("--once", "stop after one pass, at the first failure, without looking again")
    .option("--max-iterations <n>", "most passes of a run", wholeNumber, 10)
    .addOption(new Option("--mode <mode>", "how often: single runs until it has converged").default("single"));
  declareWork(run, "show what differs while it changes; a dry run shows it always");
  refuse(run, runFlags, notBuilt);
  refuse(run, habits, notOurs);
}

/** Declares what `resume` takes. */
export function declareResume(resume: Command): void {
  declareWork(resume, "show what differs while it changes");
  const fixed =
    "-e, --extra-vars [vars]|-t, --tags [tags]|--skip-tags [tags]|--dry-run|-C, --check|--once|-f, --file [playbook]";
  const instead = "the loop goes on as it began; `run` with other flags starts a new one";
  refuse(resume, fixed.split("|").map((flags) => ({ flags, instead })), (name) => notOurs(name, instead, "run's"));
}

/** Hidden flags whose use is answered with a sentence. */
export function refuse(
  command: Command,
  flags: NamedFlag[],
  refusal: (name: string, instead: string) => Refusal,
): void {
  for (const { flags: declaration, instead } of flags) {
    const option = new Option(declaration).hideHelp();
    command.addOption(option).on(`option:${option.name()}`, () => {
      throw refusal(option.long ?? declaration, instead);
    });
  }
}

function declareWork(command: Command, diff: string): void {
  command.option("-D, --diff", diff)
    .addOption(
      new Option("--on-interrupted <what>", "a plain command that was running when we died, and left no end")
        .choices(["rerun", "done", "ask"]),
    )
    .option("--non-interactive", "ask nothing: leave questions open and exit 3");
}

function together(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function wholeNumber(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError("It must be a whole number from 1 up.");
  return n;
}
