// The command `rules`, declared.
import type { Declare } from "./declaring.ts";
import { wordsHelp } from "./examples.ts";
import { pricePair } from "./flag_values.ts";

/** What can be done with rules, each in a sentence. */
export const ruleWords = {
  list: "the rules there are, and what each has done",
  show: "one rule: when it speaks, what it does, how it came out",
  test: "what a rule would do now, on the hosts of a loop",
  approve: "let a proposed rule decide",
  disable: "let a rule decide no more",
  review: "what speaks against a rule, and what a model thinks of it",
  backtest: "what a rule would have decided in what is on record",
};

/** Declares it. */
export function declareRules(declare: Declare<"rules">): void {
  declare(
    "rules",
    " [what] [rule] [loop]",
    "what decides without a model: list, show, test, approve, review",
    (rules) =>
      rules
        .option("--rules-dir <folder>", "where they are (default: rules)")
        .option(
          "--model <model>",
          "review: ask this model, too: claude-cli, anthropic:NAME, openai:NAME@URL, command:PROGRAM",
        )
        .option("--model-price <in/out>", "US dollars per million tokens that it reads and writes: 3/15", pricePair)
        .option("--yes", "approve without being asked")
        .addHelpText("after", wordsHelp(ruleWords)),
  );
}
