// The command `rules`, declared.
import type { Command } from "commander";
import { commandExamples } from "./examples.ts";
import { pricePair } from "./flag_values.ts";

/** Declares it. `add` makes the command; `program` is what people type. */
export function declareRules(add: (words: string, summary: string) => Command, program: string): void {
  add(
    " [what] [rule] [loop]",
    "rules decide without a model: list (without a word), show, test, approve, disable, review, backtest",
  )
    .option("--rules-dir <folder>", "where they are (default: rules)")
    .option(
      "--model <model>",
      "review: ask this model, too: claude-cli, anthropic:NAME, openai:NAME@URL, command:PROGRAM",
    )
    .option("--model-price <in/out>", "US dollars per million tokens that it reads and writes: 3/15", pricePair)
    .option("--yes", "approve without being asked")
    .addHelpText(
      "after",
      commandExamples(program, [
        "rules list",
        "rules show nginx-up",
        "rules test nginx-up web",
        "rules review nginx-up --model claude-cli",
        "rules approve nginx-up",
      ]),
    );
}
