// The commands that act on loops, declared: their words, flags and examples.
import { type Command, Option } from "commander";
import { parseSpan } from "./duration.ts";
import { declareKeep, type KeepFlags } from "./keep_flags.ts";
import { declarePlan, declareResume, declareRun, declareSubmit } from "./run_flags.ts";
import { declareServe, declareServing, type PageFlags } from "./page_flags.ts";
import { wholeNumber } from "./flag_values.ts";
import { commandExamples, runExamples } from "./examples.ts";

/** Their names. */
export const actingCommands = [
  "run",
  "submit",
  "plan",
  "worker",
  "serve",
  "resume",
  "pause",
  "cancel",
  "retry",
  "prompts",
  "respond",
] as const;
export type ActingCommand = (typeof actingCommands)[number];

/** Flags of these commands, beside those of `run`. Times are in milliseconds. */
export interface ActingFlags extends KeepFlags, PageFlags {
  out?: string;
  comment?: string;
  reason?: string;
  for?: number;
  now?: boolean;
  concurrency?: number;
  pollInterval?: number;
  logFormat?: "text" | "json";
}

/**
 * Declares them. `add` makes a command of a name, its words and a sentence; `program` is what people type. The many flags of those that begin or
 * go on with a loop cost every start 3 ms, so only a command that `isNamed` on the command line gets them.
 */
export function declareActing(
  add: (command: ActingCommand, words: string, summary: string) => Command,
  { program, isNamed }: { program: string; isNamed(command: ActingCommand): boolean },
): void {
  const examples = (command: Command, ...lines: string[]) =>
    void command.addHelpText("after", commandExamples(program, lines));

  const run = add("run", " [goal...]", "bring hosts into a state: a playbook's, or a goal in words");
  if (isNamed("run")) declareRun(run);
  run.addHelpText("after", runExamples(program));

  const submit = add("submit", " [goal...]", "put a loop on record for a worker to take, and return at once");
  if (isNamed("submit")) declareSubmit(submit);
  examples(
    submit,
    "submit -f site.yml",
    "submit -f site.yml -i inventory.yml -b --become-password-file ~/.become",
    'submit "nginx is installed and running" -i inventory.yml --policy policy.yml',
    "submit -f site.yml --interval 5m --notify command:/usr/local/bin/tell",
    'submit -f site.yml --cron "0 3 * * *" --tz Europe/Paris --name nightly',
  );

  const plan = add(
    "plan",
    " [playbook]",
    "the increments that a playbook or a goal would be worked in, and their hash",
  );
  if (isNamed("plan")) declarePlan(plan);
  examples(
    plan,
    "plan -f site.yml",
    "plan -f site.yml --out plan.json",
    'plan "nginx is installed and running" -i inventory.yml --out plan.json',
    "run --plan-file plan.json --yes",
  );

  examples(
    declareWorker(add("worker", "", "work on whatever there is to do, many loops at once, until it is stopped")),
    "worker",
    "worker --serve",
    "worker --concurrency 50 --log-format json",
  );

  examples(
    declareServe(add("serve", "", "open the status page: see everything, answer, approve, in a browser")),
    "serve",
    "serve --listen 0.0.0.0:8640 --token-file tokens --tls-cert cert.pem --tls-key key.pem",
  );

  const resume = add("resume", " <loop>", "go on with a loop that was interrupted or paused, or waits");
  if (isNamed("resume")) declareResume(resume);
  examples(resume, "resume 3", "resume web --now", "resume 3 --on-interrupted rerun");

  examples(
    add("pause", " <loop>", "stop a loop after its running action, until resume or for a time")
      .option("--reason <text>", "why, for whoever reads it later")
      .option("--for <time>", "go on by itself after so long: 90s, 5m, 2h, 3d", parseSpan),
    'pause 3 --reason "disk swap"',
    'pause web --reason "disk swap" --for 2h',
  );

  examples(
    add("cancel", " <loop>", "end a loop for good, its running command too")
      .option("--reason <text>", "why, for whoever reads it later"),
    'cancel 3 --reason "not needed any more"',
  );

  examples(add("retry", " <loop>", "begin a new run of a loop that failed, is blocked or was cancelled"), "retry 3");

  examples(
    add("prompts", " [loop]", "the questions that wait for a human, and what to type")
      .option("-a, --all", "those that have an answer, too")
      .option("--watch", "look again whenever something changes, until Ctrl-C"),
    "prompts",
    "prompts 3 --all",
  );

  examples(
    add("respond", " <prompt> [answer...]", "answer a question by an option's number or text, or in your own words")
      .option("--comment <text>", "why, with a yes or no: whoever decides next reads it"),
    "respond 7 yes",
    "respond 7 2",
    'respond 7 no --comment "not on prod before nine"',
    'respond 7 "no: not on prod before nine"',
  );
}

function declareWorker(worker: Command): Command {
  worker
    .option("--concurrency <n>", "most loops at once (default: 20)", wholeNumber)
    .option(
      "--poll-interval <time>",
      "look for work at least so often; writers wake it at once (default: 5)",
      parseSpan,
    )
    .addOption(
      new Option("--log-format <format>", "one line an event, for people or for machines").choices(["text", "json"]),
    );
  return declareServing(declareKeep(worker));
}
