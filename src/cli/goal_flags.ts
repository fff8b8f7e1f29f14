// The flags that say what may be done, and what a goal in words is worked out with.
import type { Command } from "commander";
import { dollars, pricePair, together, wholeNumber } from "./flag_values.ts";

/** Absent where they were not given. */
export interface GoalFlags {
  policy?: string;
  environment?: string;
  /** As typed, in order. */
  secret?: string[];
  yes?: boolean;
  model?: string;
  /** US dollars per million tokens. */
  modelPrice?: { in: number; out: number };
  rulesDir?: string;
  observe?: string;
  stateFile?: string;
  playbookOut?: string;
  budgetUsd?: number;
  budgetTokens?: number;
  budgetCalls?: number;
}

/** Declares what may be done, and who says so. */
export function declareAllowed(command: Command): void {
  command.optionsGroup("What it may do:")
    .option("--policy <file>", "YAML that says what is denied, what is asked first and what is allowed")
    .option("--environment <name>", "what a policy's `environment` is compared with, and what a model is told: prod")
    .option(
      "-s, --secret <binding>",
      "a secret for a parameter: MODULE.PARAM=ENV, =file:PATH, =command:PROGRAM; no record has it",
      together,
    )
    .option("--yes", "say yes beforehand to all that is asked for approval, and to a plan; this is on record");
}

/** Declares what only a goal in words needs. */
export function declareGoal(command: Command): void {
  command.optionsGroup("For a goal in words:")
    .option(
      "--model <model>",
      "claude-cli, anthropic:NAME, openai:NAME@URL, command:PROGRAM, or none (default: the first that is there)",
    )
    .option("--model-price <in/out>", "US dollars per million tokens that it reads and writes: 3/15", pricePair)
    .option("--rules-dir <folder>", "rules, which decide at no cost before the model is asked (default: rules)")
    .option("--observe <file>", "more looks for every iteration: a YAML list of name, module, params, hosts")
    .option("--state-file <file>", "resources and added hosts as JSON: read when a run starts, and kept up to date")
    .option("--playbook-out <file>", "write what was done there as a playbook, once it has converged")
    .option("--budget-usd <amount>", "most US dollars that the model may cost in a run", dollars)
    .option("--budget-tokens <n>", "most tokens that it may read and write in a run", wholeNumber)
    .option("--budget-calls <n>", "most questions to it in a run", wholeNumber);
}
