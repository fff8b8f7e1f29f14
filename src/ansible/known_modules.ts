// The modules that a loop may use: this program's own, and those that were learned of the controller's Ansible.
import type { Ansible, AnsibleModule, Refused } from "../ports/ansible.ts";
import type { ListedModule, Module, Modules } from "../ports/module.ts";
import { parse } from "../modules/frame/parameters.ts";

/** What they are put together from. */
export interface KnownTerms {
  /** This program's own; `problems` says of a name that it is none of them. */
  own: Modules;
  ansible: Ansible;
  /** Makes what runs on a host of what the controller knows. */
  make(module: AnsibleModule): Promise<Module>;
}

/** How one loop sees them. */
export interface View {
  /** Ansible's module before ours, wherever it needs nothing of Ansible's on the controller. */
  prefer?: boolean;
  /** The playbook's folder, where it has modules or collections of its own. */
  beside?: string;
  /** Names of the modules in its `library/`: they come before all others. */
  library?: ReadonlySet<string>;
}

/** What may name a module: a short name, or collection and name. */
const NAME = /^(?:\w+\.\w+\.)?\w+$|^\w+\.\w+(?:\.\w+){2,}$/;

/** Words of playbooks that stand where a module does, and are none of Ansible's that a host could run. */
const STATEMENTS = new Set(
  ("action local_action block rescue always meta include include_tasks import_tasks include_role import_role import_playbook " +
    "add_resource remove").split(" "),
);

/** Modules by their names, learned once for all loops of this process. */
export class KnownModules implements AsyncDisposable {
  readonly #terms: KnownTerms;
  readonly #learned = new Map<string, Module>();
  readonly #refused = new Map<string, Refused>();
  /** Names that were asked for in vain since the last time, by their key. */
  readonly #asked = new Map<string, { name: string; beside: string }>();
  #learning: Promise<void> | undefined;

  constructor(terms: KnownTerms) {
    this.#terms = terms;
  }

  /** The modules as a loop sees them. What was refused before is asked again, and what lies beside its playbook is read again. */
  view({ prefer = false, beside = "", library = new Set() }: View = {}): Modules {
    const { own, ansible } = this.#terms;
    this.#refused.clear();
    for (const key of beside === "" ? [] : [...this.#learned.keys()]) {
      if (key.startsWith(`${beside}\0`)) this.#learned.delete(key);
    }
    const keyOf = (name: string) => `${beside}\0${name.replace(/^ansible\.legacy\./, "")}`;
    const ours = (name: string) => library.has(name) ? undefined : own.get(name);
    const get = (name: string): Module | undefined => {
      const native = ours(name);
      if (native !== undefined && !prefer) return native;
      const key = keyOf(name);
      const known = this.#learned.get(key);
      // Policies, and whoever else goes by names, know ours.
      if (known !== undefined) return native === undefined ? known : called(known, native.name);
      const statement = STATEMENTS.has(name.replace(/^ansible\.(builtin|legacy)\./, ""));
      if (!statement && !this.#refused.has(key) && NAME.test(name)) this.#asked.set(key, { name, beside });
      return native;
    };
    return {
      names: () => own.names(),
      get,
      problems: (name, params, templated) => {
        const module = get(name);
        if (module === undefined) {
          return [{ parameter: null, message: unknownWords(name, own, this.#refused.get(keyOf(name))) }];
        }
        return module === own.get(name)
          ? own.problems(name, params, templated)
          : parse(module.doc, params, { templated }).problems;
      },
      learn: (signal) => this.#learn(signal),
      list: async (signal) => {
        const { modules } = await own.list(signal);
        const theirs = await ansible.list(beside === "" ? {} : { beside }, signal);
        if ("refusal" in theirs) return { modules, lacking: theirs.refusal };
        const more = theirs.modules.filter(({ name }) => own.get(name) === undefined);
        return { modules: [...modules, ...more.map((each): ListedModule => ({ ...each, from: "ansible" }))] };
      },
    };
  }

  /** Why there is no Ansible to ask; undefined where there is one. */
  lacking(): Promise<string | undefined> {
    return this.#terms.ansible.lacking();
  }

  /** Ends what was started. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#terms.ansible[Symbol.asyncDispose]();
  }

  async #learn(signal: AbortSignal | undefined): Promise<boolean> {
    // Somebody else may be asking what we want to know.
    let waited = false;
    for (; this.#learning !== undefined; waited = true) await this.#learning;
    if (this.#asked.size === 0 || signal?.aborted) return waited;
    const asked = new Map(this.#asked);
    this.#asked.clear();
    const learning = this.#askFor(asked, signal).finally(() => {
      if (this.#learning === learning) this.#learning = undefined;
    });
    this.#learning = learning;
    await learning;
    return true;
  }

  async #askFor(asked: Map<string, { name: string; beside: string }>, signal: AbortSignal | undefined): Promise<void> {
    const { ansible, make } = this.#terms;
    for (const place of new Set([...asked.values()].map(({ beside }) => beside))) {
      const mine = [...asked].filter(([, { beside }]) => beside === place);
      const found = await ansible.describe(
        mine.map(([, { name }]) => name),
        place === "" ? {} : { beside: place },
        signal,
      );
      for (const [key, { name }] of mine) {
        const module = found.get(name);
        if (module === undefined) continue;
        // Who was cancelled heard nothing of it: others may still want to know.
        if ("refusal" in module && signal?.aborted === true) this.#asked.set(key, { name, beside: place });
        else if ("refusal" in module) this.#refused.set(key, module);
        else this.#learned.set(key, await make(module));
      }
    }
  }
}

/** A module under another name. */
function called(module: Module, name: string): Module {
  return { ...module, name, doc: { ...module.doc, name } };
}

/** Both what we have near it and what Ansible says: either may have been meant. */
function unknownWords(name: string, own: Modules, refused: Refused | undefined): string {
  if (refused !== undefined && refused.unknown !== true) return refused.refusal;
  const ours = own.problems(name, {}, () => false)[0]?.message ?? `There is no module '${name}'`;
  if (refused === undefined) return ours;
  const near = /did you mean '([^']*)'\?$/.exec(ours)?.[1];
  if (near === undefined) return `There is no module '${name}'. ${refused.refusal}`;
  const same = refused.refusal.includes(`'${near}'`) || refused.refusal.includes(`'ansible.builtin.${near}'`);
  return same ? ours : `${ours} ${refused.refusal}`;
}
