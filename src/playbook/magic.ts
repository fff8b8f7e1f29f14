// Ansible's special variables: what a play, a host and the run itself are called.
import type { JsonObject } from "../model/json.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import { fromPlain, lazyDict } from "../templates/value.ts";
import type { Play, Playbook } from "./playbook.ts";
import type { Selection } from "./selection.ts";

/** What every host's variables have in common. */
export interface Run {
  playbook: Playbook;
  checkMode: boolean;
  diffMode: boolean;
  selection: Selection;
}

/** The special variables of a host in a play; they cannot be overridden. Source: Ansible's "Special Variables". */
export function magicVariables(host: string, play: Play, { playbook, checkMode, diffMode, selection }: Run): Dict {
  const hosts = fromPlain(play.hosts);
  const words: JsonObject = {
    inventory_hostname: host,
    inventory_hostname_short: host.split(".")[0]!,
    group_names: ["ungrouped"],
    playbook_dir: playbook.folder,
    ansible_play_name: play.name,
    ansible_check_mode: checkMode,
    ansible_diff_mode: diffMode,
    ansible_verbosity: 0,
    ansible_forks: 5,
    ansible_run_tags: selection.tags,
    ansible_skip_tags: selection.skipTags,
    ansible_inventory_sources: [],
    ansible_role_names: [],
    role_names: [],
    ansible_play_role_names: [],
    ansible_dependent_role_names: [],
    ansible_version: { full: "2.14.18", major: 2, minor: 14, revision: 18, string: "2.14.18" },
  };
  const magic = fromPlain(words) as Dict;
  magic.set("groups", new Map<Value, Value>([["all", hosts], ["ungrouped", hosts]]));
  for (const name of ["ansible_play_hosts", "ansible_play_hosts_all", "ansible_play_batch", "play_hosts"]) {
    magic.set(name, hosts);
  }
  return magic;
}

/** All variables of a scope as one dictionary, each worked out when it is asked for: what `vars` and an entry of `hostvars` are. */
export function variablesOf(scope: Scope): Dict {
  const names = () => [...scope.names()].filter((name) => name !== "vars" && name !== "hostvars");
  return lazyDict(names, (name) => scope.get(name));
}
