// Hosts that decisions have added, beside those that sources name.
import { CONNECTION_BASICS } from "../model/connection_basics.ts";
import { type AddedHost, FROM_DECISION } from "../model/resource.ts";
import { THIS_MACHINE } from "../model/this_machine.ts";
import { fromPlain } from "../templates/value.ts";
import type { Groups } from "./groups.ts";

/**
 * Puts them in, when all sources are read: new groups come below `all`. One that a source has by now is the source's. Of their variables only those
 * that say where a host is are taken, and no templates: whoever adds a host writes no program.
 */
export function putAddedHosts(groups: Groups, hosts: readonly AddedHost[]): void {
  [groups.source, groups.isFile] = [FROM_DECISION, false];
  for (const { name, vars, groups: names } of hosts) {
    if (groups.hosts.has(name) || groups.groups.has(name) || THIS_MACHINE.includes(name)) continue;
    groups.addHost(name);
    for (const group of names) {
      if (!groups.hosts.has(group)) groups.addHost(name, groups.addGroup(group));
    }
    for (const [variable, value] of Object.entries(vars)) {
      const plain = typeof value !== "object" && !/\{[{%#]/.test(String(value));
      if (plain && CONNECTION_BASICS.includes(variable)) groups.setVariable(name, variable, fromPlain(value));
    }
  }
}
