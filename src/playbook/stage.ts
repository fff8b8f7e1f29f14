// Which hosts a play is for, which of them take part now, and which have left it: for the variables that tell.
import type { Dict } from "../model/value.ts";

/** Where a pass is. One for all hosts. */
export class Stage {
  #all: readonly string[] = [];
  #batch: readonly string[] = [];
  readonly #removed = new Set<string>();
  #names: Dict | undefined;

  /** A batch of a play's hosts begins. Those who failed before, or cannot be reached, are not in it; who only left an earlier batch is, as in Ansible. */
  enter(batch: readonly string[], { all, lost }: { all: readonly string[]; lost: Iterable<string> }): void {
    this.#all = all;
    this.#batch = batch;
    this.#removed.clear();
    for (const host of lost) this.#removed.add(host);
    this.#names = undefined;
  }

  /** A host was added: the variables count it among the play's, where it takes no part, as Ansible's do. */
  added(host: string): void {
    if (this.#all.includes(host)) return;
    this.#all = [...this.#all, host];
    this.#names = undefined;
  }

  /** A host has failed in the play, cannot be reached, or left it. */
  remove(host: string): void {
    if (this.#removed.has(host)) return;
    this.#removed.add(host);
    this.#names = undefined;
  }

  /** The variables that tell; the same dictionary until something changes. */
  names(): Dict {
    return this.#names ??= this.#tell();
  }

  #tell(): Dict {
    const there = (hosts: readonly string[]) => hosts.filter((host) => !this.#removed.has(host));
    const batch = there(this.#batch);
    return new Map([
      ["ansible_play_hosts_all", [...this.#all]],
      ["ansible_play_hosts", there(this.#all)],
      ["ansible_play_batch", batch],
      ["play_hosts", batch],
    ]);
  }
}
