// A host's variables: what groups, hosts and the files beside them say, by Ansible's precedence.
import { THIS_MACHINE } from "../model/this_machine.ts";
import type { Dict, Value } from "../model/value.ts";
import { type Group, type Groups, groupsAbove, type HostEntry, type Written } from "./groups.ts";
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

interface Merged {
  written: Written;
  values: Dict;
}

const NOTHING: Merged = { written: new Map(), values: new Map() };

/** Merged when they are asked for. Groups that are the same for many hosts are merged once. */
export class HostVariables {
  readonly #groups: Groups;
  readonly #files: VarsFolders;
  readonly #places: VarsPlaces;
  readonly #depths = new Map<Group, number>();
  readonly #shared = new Map<string, Merged>();
  readonly #values = new Map<string, Dict>();

  constructor(groups: Groups, files: VarsFolders, places: VarsPlaces) {
    this.#groups = groups;
    this.#files = files;
    this.#places = places;
  }

  /** A host's; the implicit localhost has those of `all` and its host_vars. */
  valuesOf(name: string): Dict {
    let values = this.#values.get(name);
    if (values === undefined) {
      const { shared, own } = this.#partsOf(name);
      // Most of it is the same for all hosts of the same groups: a copy costs a tenth of a merge.
      values = new Map(shared.values);
      for (const part of own) for (const [variable, { value }] of part) values.set(variable, value);
      this.#values.set(name, values);
    }
    return values;
  }

  /** The source that each of them comes from. */
  originsOf(name: string): Map<string, string> {
    const { shared, own } = this.#partsOf(name);
    return new Map([shared.written, ...own].flatMap((part) => [...part].map(([key, { from }]) => [String(key), from])));
  }

  #partsOf(name: string): { shared: Merged; own: Written[] } {
    const host = this.#groups.hosts.get(name);
    if (host === undefined && !THIS_MACHINE.includes(name)) return { shared: NOTHING, own: [] };
    const files = this.#folders().map((folder) => this.#files.of(folder, "host_vars", name));
    return { shared: this.#ofGroups(host), own: [host?.vars ?? IMPLICIT, ...files] };
  }

  /** Inline variables first, then the files beside sources, then those beside the playbook; each time `all` before the others. */
  #ofGroups(host: HostEntry | undefined): Merged {
    const all = this.#groups.groups.get("all")!;
    const groups = host === undefined ? [] : [...groupsAbove(host)].filter((group) => group !== all);
    groups.sort((a, b) => this.#depthOf(a) - this.#depthOf(b) || a.priority - b.priority || byName(a.name, b.name));
    const key = groups.map(({ name }) => name).join("\n");
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const written: Written = new Map();
    for (const group of [all, ...groups]) add(written, group.vars);
    for (const level of [[all], groups]) {
      for (const folder of this.#folders()) {
        for (const { name } of level) add(written, this.#files.of(folder, "group_vars", name));
      }
    }
    const merged = { written, values: new Map([...written].map(([name, { value }]) => [name, value])) };
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
