// Module raw: a command line as it stands, and its output as it stands.
import type { ModuleDoc } from "../ports/module.ts";
import { BARE_RETURNS, concludeBare } from "./scripts/bare_output.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "raw",
  summary: "Runs a command line in the host's shell and returns its output untouched",
  parameters: {
    cmd: {
      type: "str",
      description: "The command line; or write it as the task's own text, where executable= may stand in it.",
      required: true,
    },
    executable: { type: "path", description: "The shell to run it with; /bin/sh without it." },
  },
  freeForm: "cmd",
  returns: BARE_RETURNS,
  example: `- raw: cat /proc/uptime
  register: uptime
  changed_when: false
`,
  notes: [
    "Without changed_when it cannot tell whether it is needed: it runs once a run and is never drift.",
    "There is no terminal: output has no carriage returns of its own.",
  ],
};

/** The module `raw`. */
export function rawModule(): PlannedModule<null> {
  return planned<null>({
    program: true,
    doc,
    check: (params) => (params.text("cmd") ?? "").trim() === "" ? "no command given" : undefined,
    probe: () => Promise.resolve(null),
    plan(_facts, params, { checkMode }) {
      const argv = [params.text("executable") ?? "/bin/sh", "-c", params.text("cmd") ?? ""];
      const result = checkMode ? { changed: false, skipped: true } : { changed: true };
      return { kind: "change", diff: [], commands: [{ argv }], result, cannotTell: true };
    },
    conclude: concludeBare,
  });
}
