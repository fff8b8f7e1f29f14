// Module fail: stops the host here, with a message.
import type { ModuleDoc } from "../ports/module.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "fail",
  summary: "Fails with a message",
  parameters: {
    msg: { type: "raw", description: "What to say.", default: "Failed as requested from task" },
  },
  returns: { msg: "What was said" },
  example: `- fail:
    msg: This playbook is for Debian
  when: ansible_os_family != "Debian"
`,
  controllerOnly: true,
};

/** The module `fail`. */
export function failModule(): PlannedModule<null> {
  return planned<null>({
    doc,
    probe: () => Promise.resolve(null),
    plan: (_facts, params) => ({
      kind: "fail",
      result: { changed: false, failed: true, msg: params.raw("msg") },
    }),
  });
}
