// The command `rules`, declared.
import type { Command } from "commander";
import { commandExamples } from "./examples.ts";

/** Declares it. `add` makes the command; `program` is what people type. */
export function declareRules(add: (words: string, summary: string) => Command, program: string): void {
  add(" <what> [rule] [loop]", "rules decide without a model: list, show, test, approve, disable, review, backtest")
    .option("--rules-dir <folder>", "where they are (default: rules)")
    .option("--yes", "approve without being asked")
    .addHelpText(
      "after",
      commandExamples(program, [
        "rules list",
        "rules show nginx-up",
        "rules test nginx-up web",
        "rules review nginx-up",
        "rules approve nginx-up",
      ]),
    );
}
