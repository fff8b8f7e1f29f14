// Module add_host: a host of the run's own inventory, for the plays that follow.
import type { Json } from "../model/json.ts";
import type { ModuleDoc } from "../ports/module.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "add_host",
  summary: "Adds a host to the inventory of the run, for the plays that follow",
  parameters: {
    name: {
      type: "str",
      description: "What it is called; with a port behind a colon, that is how it is entered.",
      aliases: ["host", "hostname"],
    },
    groups: {
      type: "list",
      elements: "str",
      description: "Groups that it is in; new ones are made.",
      aliases: ["group", "groupname"],
    },
  },
  anyParameter: true,
  returns: { add_host: "host_name, groups and host_vars: what was added" },
  example: `- add_host:
    name: "{{ machine.address }}"
    groups: [fresh]
    ansible_user: admin
- hosts: fresh
`,
  notes: [
    "All other parameters are variables of the host. It is done once for all hosts of a play.",
    "Nothing on any host changes, so it says changed: false; each pass begins without what it adds, and adds it again.",
  ],
  controllerOnly: true,
};

/** The module `add_host`. */
export function addHostModule(): PlannedModule<null> {
  return planned<null>({
    doc,
    probe: () => Promise.resolve(null),
    plan(_facts, params) {
      const given = params.text("name");
      if (given === undefined) return fail("name, host or hostname needs to be provided");
      if (given === "") return fail("A host needs a name");
      const { name, port } = addressOf(given);
      const others = params.entries().filter(([key]) => key !== "name" && key !== "groups");
      const host_vars = Object.fromEntries(
        port === undefined ? others : [...others, ["ansible_ssh_port", port] as [string, Json]],
      );
      return {
        kind: "same",
        result: { changed: false, add_host: { host_name: name, groups: groupsOf(params), host_vars } },
      };
    },
  });
}

/** `web1:2222`, `[::1]:2222`; an IPv6 address without brackets has no port. */
function addressOf(given: string): { name: string; port?: number } {
  const found = /^(?:\[(.+)\]|([^:[\]]+)):(\d+)$/.exec(given);
  if (found === null) return { name: /^\[(.+)\]$/.exec(given)?.[1] ?? given };
  return { name: found[1] ?? found[2] ?? given, port: Number(found[3]) };
}

/** As Ansible does, which looks for doubles before it takes the blanks away: `a,a ` comes out twice. */
function groupsOf(params: Params): string[] {
  const named: string[] = [];
  for (const name of params.texts("groups")) if (name.trim() !== "" && !named.includes(name)) named.push(name.trim());
  return named;
}
