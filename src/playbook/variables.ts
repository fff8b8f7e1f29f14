// The variables of one host during a pass, layered with Ansible's precedence.
import type { JsonObject } from "../model/json.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import type { Passwords, Reach } from "../model/way.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import { lazyScope } from "../templates/scope.ts";
import { fromPlain, lazyDict } from "../templates/value.ts";
import { magicVariables, type Run, variablesOf } from "./magic.ts";
import type { Play, Task } from "./playbook.ts";
import { isRestrictedFact } from "./restricted_facts.ts";
import { searchPath } from "./search_path.ts";
import type { Stage } from "./stage.ts";
import { VarsFiles } from "./vars_files.ts";

/** What every host's variables have in common. */
export interface Surroundings extends Run {
  /** For lookups and files of variables. */
  files: Files;
  /** `--extra-vars`. */
  extraVars: Dict;
  stage: Stage;
  /** How hosts are entered where nothing else says so. */
  reach: Reach;
  passwords: Passwords;
  /** Whether something secret stands in a text. Absent: nothing is. */
  isSecret?: (text: string) => boolean;
}

/** Where other hosts' variables are found. */
export interface Others {
  /** For `hostvars`; undefined for a name that nobody knows. */
  known(host: string): HostVariables | undefined;
  /** The names that `hostvars` lists. */
  names(): readonly string[];
  /** The host that a task is delegated to. */
  named(name: string): HostVariables;
  /** The inventory has grown into this one. */
  grew(inventory: Inventory): void;
}

/** What a scope is asked for besides the play. */
export interface Asked {
  task?: Task;
  /** On top of everything: a loop's item, a result under its name. */
  own?: Dict;
}

/**
 * Facts, registered results and set_fact of one host. Only what a playbook's author wrote is templated; what a host
 * answered never is. Order follows Ansible's "Variable precedence": inventory < facts < play vars < vars_files < block and task vars <
 * include_vars < set_fact and registered < include params < extra vars < special variables < item.
 */
export class HostVariables {
  readonly #facts: Dict = new Map();
  readonly #bareFacts: Dict = new Map();
  #included: Dict = new Map();
  readonly #known: Dict = new Map();
  readonly #magic = new Map<Play | undefined, Dict>();
  readonly #varsFiles: VarsFiles;
  #given: Given;
  /** What Ansible tells a task of how its host is entered, even where nothing is said about it. */
  readonly #entry: Dict;
  readonly #connection: Dict;
  readonly #hostvars: Dict;
  readonly every: Others;

  /** `local`: it is this machine, as no inventory says otherwise. */
  constructor(
    readonly host: string,
    readonly surroundings: Surroundings,
    { every, local }: { every: Others; local: boolean },
  ) {
    this.#varsFiles = new VarsFiles(surroundings);
    this.every = every;
    this.#hostvars = lazyDict(() => every.names(), (other) => {
      const variables = every.known(other);
      return variables === undefined ? undefined : variablesOf(variables.scope(undefined));
    });
    this.#given = givenTo(host, surroundings);
    this.#connection = local ? CONNECTION : EMPTY;
    this.#entry = new Map<Value, Value>([["ansible_host", host], ...this.#connection]);
  }

  /** Groups, hosts and what is said of them may be others now. */
  inventoryGrew(): void {
    this.#given = givenTo(this.host, this.surroundings);
    this.#magic.clear();
  }

  /** What `register` names. */
  register(name: string, value: Value): void {
    this.#known.set(name, value);
  }

  /** Facts that a module found on the host: `ansible_x` on their own, and `x` under `ansible_facts`; what would say how it is entered there alone. */
  addFacts(facts: JsonObject): void {
    for (const [name, value] of fromPlain(facts) as Dict) {
      if (!isRestrictedFact(String(name))) this.#facts.set(name, value);
      this.#bareFacts.set(String(name).replace(/^ansible_/, ""), value);
    }
  }

  /** Forgets facts, as `meta: clear_facts` does. */
  clearFacts(): void {
    this.#facts.clear();
    this.#bareFacts.clear();
  }

  /** What set_fact set. */
  setFact(name: string, value: Value): void {
    this.#known.set(name, value);
  }

  /** What include_vars read: its author's text, so templates in it are filled in. */
  include(variables: JsonObject): void {
    // A new layer: whether a value holds templates is remembered for each.
    this.#included = new Map([...this.#included, ...fromPlain(variables) as Dict]);
  }

  /**
   * Names as a play or one of its tasks sees them; without a play, as other hosts see them in `hostvars`. Throws TemplateError where a file of
   * variables cannot be read.
   */
  scope(play: Play | undefined, { task, own }: Asked = {}): Scope {
    const { files, extraVars, stage } = this.surroundings;
    const below = [
      { values: task === undefined ? this.#connection : this.#entry, trusted: false },
      { values: this.#given.written, trusted: true },
      { values: this.#given.added, trusted: false },
      { values: this.#facts, trusted: false },
      { values: play?.vars ?? EMPTY, trusted: true },
    ];
    const above = [
      { values: extraVars, trusted: true },
      { values: this.#magicOf(play), trusted: false },
      { values: play === undefined ? EMPTY : stage.names(), trusted: false },
    ];
    const controller = { files, searchPath: searchPath(this.surroundings.playbook, task, "files") };
    const read = play === undefined ? [] : this.#varsFiles.of(play, {
      scope: () => lazyScope([...below, ...above].filter(({ values }) => values.size > 0), controller),
      certain: this.#facts.size > 0,
    });
    const scope = lazyScope(
      [
        ...below,
        ...read.map((values) => ({ values, trusted: true })),
        { values: task?.vars ?? EMPTY, trusted: true },
        { values: this.#included, trusted: true },
        { values: this.#known, trusted: false },
        ...task?.includeParams ?? [],
        ...above,
        { values: own ?? EMPTY, trusted: false },
        { values: this.#everything(() => scope, play, task), trusted: false },
      ].filter(({ values }) => values.size > 0),
      controller,
    );
    return scope;
  }

  #magicOf(play: Play | undefined): Dict {
    const known = this.#magic.get(play);
    if (known !== undefined) return known;
    const magic = magicVariables(this.host, play, this.surroundings);
    magic.set("ansible_facts", this.#bareFacts);
    this.#magic.set(play, magic);
    return magic;
  }

  /** The variables that hold all others. */
  #everything(scope: () => Scope, play: Play | undefined, task: Task | undefined): Dict {
    const { every } = this;
    return new Map<Value, Value>([
      ["vars", lazyOnce(() => variablesOf(scope()))],
      ["hostvars", this.#hostvars],
      ...task === undefined || task.delegateTo === null ? [] : [
        ["ansible_delegated_vars", lazyDict(() => [], (host) => variablesOf(every.named(host).scope(play)))] as const,
      ],
      ["environment", task?.environment ?? []],
      ["ansible_search_path", searchPath(this.surroundings.playbook, task)],
    ]);
  }
}

/** What an inventory says of a host: what its author wrote, and what `add_host` was given, which may be a host's answer. */
interface Given {
  written: Dict;
  added: Dict;
}

function givenTo(host: string, { inventory }: Surroundings): Given {
  const all = inventory?.variables(host) ?? EMPTY;
  const heard = inventory?.heard(host);
  if (heard === undefined || heard.size === 0) return { written: all, added: EMPTY };
  const part = (added: boolean) => new Map([...all].filter(([name]) => heard.has(String(name)) === added));
  return { written: part(false), added: part(true) };
}

/** A dictionary that is only made when something is asked of it. */
function lazyOnce(make: () => Dict): Dict {
  let made: Dict | undefined;
  const dict = () => made ??= make();
  return lazyDict(() => [...dict().keys()].map(String), (name) => dict().get(name));
}

const EMPTY: Dict = new Map();
const CONNECTION: Dict = new Map([["ansible_connection", "local"]]);
