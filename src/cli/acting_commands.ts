// The commands that act on loops, declared: their words and flags.
import { type Command, Option } from "commander";
import { parseSpan } from "./duration.ts";
import { declareKeep, type KeepFlags } from "./keep_flags.ts";
import { declarePlan, declareResume, declareRun, declareSubmit } from "./run_flags.ts";
import { declareServe, declareServing, type PageFlags } from "./page_flags.ts";
import { wholeNumber } from "./flag_values.ts";

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
 * Declares them. `add` makes a command of a name, its words and a sentence. The many flags of those that begin or
 * go on with a loop cost every start 3 ms, so only a command that `isNamed` on the command line gets them.
 */
export function declareActing(
  add: (command: ActingCommand, words: string, summary: string) => Command,
  isNamed: (command: ActingCommand) => boolean,
): void {
  const run = add("run", " [goal...]", "bring hosts into a state: a playbook's, or a goal in words");
  if (isNamed("run")) declareRun(run);

  const submit = add("submit", " [goal...]", "put a loop on record for a worker to take, and return at once");
  if (isNamed("submit")) declareSubmit(submit);

  const plan = add("plan", " [goal...]", "the increments that a playbook or goal would be worked in");
  if (isNamed("plan")) declarePlan(plan);

  declareWorker(add("worker", "", "work on all loops there are, side by side, until it is stopped"));

  declareServe(add("serve", "", "open the status page: see, answer and approve, in a browser"));

  const resume = add("resume", " <loop>", "go on with a loop that was interrupted or paused, or waits");
  if (isNamed("resume")) declareResume(resume);

  add("pause", " <loop>", "stop a loop after its running action, until resume or for a time")
    .option("--reason <text>", "why, for whoever reads it later")
    .option("--for <time>", "go on by itself after so long: 90s, 5m, 2h, 3d", parseSpan);

  add("cancel", " <loop>", "end a loop for good, its running command too")
    .option("--reason <text>", "why, for whoever reads it later");

  add("retry", " <loop>", "begin a new run of a loop that failed, is blocked or was cancelled");

  add("prompts", " [loop]", "the questions that wait for a human, and what to type")
    .option("-a, --all", "those that have an answer, too")
    .option("--watch", "look again whenever something changes, until Ctrl-C");

  add("respond", " <prompt> [answer...]", "answer a question, by an option or in your own words")
    .option("--comment <text>", "why, with a yes or no: whoever decides next reads it");
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
