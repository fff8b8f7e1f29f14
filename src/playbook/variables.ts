// The variables of one host during a pass, layered with Ansible's precedence.
import type { JsonObject } from "../model/json.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import { lazyScope } from "../templates/scope.ts";
import { fromPlain } from "../templates/value.ts";
import type { Play, Playbook, Task } from "./playbook.ts";

/** What every host's variables have in common. */
export interface Surroundings {
  playbook: Playbook;
  checkMode: boolean;
  /** For lookups. */
  files: Files;
}

/**
 * Facts, registered results and set_fact of one host. Only what a playbook's author wrote is templated; what a host
 * answered never is. Order follows Ansible's "Variable precedence": facts < play vars < task vars < set_fact and registered < item.
 */
export class HostVariables {
  readonly #facts: Dict = new Map();
  readonly #bareFacts: Dict = new Map();
  readonly #known: Dict = new Map();

  constructor(readonly host: string, readonly surroundings: Surroundings) {}

  /** What `register` names. */
  register(name: string, value: Value): void {
    this.#known.set(name, value);
  }

  /** Facts that a module found on the host: `ansible_x` on their own, and `x` under `ansible_facts`. */
  addFacts(facts: JsonObject): void {
    for (const [name, value] of fromPlain(facts) as Dict) {
      this.#facts.set(name, value);
      this.#bareFacts.set(String(name).replace(/^ansible_/, ""), value);
    }
  }

  /** What set_fact set. */
  setFact(name: string, value: Value): void {
    this.#known.set(name, value);
  }

  /** Names as a task (or only the play) sees them; `own` goes on top: a loop's item, a result under its name. */
  scope(play: Play, task?: Task, own?: Dict): Scope {
    const layers = [
      { values: this.#magic(play), trusted: false },
      { values: this.#facts, trusted: false },
      { values: play.vars, trusted: true },
      { values: task?.vars ?? EMPTY, trusted: true },
      { values: this.#known, trusted: false },
      { values: own ?? EMPTY, trusted: false },
    ];
    return lazyScope(layers.filter(({ values }) => values.size > 0), {
      files: this.surroundings.files,
      searchPath: [`${this.surroundings.playbook.folder}/files`, this.surroundings.playbook.folder],
    });
  }

  #magic(play: Play): Dict {
    const { playbook, checkMode } = this.surroundings;
    const hosts = fromPlain(play.hosts);
    return new Map<Value, Value>([
      ["inventory_hostname", this.host],
      ["inventory_hostname_short", this.host.split(".")[0]!],
      ["group_names", ["ungrouped"]],
      ["groups", new Map<Value, Value>([["all", hosts], ["ungrouped", hosts]])],
      ["playbook_dir", playbook.folder],
      ["ansible_play_name", play.name],
      ["ansible_play_hosts", hosts],
      ["ansible_play_hosts_all", hosts],
      ["ansible_play_batch", hosts],
      ["play_hosts", hosts],
      ["ansible_check_mode", checkMode],
      ["ansible_diff_mode", false],
      ["ansible_connection", "local"],
      ["ansible_facts", this.#bareFacts],
    ]);
  }
}

const EMPTY: Dict = new Map();
