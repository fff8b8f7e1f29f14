// The commands that act on loops, declared: their words and flags.
import { type Command, Option } from "commander";
import type { Declare } from "./declaring.ts";
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

/** Declares them. */
export function declareActing(declare: Declare<ActingCommand>): void {
  declare("run", " [goal...]", "bring hosts into a state: a playbook's, or a goal in words", declareRun);
  declare("submit", " [goal...]", "put a loop on record for a worker to take, and return at once", declareSubmit);
  declare("plan", " [goal...]", "the increments that a playbook or goal would be worked in", declarePlan);
  declare("worker", "", "work on all loops there are, side by side, until it is stopped", declareWorker);
  declare("serve", "", "open the status page: see, answer and approve, in a browser", declareServe);
  declare("resume", " <loop>", "go on with a loop that was interrupted or paused, or waits", declareResume);
  declare("pause", " <loop>", "stop a loop after its running action, until resume or for a time", (pause) =>
    pause
      .option("--reason <text>", "why, for whoever reads it later")
      .option("--for <time>", "go on by itself after so long: 90s, 5m, 2h, 3d", parseSpan));
  declare(
    "cancel",
    " <loop>",
    "end a loop for good, its running command too",
    (cancel) => cancel.option("--reason <text>", "why, for whoever reads it later"),
  );
  declare("retry", " <loop>", "begin a new run of a loop that failed, is blocked or was cancelled");
  declare("prompts", " [loop]", "the questions that wait for a human, and what to type", (prompts) =>
    prompts
      .option("-a, --all", "those that have an answer, too")
      .option("--watch", "look again whenever something changes, until Ctrl-C"));
  declare(
    "respond",
    " <question> [answer...]",
    "answer a question, by an option or in your own words",
    (respond) => respond.option("--comment <text>", "why, with a yes or no: whoever decides next reads it"),
  );
}

function declareWorker(worker: Command): void {
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
  declareServing(declareKeep(worker));
}
