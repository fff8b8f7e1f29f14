// Ansible's special variables: what a play, a host and the run itself are called.
import type { JsonObject } from "../model/json.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import type { Inventory } from "../ports/inventory.ts";
import { fromPlain, lazyDict } from "../templates/value.ts";
import type { Play, Playbook } from "./playbook.ts";
import type { Selection } from "./selection.ts";

/** What every host's variables have in common. */
export interface Run {
  playbook: Playbook;
  checkMode: boolean;
  diffMode: boolean;
  selection: Selection;
  /** Absent: this machine alone. */
  inventory?: Inventory | undefined;
  /** Tasks have added hosts or groups to it. */
  grown?: true;
  /** `--limit`. */
  limit?: string | undefined;
  /** Most hosts at once. */
  forks: number;
}

/** The special variables of a host, of its play too where there is one; they cannot be overridden. Source: Ansible's "Special Variables". */
export function magicVariables(host: string, play: Play | undefined, run: Run): Dict {
  const { playbook, checkMode, diffMode, selection, inventory, limit, forks } = run;
  const words: JsonObject = {
    inventory_hostname: host,
    inventory_hostname_short: host.split(".")[0]!,
    group_names: [...groupsOf(host, inventory)],
    playbook_dir: playbook.folder,
    ansible_check_mode: checkMode,
    ansible_diff_mode: diffMode,
    ansible_verbosity: 0,
    ansible_forks: forks,
    ansible_run_tags: selection.tags,
    ansible_skip_tags: selection.skipTags,
    ansible_inventory_sources: [...inventory?.sources ?? []],
    ansible_role_names: [],
    role_names: [],
    ansible_play_role_names: [],
    ansible_dependent_role_names: [],
    ansible_version: { full: "2.14.18", major: 2, minor: 14, revision: 18, string: "2.14.18" },
    ...(play === undefined ? {} : { ansible_play_name: play.name }),
    ...(limit === undefined ? {} : { ansible_limit: limit }),
    ...sourceOf(host, inventory),
  };
  const magic = fromPlain(words) as Dict;
  magic.set("groups", groupsIn(playbook, inventory));
  return magic;
}

/** Whether there is this machine and nothing else: no source, and nothing that tasks have added. */
export function isAlone(inventory: Inventory | undefined): inventory is undefined {
  return inventory === undefined ||
    (inventory.sources.length === 0 && inventory.groups.size <= 2 && inventory.hosts.length === 0);
}

/** Hosts of each group; made once for an inventory. Without one the play's own hosts are all there are. */
function groupsIn({ plays }: Playbook, inventory: Inventory | undefined): Dict {
  if (isAlone(inventory)) {
    const hosts = [...new Set(plays.flatMap((play) => play.hosts))];
    return new Map<Value, Value>([["all", hosts], ["ungrouped", hosts]]);
  }
  const known = made.get(inventory);
  if (known !== undefined) return known;
  const groups: Dict = new Map([...inventory.groups].map(([name, hosts]) => [name, [...hosts]]));
  made.set(inventory, groups);
  return groups;
}

const made = new WeakMap<Inventory, Dict>();

function groupsOf(host: string, inventory: Inventory | undefined): readonly string[] {
  if (isAlone(inventory)) return ["ungrouped"];
  return inventory.groupsOf(host);
}

function sourceOf(host: string, inventory: Inventory | undefined): JsonObject {
  const file = inventory?.fileOf(host);
  return file === undefined
    ? {}
    : { inventory_file: file, inventory_dir: file.slice(0, Math.max(1, file.lastIndexOf("/"))) };
}

/** All variables of a scope as one dictionary, each worked out when it is asked for: what `vars` and an entry of `hostvars` are. */
export function variablesOf(scope: Scope): Dict {
  const names = () => [...scope.names()].filter((name) => name !== "vars" && name !== "hostvars");
  return lazyDict(names, (name) => scope.get(name));
}
