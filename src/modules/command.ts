// Module command: a program with arguments, without a shell in between.
import type { ModuleDoc } from "../ports/module.ts";
import { COMMAND_RETURNS, concludeCommand } from "./scripts/ended_command.ts";
import { COMMAND_PARAMETERS, type CommandFacts, commandPlan, notRun, probeCommand } from "./scripts/free_command.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";
import { expands, pathWord, splitWords, wordsProblem } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "command",
  summary: "Runs a program; no shell looks at its arguments",
  parameters: {
    ...COMMAND_PARAMETERS,
    argv: { type: "list", elements: "str", description: "The program and its arguments as a list, taken as they are." },
    expand_argument_vars: {
      type: "bool",
      description: "Expand a leading ~ and $NAME in the arguments.",
      default: true,
    },
    executable: { type: "path", description: "No effect, as in Ansible; a shell is chosen with the module shell." },
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
    probe: probeCommand,
    plan(facts, params, context) {
      const read = words(params);
      if (typeof read === "string") return notRun(read, { rc: 256 });
      const expanded = params.flag("expand_argument_vars") && read.some(expands);
      const argv = expanded ? ["sh", "-c", `exec ${read.map(pathWord).join(" ")}`] : read;
      return commandPlan(facts, params, { shown: read, argv, ...ignored(params), ...context });
    },
    conclude: concludeCommand,
  });
}

/** The shell of a playbook that was once written for `shell`: without effect, as in Ansible. */
function ignored(params: Params): { warnings?: string[] } {
  const executable = params.text("executable");
  return executable === undefined ? {} : {
    warnings: [`The parameter 'executable' has no effect with the module command. Not using '${executable}'.`],
  };
}

function words(params: Params): string[] | string {
  const line = params.text("cmd") ?? "";
  const argv = params.texts("argv");
  if (line.trim() === "" && argv.length === 0) return "no command given";
  if (argv.length > 0) return argv;
  return wordsProblem(line) ?? splitWords(line);
}
