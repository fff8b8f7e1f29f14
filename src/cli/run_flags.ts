// The flags of run and submit, in groups, and those that run and resume share.
import { type Command, Option } from "commander";
import { parseDuration, parseSpan } from "./duration.ts";
import { declareHosts, declareReach, declareTyped, type FleetFlags, typedElsewhere } from "./fleet_flags.ts";
import { together, wholeNumber } from "./flag_values.ts";
import { declareAllowed, declareGoal, type GoalFlags } from "./goal_flags.ts";
import { adHocHabits, habits, notOurs } from "./habits.ts";
import { type NamedFlag, notBuilt, runFlags } from "./not_built.ts";
import type { Refusal } from "./refusal.ts";
import { declareTypedVaults, declareVaults, typedVaultsElsewhere, type VaultFlags } from "./vault_flags.ts";

/** Flags of `run` and `submit`; absent where they were not given. */
export interface RunFlags extends FleetFlags, GoalFlags, VaultFlags {
  file?: string;
  name?: string;
  once?: boolean;
  dryRun?: boolean;
  check?: boolean;
  diff?: boolean;
  maxIterations?: number;
  mode?: string;
  planFile?: string;
  /** Milliseconds. */
  interval?: number;
  cron?: string;
  tz?: string;
  /** Milliseconds. */
  maxTime?: number;
  /** Milliseconds. */
  factsTtl?: number;
  /** As typed, in order. */
  notify?: string[];
  onInterrupted?: "rerun" | "done" | "ask";
  modules?: "ansible";
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
  declareWanted(run);
  declareLook(run)
    .option("--list-tasks", "the tasks that would be walked, and no more")
    .option("--list-tags", "the tags of these tasks")
    .option("--list-hosts", "the hosts of each play")
    .option("--syntax-check", "only whether the playbook can be read");
  declareHowOften(run);
  declareHow(run);
  declareWork(run, "show what differs while it changes; a dry run shows it always");
  declareAllowed(run);
  declareGoal(run);
  declareTyped(declareReach(run));
  declareTypedVaults(declareVaults(run));
  declareRefused(run);
}

/** Declares what `submit` takes: what `run` does, without what needs a terminal. */
export function declareSubmit(submit: Command): void {
  declareWanted(submit);
  declareLook(submit);
  declareHowOften(submit);
  declareHow(submit)
    .option("-D, --diff", "show what differs, where somebody takes it up with resume")
    .addOption(onInterrupted());
  declareAllowed(submit);
  declareGoal(submit);
  declareReach(submit);
  declareVaults(submit);
  declareRefused(submit);
  refuse(submit, [...typedElsewhere, ...typedVaultsElsewhere], (name, instead) => notOurs(name, instead, "run's"));
  const listings = ["--list-tasks", "--list-tags", "--list-hosts", "--syntax-check"];
  const instead = "type it with `run`, which then only lists";
  refuse(submit, listings.map((flags) => ({ flags, instead })), (name) => notOurs(name, instead, "run's"));
  const nobody = "a worker asks nobody: leave it out";
  refuse(submit, [{ flags: "--non-interactive", instead: nobody }], (name) => notOurs(name, nobody, "run's"));
}

/** Declares what `resume` takes. */
export function declareResume(resume: Command): void {
  resume.option("--now", "also where it waits for its time");
  declareTypedVaults(declareTyped(resume))
    .option("--vault-id <label@prompt>", "type the vault password of this label, likewise", together);
  declareWork(resume, "show what differs while it changes");
  const fixed =
    "-e, --extra-vars [vars]|-t, --tags [tags]|--skip-tags [tags]|--dry-run|-C, --check|--once|-f, --file [playbook]" +
    "|-i, --inventory [source]|-l, --limit [pattern]|--forks [n]|-u, --user [name]|-c, --connection [type]|-b, --become" +
    "|--model [model]|--policy [file]|--environment [name]|-s, --secret [binding]|--rules-dir [folder]|--yes" +
    "|--budget-usd [amount]|--budget-tokens [n]|--budget-calls [n]|--vault-password-file [file]|--vault-pass-file [file]";
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

/** Declares what `plan` takes. */
export function declarePlan(plan: Command): void {
  declarePlaybook(plan);
  declareHosts(plan);
  plan.optionsGroup("How:").option("--out <file>", "write the plan there, for run --plan-file")
    .addOption(whoseModules());
  declareAllowed(plan);
  declareGoal(plan);
  declareReach(plan);
  declareTypedVaults(declareVaults(plan));
}

function declareWanted(command: Command): void {
  declarePlaybook(command)
    .option(
      "--name <name>",
      "name of the loop, accepted wherever an id is (default: the file's, or the goal's first words)",
    );
  declareHosts(command);
}

function declarePlaybook(command: Command): Command {
  return command.optionsGroup("What to bring about:")
    .option("-f, --file <file>", "a playbook, YAML as Ansible's; or a goal in words, in a .md or .txt file")
    .option("-e, --extra-vars <vars>", 'variables over all others: name=value, {"name": value} or @file', together)
    .option("-t, --tags <tags>", "only tasks with one of these tags: a,b", together)
    .option("--skip-tags <tags>", "all but tasks with one of these tags", together);
}

function declareLook(command: Command): Command {
  return command.optionsGroup("Look only:")
    .option("--dry-run", "change nothing and show what would change; exit 5 if something would")
    .option("-C, --check", "the same, by ansible-playbook's name");
}

function declareHowOften(command: Command): void {
  command.optionsGroup("How often:")
    .option("--mode <mode>", "single: until it has converged; incremental: play by play; continuous: for ever")
    .option(
      "--interval <time>",
      "run again every so often: 60, 90s, 5m, 2h (with --mode continuous alone: 60)",
      parseDuration,
    )
    .option("--cron <line>", 'run at these times: "0 3 * * *" is minute, hour, day, month, weekday')
    .option("--tz <zone>", "the time zone that the cron line is meant in: Europe/Paris (default: UTC)")
    .option("--plan-file <file>", "increments exactly as `plan --out` wrote them; implies --mode incremental");
}

function declareHow(command: Command): Command {
  return command.optionsGroup("How:")
    .option("--once", "stop after one pass, at the first failure, without looking again")
    .option("--max-iterations <n>", "most passes of a run", wholeNumber, 10)
    .option("--max-time <time>", "most time that a run may take, pauses not counted: 90s, 5m, 2h", parseSpan)
    .option("--facts-ttl <time>", "how long facts of a host are good for: 0, 90s, 5m, 2h (default: 5m)", parseDuration)
    .addOption(whoseModules())
    .option("--notify <target>", "tell of questions, failures and drift: command:PROGRAM or a URL", together);
}

function declareRefused(command: Command): void {
  refuse(command, runFlags, notBuilt);
  refuse(command, habits, notOurs);
  refuse(command, adHocHabits, (name, instead) => notOurs(name, instead, "ansible's"));
  const poll = { flags: "--poll-interval [seconds]", instead: "a run is woken by whatever it waits for: leave it out" };
  refuse(command, [poll], (name, instead) => notOurs(name, instead, "worker's"));
}

function declareWork(command: Command, diff: string): void {
  command.option("-D, --diff", diff)
    .addOption(onInterrupted())
    .option("--non-interactive", "ask nothing: leave questions open and exit 3");
}

function whoseModules(): Option {
  const what = "ansible: its modules, where it is installed here, before ours of the same names";
  return new Option("--modules <whose>", what).choices(["ansible"]);
}

function onInterrupted(): Option {
  return new Option(
    "--on-interrupted <what>",
    "a plain command that was running when we died, and left no end (default: ask)",
  )
    .choices(["rerun", "done", "ask"]);
}
