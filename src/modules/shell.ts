// Module shell: a command line for a shell of its own.
import type { ModuleDoc } from "../ports/module.ts";
import { COMMAND_RETURNS, concludeCommand } from "./scripts/ended_command.ts";
import { COMMAND_PARAMETERS, type CommandFacts, commandPlan, notRun, probeCommand } from "./scripts/free_command.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "shell",
  summary: "Runs a command line in a shell, with pipes, redirections and variables",
  parameters: {
    ...COMMAND_PARAMETERS,
    executable: { type: "path", description: "The shell; /bin/sh without it." },
  },
  freeForm: "cmd",
  returns: COMMAND_RETURNS,
  example: `- name: Count the users
  shell: cut -d= -f2 /etc/passwd | wc -l
  register: users
  changed_when: false
`,
  notes: [
    "Without creates, removes or changed_when it cannot tell whether it is needed: it runs once a run and is never drift.",
  ],
};

/** The module `shell`. */
export function shellModule(): PlannedModule<CommandFacts> {
  return planned<CommandFacts>({
    program: true,
    doc,
    probe: probeCommand,
    plan(facts, params, context) {
      const shown = params.text("cmd") ?? "";
      if (shown.trim() === "") return notRun("no command given", { rc: 256 });
      // A path, so that the host starts a shell of its own: a session's built-in one would not see `executable` or a changed /bin/sh.
      const argv = [params.text("executable") ?? "/bin/sh", "-c", shown];
      return commandPlan(facts, params, { shown, argv, ...context });
    },
    conclude: concludeCommand,
  });
}
