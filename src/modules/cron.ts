// Module cron: jobs that cron runs, and the variables that it gives them.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { planCron, TIMES } from "./cron/cron_plan.ts";
import { type CronFacts, probeCron } from "./cron/cron_probe.ts";
import { Fields } from "./scripts/fields.ts";
import type { Params } from "./frame/parameters.ts";
import { failedResult, planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "cron",
  summary: "Makes sure that cron runs a job, or does not, or that a variable is in its table",
  parameters: {
    name: { type: "str", description: "The job's name, in a comment above it; or the variable's.", required: true },
    job: { type: "str", description: "The command, in one line; or the variable's value.", aliases: ["value"] },
    user: {
      type: "str",
      description: "Whose table; in a cron_file, as whom the job runs. The session's own without it.",
    },
    cron_file: {
      type: "path",
      description: "A file for cron's daemon instead of the user's table: a name in /etc/cron.d, or a path.",
    },
    state: {
      type: "str",
      description: "Whether it should be there.",
      choices: ["present", "absent"],
      default: "present",
    },
    minute: { type: "str", description: "0 to 59, *, */5 …", default: "*" },
    hour: { type: "str", description: "0 to 23, *, */2 …", default: "*" },
    day: { type: "str", description: "Day of the month: 1 to 31, * …", default: "*", aliases: ["dom"] },
    month: { type: "str", description: "1 to 12, JAN to DEC, * …", default: "*" },
    weekday: { type: "str", description: "0 (Sunday) to 6, SUN to SAT, * …", default: "*", aliases: ["dow"] },
    special_time: {
      type: "str",
      description: "Instead of times.",
      choices: ["reboot", "yearly", "annually", "monthly", "weekly", "daily", "hourly"],
    },
    disabled: { type: "bool", description: "Comment the job out.", default: false },
    env: { type: "bool", description: "A variable is meant, not a job.", default: false },
    insertafter: { type: "str", description: "With env: put a new variable below this one." },
    insertbefore: { type: "str", description: "With env: put a new variable above this one." },
    backup: { type: "bool", description: "Keep the old table in the host's temporary folder.", default: false },
  },
  mutuallyExclusive: [["insertafter", "insertbefore"]],
  returns: {
    jobs: "Names of all jobs of the table that have one",
    envs: "Names of all its variables",
    cron_file: "The parameter, where it was given",
    state: "absent, where the file was removed with its last job",
    backup_file: "The old table, where one was kept",
  },
  example: `- name: Nightly backup
  cron:
    name: backup
    minute: "30"
    hour: "2"
    job: /usr/local/bin/backup
- name: The same for all, in a file of its own
  cron:
    name: backup
    cron_file: backup
    user: root
    special_time: daily
    job: /usr/local/bin/backup
`,
  notes: [
    "A job is found by its name, else by its line, which then gets the name.",
    "The host needs crontab, where no cron_file is named. A % in a job is a line break to cron: write \\%.",
  ],
};

/** The module `cron`. */
export function cronModule(): PlannedModule<CronFacts> {
  return planned<CronFacts>({ doc, check, probe: probeCron, plan: planCron, conclude });
}

function check(params: Params): string | undefined {
  const present = params.text("state") !== "absent";
  const env = params.flag("env");
  if (params.text("cron_file") === "/etc/crontab") {
    return "Will not manage /etc/crontab via cron_file: name a file of its own in /etc/cron.d";
  }
  if (params.has("special_time") && TIMES.some((time) => params.text(time) !== "*")) {
    return "You must specify time and date fields or special time.";
  }
  if (present && params.has("cron_file") && !params.has("user")) {
    return "To use cron_file=... parameter you must specify user=... as well";
  }
  if (present && !params.has("job")) return "You must specify 'job' to install a new cron job or variable";
  if (present && !env && (params.has("insertafter") || params.has("insertbefore"))) {
    return "Insertafter and insertbefore parameters are valid only with env=yes";
  }
  if (env && (params.text("name") ?? "").includes(" ")) return "Invalid name for environment variable";
  const broken = ["name", "user", ...TIMES].find((name) => /[\r\n]/.test(params.text(name) ?? ""));
  if (broken !== undefined) return `${broken} has a line break: each is a line of the table`;
  if (/[\r\n]/.test((params.text("job") ?? "").replace(/^[\r\n]+|[\r\n]+$/g, ""))) {
    return "job has line breaks, and cron reads one line: put the commands into a script, or ; between them";
  }
  const empty = env ? undefined : TIMES.find((time) => (params.text(time) ?? "").trim() === "");
  return empty === undefined ? undefined : `${empty} is empty: write * for every one`;
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  if (output.rc !== 0) return failedResult(predicted, output);
  const backup = new Fields(output.stdout).raw("backup_file");
  return { ...predicted, ...(backup === undefined ? {} : { backup_file: backup }) };
}
