// Hosts and groups while sources are read: who is in which group, and which variables were written beside them.
import { InputError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { asked } from "./naming.ts";
import { wholeNumber } from "./whole_number.ts";

/** Variables by name, with the source each was written in. */
export type Written = Map<Value, { value: Value; from: string }>;

/** A host. */
export interface HostEntry {
  name: string;
  vars: Written;
  /** The source that it was first named in; undefined for a comma list. */
  file: string | undefined;
  /** That source, or what it is called where it is none. */
  from: string;
  /** Groups that it is right in. */
  groups: Set<Group>;
  /** It is the localhost that no source names: a group may have it, `all` does not. */
  implicit?: true;
}

/** A group. */
export interface Group {
  name: string;
  vars: Written;
  /** `ansible_group_priority`: among groups of one depth the higher one wins. */
  priority: number;
  /** The hosts right in it, in the order in which they were named. */
  hosts: Map<string, HostEntry>;
  children: Group[];
  parents: Group[];
}

/** What sources are read into. Its methods throw an InputError without a place: whoever reads knows where it stands. */
export class Groups {
  readonly hosts = new Map<string, HostEntry>();
  readonly groups = new Map<string, Group>();
  readonly warnings: string[] = [];
  /** The source that is being read: new variables and hosts come from it. */
  source = "";
  /** Whether that source is a file, and no comma list. */
  isFile = true;

  constructor() {
    for (const name of ["all", "ungrouped"]) this.addGroup(name);
    this.addChild("all", "ungrouped");
  }

  /** Adds a group if it is not there already; gives its name. */
  addGroup(name: Value): string {
    if (typeof name !== "string" || name === "") throw new InputError(asked("group", name));
    if (!this.groups.has(name)) {
      this.groups.set(name, {
        name,
        vars: new Map(),
        priority: 1,
        hosts: new Map(),
        children: [],
        parents: [],
      });
    }
    return name;
  }

  /** Adds a host to a group; `port` counts only where the host is new. */
  addHost(name: Value, group?: string, port?: number): void {
    if (typeof name !== "string" || name === "") throw new InputError(asked("host", name));
    let host = this.hosts.get(name);
    if (host === undefined) {
      host = {
        name,
        vars: new Map(),
        file: this.isFile ? this.source : undefined,
        from: this.source,
        groups: new Set(),
      };
      this.hosts.set(name, host);
      if (port) host.vars.set("ansible_port", { value: port, from: this.source });
    }
    if (group !== undefined) put(host, this.#group(group));
  }

  /** Sets a variable of a group or host; where both have the name it is the group's, as in Ansible. */
  setVariable(entity: string, name: Value, value: Value): void {
    const group = this.groups.get(entity);
    if (group !== undefined && name === "ansible_group_priority") {
      const priority = wholeNumber(value);
      if (priority === undefined) throw new InputError("ansible_group_priority is a whole number, such as 10");
      group.priority = priority;
      return;
    }
    const vars = (group ?? this.hosts.get(entity))?.vars;
    if (vars === undefined) throw new InputError(`There is neither a group nor a host "${entity}"`);
    vars.set(name, { value, from: this.source });
  }

  /** Puts a group, or else a host, of that name below a group. */
  addChild(parentName: string, childName: string): void {
    const parent = this.#group(parentName);
    const child = this.groups.get(childName);
    if (child === undefined) {
      const host = this.hosts.get(childName);
      if (host === undefined) throw new InputError(`There is neither a group nor a host "${childName}"`);
      put(host, parent);
      return;
    }
    if (child === parent) throw new InputError(`The group "${childName}" cannot be its own child`);
    if (child.name === "all") {
      throw new InputError(`The group "all" is above every group: it cannot be the child of one`);
    }
    if (parent.children.includes(child)) return;
    const way = wayUp(parent, child);
    if (way !== undefined) {
      const circle = [...way.map(({ name }) => `"${name}"`).reverse(), `"${childName}"`].join(" > ");
      throw new InputError(`Groups cannot stand in a circle: ${circle} (each above the next)`);
    }
    parent.children.push(child);
    child.parents.push(parent);
  }

  /** Another one that is the same, and shares nothing that changes. */
  copy(): Groups {
    const copy = new Groups();
    copy.warnings.push(...this.warnings);
    for (const { name, vars, priority } of this.groups.values()) {
      Object.assign(copy.#group(copy.addGroup(name)), { vars: new Map(vars), priority });
    }
    for (const host of this.hosts.values()) {
      copy.hosts.set(host.name, { ...host, vars: new Map(host.vars), groups: new Set() });
    }
    for (const { name, hosts, children, parents } of this.groups.values()) {
      const group = copy.#group(name);
      for (const host of hosts.keys()) group.hosts.set(host, copy.hosts.get(host)!);
      group.children = children.map((child) => copy.#group(child.name));
      group.parents = parents.map((parent) => copy.#group(parent.name));
    }
    for (const [name, { groups }] of this.hosts) {
      copy.hosts.get(name)!.groups = new Set([...groups].map((group) => copy.#group(group.name)));
    }
    return copy;
  }

  /** What Ansible puts in order when all sources are read: every group below `all`, hosts of no other group in `ungrouped`. */
  finish(): void {
    for (const { name, parents } of [...this.groups.values()]) {
      if (name !== "all" && parents.length === 0) this.addChild("all", name);
    }
    const [all, ungrouped] = [this.#group("all"), this.#group("ungrouped")];
    for (const host of this.hosts.values()) {
      if (host.implicit) continue;
      const groups = groupsAbove(host);
      const others = [...groups].some((group) => group !== all && group !== ungrouped);
      if (groups.has(ungrouped)) {
        if (others) {
          ungrouped.hosts.delete(host.name);
          host.groups.delete(ungrouped);
        }
      } else if (!others) this.addChild("ungrouped", host.name);
    }
    for (const name of this.hosts.keys()) {
      if (this.groups.has(name)) this.warnings.push(`Found both group and host with same name: ${name}`);
    }
  }

  #group(name: string): Group {
    const group = this.groups.get(name);
    if (group === undefined) throw new InputError(`There is no group "${name}"`);
    return group;
  }
}

/** All groups that a host is in: those it stands in, and those above them. */
export function groupsAbove(host: HostEntry): Set<Group> {
  const found = new Set(host.groups);
  // A set that grows is walked to its new end.
  for (const group of found) group.parents.forEach((parent) => found.add(parent));
  return found;
}

/** The hosts of a group and of the groups below it, level by level, each once. */
export function hostsBelow(group: Group): string[] {
  const seen = new Set<Group>([group]);
  const hosts = new Set<string>();
  for (const each of seen) {
    for (const { name, implicit } of each.hosts.values()) if (!implicit || group.name !== "all") hosts.add(name);
    each.children.forEach((child) => seen.add(child));
  }
  return [...hosts];
}

function put(host: HostEntry, group: Group): void {
  if (group.hosts.has(host.name)) return;
  group.hosts.set(host.name, host);
  host.groups.add(group);
}

/** From a group up to one above it, both included; undefined where it is not above. */
function wayUp(from: Group, to: Group, seen = new Set<Group>()): Group[] | undefined {
  if (from === to) return [to];
  seen.add(from);
  for (const parent of from.parents) {
    const way = seen.has(parent) ? undefined : wayUp(parent, to, seen);
    if (way !== undefined) return [from, ...way];
  }
  return undefined;
}
