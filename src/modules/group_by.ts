// Module group_by: a group of the run's own inventory that the host is in from here on.
import type { ModuleDoc } from "../ports/module.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "group_by",
  summary: "Puts the host into a group of the run's inventory",
  parameters: {
    key: { type: "str", description: "What the group is called; blanks become hyphens.", required: true },
    parents: {
      type: "list",
      elements: "str",
      description: "Groups above it; new ones are made.",
      default: ["all"],
    },
  },
  returns: { add_group: "What the group is called", parent_groups: "The groups above it" },
  example: `- group_by:
    key: os_{{ ansible_facts.distribution }}
- hosts: os_Debian
`,
  notes: [
    "Nothing on any host changes, so it says changed: false; each pass begins without the group, and makes it again.",
  ],
  controllerOnly: true,
};

/** The module `group_by`. */
export function groupByModule(): PlannedModule<null> {
  return planned<null>({
    doc,
    probe: () => Promise.resolve(null),
    plan(_facts, params) {
      const named = (name: string) => name.replaceAll(" ", "-");
      const add_group = named(params.text("key") ?? "");
      return { kind: "same", result: { changed: false, add_group, parent_groups: params.texts("parents").map(named) } };
    },
  });
}
