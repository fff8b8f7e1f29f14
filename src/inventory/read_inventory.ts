// Sources of inventories become hosts, groups and variables.
import { type AddedHost, FROM_ADD_HOST, FROM_DECISION } from "../model/resource.ts";
import { THIS_MACHINE } from "../model/this_machine.ts";
import type { Dict } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import type { Grown, Inventory } from "../ports/inventory.ts";
import { putAddedHosts } from "./added_hosts.ts";
import { Groups, groupsAbove, hostsBelow } from "./groups.ts";
import { putGrown } from "./grown_hosts.ts";
import { HostVariables, type VarsPlaces } from "./host_variables.ts";
import { selectHosts } from "./patterns.ts";
import { readSource } from "./read_source.ts";
import { isHostList } from "./source_files.ts";
import { VarsFolders } from "./vars_folders.ts";

/** What an inventory is read with. */
export interface Reading {
  /** Outputs of executables are read like files, by `scriptOutput` of their path. */
  files: Files;
  /** The playbook's folder: its group_vars and host_vars come over those beside the inventory. */
  folder?: string;
  /** Hosts that decisions have added. Default: none. */
  added?: readonly AddedHost[];
}

/**
 * Reads them in order, later ones over earlier ones. Files of variables are read when a host that they are for is asked for. Throws InputError
 * with file, line and column, and so do `variables` and `origins`.
 */
export function readInventory(sources: readonly string[], { files, folder, added = [] }: Reading): Inventory {
  const groups = new Groups();
  for (const source of sources) readSource(source, files, groups);
  putAddedHosts(groups, added);
  groups.finish();
  const folders = sources.filter((source) => !isHostList(source, files)).map((source) =>
    files.kind(source) === "directory" ? source.replace(/(?<=.)\/$/, "") : source.replace(/\/[^/]*$/, "") || "/"
  );
  const places = { sources: folders, ...(folder === undefined ? {} : { folder }) };
  return new ReadInventory(sources, groups, { files: new VarsFolders(files), places });
}

/** Where files of variables are, and what was read of them. */
interface VarsRead {
  files: VarsFolders;
  places: VarsPlaces;
}

const NONE: ReadonlySet<string> = new Set();

class ReadInventory implements Inventory {
  readonly sources: readonly string[];
  readonly hosts: readonly string[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly string[];
  readonly #read: Groups;
  readonly #variables: HostVariables;
  readonly #vars: VarsRead;
  readonly #named: readonly string[];

  constructor(sources: readonly string[], read: Groups, vars: VarsRead) {
    const groups = [...read.groups.values()];
    this.sources = sources;
    this.groups = new Map(groups.map((group) => [group.name, hostsBelow(group)]));
    this.hosts = this.groups.get("all") ?? [];
    this.children = new Map(groups.map(({ name, children }) => [name, children.map((child) => child.name)]));
    this.members = new Map(groups.map(({ name, hosts }) => [name, [...hosts.keys()]]));
    this.warnings = read.warnings;
    this.#read = read;
    this.#vars = vars;
    this.#variables = new HostVariables(read, vars.files, vars.places);
    this.#named = [...read.hosts.keys()];
  }

  groupsOf(host: string): readonly string[] {
    const entry = this.#read.hosts.get(this.#called(host));
    if (entry === undefined) return [];
    return [...groupsAbove(entry)].map(({ name }) => name).filter((name) => name !== "all").sort();
  }

  isAdded(host: string): boolean {
    return this.#read.hosts.get(host)?.from === FROM_DECISION;
  }

  variables(host: string): Dict {
    return this.#variables.valuesOf(this.#called(host));
  }

  origins(host: string): ReadonlyMap<string, string> {
    return this.#variables.originsOf(this.#called(host));
  }

  heard(host: string): ReadonlySet<string> {
    const own = this.#read.hosts.get(this.#called(host))?.vars.values() ?? [];
    if (!own.some(({ from }) => from === FROM_ADD_HOST)) return NONE;
    return new Set([...this.origins(host)].flatMap(([name, from]) => from === FROM_ADD_HOST ? [name] : []));
  }

  fileOf(host: string): string | undefined {
    return this.#read.hosts.get(this.#called(host))?.file;
  }

  select(pattern: string | readonly string[], limit?: string): { hosts: string[]; unmatched: string[] } {
    return selectHosts({ hosts: this.#named, groups: this.groups }, pattern, limit);
  }

  grown(more: Grown): Inventory {
    const groups = this.#read.copy();
    putGrown(groups, more);
    return new ReadInventory(this.sources, groups, this.#vars);
  }

  /** A name of this machine means the first one that a source has, if any has one. */
  #called(host: string): string {
    if (this.#read.hosts.has(host) || !THIS_MACHINE.includes(host)) return host;
    return this.#named.find((name) => THIS_MACHINE.includes(name)) ?? host;
  }
}
