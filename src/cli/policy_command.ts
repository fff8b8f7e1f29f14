// The command `policy`, declared.
import { type Command, Option } from "commander";
import { commandExamples } from "./examples.ts";
import { together } from "./flag_values.ts";

/** Its own flags; absent where they were not given. */
export interface PolicyFlags {
  policy?: string;
  host?: string;
  group?: string[];
  environment?: string;
  by?: string;
  as?: string;
}

/** Declares it. `add` makes the command; `program` is what people type. */
export function declarePolicy(add: (words: string, summary: string) => Command, program: string): void {
  add(" [what] [words...]", "what a policy says: test its file, or explain the verdict on one action")
    .option("--policy <file>", "explain: the policy; without it, what holds for everybody")
    .option("--host <name>", "explain: the host (default: localhost)")
    .option("--group <name>", "explain: a group that the host is in; may be given again", together)
    .option("--environment <name>", "explain: as `run` would be given it")
    .addOption(new Option("--by <who>", "explain: who decides").choices(["model", "playbook", "rule", "human"]))
    .addOption(new Option("--as <what>", "explain: to do it, or to look only").choices(["deed", "look"]))
    .addHelpText(
      "after",
      commandExamples(program, [
        "policy test policy.yml",
        "policy explain --policy policy.yml shell 'systemctl stop nginx && rm -rf /srv'",
        "policy explain --policy policy.yml --by playbook --host db1 file path=/srv state=absent",
      ]),
    );
}
