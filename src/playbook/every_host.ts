// The variables of every host that a pass has to do with: those of its plays, those that tasks are delegated to, those that hostvars names.
import { THIS_MACHINE } from "../model/this_machine.ts";
import type { Value } from "../model/value.ts";
import type { Inventory } from "../ports/inventory.ts";
import { isAlone } from "./magic.ts";
import { HostVariables, type Surroundings } from "./variables.ts";

/** Made when first asked for, and kept for the pass. */
export class EveryHost {
  readonly #known = new Map<string, HostVariables>();
  #named: ReadonlySet<string>;
  #addresses: Map<Value, string> | undefined;

  constructor(readonly surroundings: Surroundings) {
    this.#named = new Set(surroundings.inventory?.hosts ?? []);
  }

  /** The inventory has grown into this one. */
  grew(inventory: Inventory): void {
    Object.assign(this.surroundings, { inventory, grown: true });
    this.#named = new Set(inventory.hosts);
    this.#addresses = undefined;
    for (const variables of this.#known.values()) variables.inventoryGrew();
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
    const there = this.#named.has(host) || this.#known.has(host) || THIS_MACHINE.includes(host);
    return there ? this.of(host) : undefined;
  }

  /** The hosts that `hostvars` lists: the inventory's and this machine, or else those that the pass has to do with. */
  names(): readonly string[] {
    return this.#named.size > 0 ? [...new Set([...this.#named, "localhost"])] : [...this.#known.keys()];
  }

  /** The host that a task is delegated to under this name: a host, the address of one, this machine, or a name that is in no inventory. */
  named(name: string): HostVariables {
    if (this.#named.has(name) || this.#known.has(name)) return this.of(name);
    if (THIS_MACHINE.includes(name)) return this.of("localhost");
    this.#addresses ??= this.#addressed();
    return this.of(this.#addresses.get(name) ?? name);
  }

  /** The first host of each address in the inventory. */
  #addressed(): Map<Value, string> {
    const { inventory } = this.surroundings;
    const found = new Map<Value, string>();
    for (const host of inventory?.hosts ?? []) {
      const given = inventory!.variables(host);
      const address = given.get("ansible_ssh_host") ?? given.get("ansible_host");
      if (address !== undefined && !found.has(address)) found.set(address, host);
    }
    return found;
  }

  /** This machine, where no inventory says otherwise. */
  #isLocal(host: string): boolean {
    if (this.#named.has(host)) return false;
    const { inventory, playbook } = this.surroundings;
    const alone = isAlone(inventory);
    return THIS_MACHINE.includes(host) || (alone && playbook.plays.some(({ hosts }) => hosts.includes(host)));
  }
}
