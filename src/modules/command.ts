// Module command: a program with arguments, without a shell in between.
import type { ModuleDoc } from "../ports/module.ts";
import {
  COMMAND_PARAMETERS,
  COMMAND_RETURNS,
  type CommandFacts,
  commandPlan,
  concludeCommand,
  probeCommand,
} from "./free_command.ts";
import type { Params } from "./parameters.ts";
import { fail, planned, type PlannedModule } from "./planned.ts";
import { expands, pathWord, splitWords } from "./shell_words.ts";

const doc: ModuleDoc = {
  name: "command",
  summary: "Runs a program; no shell looks at its arguments",
  parameters: {
    ...COMMAND_PARAMETERS,
    argv: { type: "list", elements: "str", description: "The program and its arguments as a list, taken as they are." },
  },
  freeForm: "cmd",
  mutuallyExclusive: [["cmd", "argv"]],
  requiredOneOf: [["cmd", "argv"]],
  returns: COMMAND_RETURNS,
  example: `- name: Initialise the database once
  command:
    argv: [initdb, -D, /var/lib/app/db]
    creates: /var/lib/app/db/PG_VERSION
`,
  notes: [
    "Without creates, removes or changed_when it cannot tell whether it is needed: it runs once a run and is never drift.",
    "A leading ~ and $NAME are expanded by the host; pipes, redirections and globs are for the module shell.",
    "A program that is not there fails with rc 2, one that may not be run with rc 13, as in Ansible.",
  ],
};

/** The module `command`. */
export function commandModule(): PlannedModule<CommandFacts> {
  return planned<CommandFacts>({
    program: true,
    doc,
    check: (params) => {
      const read = words(params);
      return typeof read === "string" ? read : undefined;
    },
    probe: probeCommand,
    plan(facts, params, context) {
      const read = words(params);
      if (typeof read === "string") return fail(read, { rc: 256 });
      const argv = read.some(expands) ? ["sh", "-c", `exec ${read.map(pathWord).join(" ")}`] : read;
      return commandPlan(facts, params, { shown: read, argv, ...context });
    },
    conclude: concludeCommand,
  });
}

function words(params: Params): string[] | string {
  const line = params.text("cmd") ?? "";
  const argv = params.texts("argv");
  if (line.trim() === "" && argv.length === 0) return "no command given";
  if (argv.length > 0) return argv;
  try {
    return splitWords(line);
  } catch (error) {
    return `${error instanceof Error ? error.message : error} in: ${line}`;
  }
}
