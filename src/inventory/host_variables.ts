// A host's variables: what groups, hosts and the files beside them say, by Ansible's precedence.
import type { Value } from "../model/value.ts";
import { type Group, type Groups, groupsAbove, type HostEntry, type Written } from "./groups.ts";
import { HERE } from "./implicit.ts";
import type { VarsFolders } from "./vars_folders.ts";

/** Where files of variables lie. */
export interface VarsPlaces {
  /** The folders of the sources, in their order. */
  sources: readonly string[];
  /** The playbook's. */
  folder?: string;
}

/** What the implicit localhost is entered by, wherever `all` may have others. */
const IMPLICIT: Written = new Map<Value, { value: Value; from: string }>([
  ["ansible_connection", { value: "local", from: "(implicit localhost)" }],
]);

/** Merged when they are asked for. Groups that are the same for many hosts are merged once. */
export class HostVariables {
  readonly #groups: Groups;
  readonly #files: VarsFolders;
  readonly #places: VarsPlaces;
  readonly #depths = new Map<Group, number>();
  readonly #shared = new Map<string, Written>();
  readonly #merged = new Map<string, Written>();

  constructor(groups: Groups, files: VarsFolders, places: VarsPlaces) {
    this.#groups = groups;
    this.#files = files;
    this.#places = places;
  }

  /** A host's, each with the file it comes from; the implicit localhost has those of `all` and its host_vars. */
  of(name: string): Written {
    const known = this.#merged.get(name);
    if (known !== undefined) return known;
    const host = this.#groups.hosts.get(name);
    const merged: Written = new Map();
    if (host !== undefined || HERE.includes(name)) {
      add(merged, this.#ofGroups(host));
      add(merged, host?.vars ?? IMPLICIT);
      for (const folder of this.#folders()) add(merged, this.#files.of(folder, "host_vars", name));
    }
    this.#merged.set(name, merged);
    return merged;
  }

  /** Inline variables first, then the files beside sources, then those beside the playbook; each time `all` before the others. */
  #ofGroups(host: HostEntry | undefined): Written {
    const all = this.#groups.groups.get("all")!;
    const groups = host === undefined ? [] : [...groupsAbove(host)].filter((group) => group !== all);
    groups.sort((a, b) => this.#depthOf(a) - this.#depthOf(b) || a.priority - b.priority || byName(a.name, b.name));
    const key = groups.map(({ name }) => name).join("\n");
    let merged = this.#shared.get(key);
    if (merged !== undefined) return merged;
    merged = new Map();
    for (const group of [all, ...groups]) add(merged, group.vars);
    for (const level of [[all], groups]) {
      for (const folder of this.#folders()) {
        for (const { name } of level) add(merged, this.#files.of(folder, "group_vars", name));
      }
    }
    this.#shared.set(key, merged);
    return merged;
  }

  #folders(): string[] {
    const { sources, folder } = this.#places;
    return folder === undefined ? [...sources] : [...sources, folder];
  }

  /** The longest way down from `all`. */
  #depthOf(group: Group): number {
    let depth = this.#depths.get(group);
    if (depth === undefined) {
      depth = Math.max(-1, ...group.parents.map((parent) => this.#depthOf(parent))) + 1;
      this.#depths.set(group, depth);
    }
    return depth;
  }
}

function add(merged: Written, more: Written): void {
  for (const [name, written] of more) merged.set(name, written);
}

/** By code points, as Python sorts. */
function byName(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
