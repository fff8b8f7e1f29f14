// Hosts, groups and their variables, as inventories describe them. Values only: everything was read before.
import type { Dict } from "../model/value.ts";

/** What a playbook adds while it runs: a host (add_host), or a group that a host is in (group_by). */
export type Grown =
  | { kind: "host"; name: string; vars: Dict; groups: readonly string[] }
  | { kind: "group"; name: string; host: string; parents: readonly string[] };

/** An inventory that was read. Order, names and precedence are Ansible's. */
export interface Inventory {
  /** As they were given with `-i`: absolute paths, or comma lists. Empty for the implicit inventory. */
  readonly sources: readonly string[];
  /** Names of all hosts, in the order in which `all` has them. The implicit localhost is none of them. */
  readonly hosts: readonly string[];
  /** Every group with the hosts in it and in the groups below it: what Ansible's `groups` has, `all` and `ungrouped` included. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The groups right below each group: for drawing a graph. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** The hosts right in each group, without those of the groups below it: for drawing a graph. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Sentences about what was read and is likely meant otherwise, with file and line: keys that mean nothing, a host named like a group. */
  readonly warnings: readonly string[];
  /** Names of a host's groups, sorted, without `all`: what `group_names` has. The implicit localhost has none. */
  groupsOf(host: string): readonly string[];
  /** Whether no source names a host, and a decision has added it: its name and groups are whatever that liked. */
  isAdded(host: string): boolean;
  /** A host's variables, by Ansible's precedence; templates in them are not filled in. The implicit localhost has those of `all` and its host_vars; a host that is not there has none. Throws InputError for a file of variables that cannot be read. */
  variables(host: string): Dict;
  /** The file (or source) that each of its variables comes from. */
  origins(host: string): ReadonlyMap<string, string>;
  /** Names of those of its variables that a task has added (`add_host`): their values may be a host's words, and are no templates. */
  heard(host: string): ReadonlySet<string>;
  /** The source that a host was first named in, for `inventory_file` and `inventory_dir`; undefined for a comma list and the implicit localhost. */
  fileOf(host: string): string | undefined;
  /**
   * The hosts that a pattern names, of those that `limit` lets through, in Ansible's order. `localhost` is there also where no source names it.
   * `unmatched` has the parts that name nothing. Throws InputError for a pattern that makes no sense.
   */
  select(pattern: string | readonly string[], limit?: string): { hosts: string[]; unmatched: string[] };
  /**
   * The inventory with this in it, too: what is new comes below `all`, a host that is there gets the variables and groups besides its own. This one stays
   * as it is. Throws InputError for groups that would stand in a circle.
   */
  grown(more: Grown): Inventory;
}
