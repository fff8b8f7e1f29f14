// Hosts and groups that a playbook adds while it runs.
import { FROM_ADD_HOST } from "../model/resource.ts";
import { THIS_MACHINE } from "../model/this_machine.ts";
import type { Grown } from "../ports/inventory.ts";
import type { Groups } from "./groups.ts";

/** Puts it in. Throws InputError for groups that would stand in a circle. */
export function putGrown(groups: Groups, grown: Grown): void {
  [groups.source, groups.isFile] = [grown.kind === "host" ? FROM_ADD_HOST : "group_by", false];
  if (grown.kind === "host") putHost(groups, grown);
  else putGroup(groups, grown);
  groups.finish();
}

function putHost(groups: Groups, { name, vars, groups: names }: Grown & { kind: "host" }): void {
  if (!groups.hosts.has(name)) groups.addHost(name, "all");
  const own = groups.hosts.get(name)!.vars;
  for (const [variable, value] of vars) own.set(variable, { value, from: groups.source });
  for (const group of names) groups.addHost(name, groups.addGroup(group));
}

function putGroup(groups: Groups, { name, host, parents }: Grown & { kind: "group" }): void {
  groups.addGroup(name);
  for (const parent of parents) groups.addChild(groups.addGroup(parent), name);
  if (!groups.hosts.has(host) && THIS_MACHINE.includes(host)) {
    groups.addHost(host);
    const entry = groups.hosts.get(host)!;
    entry.implicit = true;
    entry.vars.set("ansible_connection", { value: "local", from: "(implicit localhost)" });
  }
  groups.addHost(host, name);
}
