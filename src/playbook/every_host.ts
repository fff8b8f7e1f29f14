// The variables of every host that a pass has to do with: those of its plays, those that tasks are delegated to, those that hostvars names.
import { HERE } from "./parse_hosts.ts";
import { HostVariables, type Surroundings } from "./variables.ts";

/** Made when first asked for, and kept for the pass. */
export class EveryHost {
  readonly #known = new Map<string, HostVariables>();
  readonly #named: ReadonlySet<string>;

  constructor(readonly surroundings: Surroundings) {
    this.#named = new Set(surroundings.inventory?.hosts ?? []);
  }

  /** A host's variables, whether or not an inventory names it. */
  of(host: string): HostVariables {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const made = new HostVariables(host, this.surroundings, { every: this, local: this.#isLocal(host) });
    this.#known.set(host, made);
    return made;
  }

  /** A host's variables for `hostvars`; undefined for a name that nobody knows. */
  known(host: string): HostVariables | undefined {
    const there = this.#named.has(host) || this.#known.has(host) || HERE.includes(host);
    return there ? this.of(host) : undefined;
  }

  /** The hosts that `hostvars` lists: the inventory's and this machine, or else those that the pass has to do with. */
  names(): readonly string[] {
    return this.#named.size > 0 ? [...new Set([...this.#named, "localhost"])] : [...this.#known.keys()];
  }

  /** The host that a task is delegated to under this name: a host, the address of one, this machine, or a name that is in no inventory. */
  named(name: string): HostVariables {
    if (this.#named.has(name) || this.#known.has(name)) return this.of(name);
    if (HERE.includes(name)) return this.of("localhost");
    const { inventory } = this.surroundings;
    const addressed = inventory?.hosts.find((host) => {
      const given = inventory.variables(host);
      return (given.get("ansible_ssh_host") ?? given.get("ansible_host")) === name;
    });
    return this.of(addressed ?? name);
  }

  /** This machine, where no inventory says otherwise. */
  #isLocal(host: string): boolean {
    if (this.#named.has(host)) return false;
    const { inventory, playbook } = this.surroundings;
    const alone = inventory === undefined || inventory.sources.length === 0;
    return HERE.includes(host) || (alone && playbook.plays.some(({ hosts }) => hosts.includes(host)));
  }
}
