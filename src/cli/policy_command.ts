// The command `policy`, declared.
import { Option } from "commander";
import type { Declare } from "./declaring.ts";
import { wordsHelp } from "./examples.ts";
import { together } from "./flag_values.ts";

/** What can be asked of a policy, each in a sentence. */
export const policyWords = {
  test: "whether its file can be read, and its tests come out as they should",
  explain: "the verdict on one action, and why",
};

/** Its own flags; absent where they were not given. */
export interface PolicyFlags {
  policy?: string;
  host?: string;
  group?: string[];
  environment?: string;
  by?: string;
  as?: string;
}

/** Declares it. */
export function declarePolicy(declare: Declare<"policy">): void {
  declare(
    "policy",
    " [what] [words...]",
    "test a policy's file, or explain its verdict on an action",
    (policy) =>
      policy
        .option("--policy <file>", "explain: the policy; without it, what holds for everybody")
        .option("--host <host>", "explain: the host (default: localhost)")
        .option("--group <name>", "explain: a group that the host is in; may be given again", together)
        .option("--environment <name>", "explain: as `run` would be given it")
        .addOption(new Option("--by <who>", "explain: who decides").choices(["model", "playbook", "rule", "human"]))
        .addOption(new Option("--as <what>", "explain: to do it, or to look only").choices(["deed", "look"]))
        .addHelpText("after", wordsHelp(policyWords)),
  );
}
