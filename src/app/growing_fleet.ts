// A loop's hosts while decisions add some: inventory and entrances that everybody holds stay the same objects, and know the new hosts at once.
import type { AddedHost } from "../model/resource.ts";
import type { Dict } from "../model/value.ts";
import type { PlaybookEntrances } from "../playbook/entrances.ts";
import type { Grown, Inventory } from "../ports/inventory.ts";

/** How it is read anew. */
export interface Growth {
  /** The hosts that decisions have added so far. */
  added: readonly AddedHost[];
  /** The inventory with these hosts in it. */
  read(added: readonly AddedHost[]): Inventory;
  entrances(inventory: Inventory): PlaybookEntrances;
}

/** Inventory and entrances that grow. */
export interface GrowingFleet {
  inventory: Inventory;
  entrances: PlaybookEntrances;
  /** From here on these are the added hosts, all of them. */
  meet(added: readonly AddedHost[]): void;
}

/** Begins with an inventory that was read with `added` in it. */
export function growingFleet(first: Inventory, { added, read, entrances: enter }: Growth): GrowingFleet {
  let known = JSON.stringify(added);
  const now = { inventory: first, entrances: enter(first) };
  return {
    inventory: new Current(() => now.inventory),
    entrances: {
      to: (host) => now.entrances.to(host),
      inPlay: (play, host) => now.entrances.inPlay(play, host),
      again: (way) => now.entrances.again(way),
    },
    meet: (met) => {
      if (JSON.stringify(met) === known) return;
      known = JSON.stringify(met);
      now.inventory = read(met);
      now.entrances = enter(now.inventory);
    },
  };
}

/** Whatever inventory there is right now. */
class Current implements Inventory {
  readonly #now: () => Inventory;

  constructor(now: () => Inventory) {
    this.#now = now;
  }

  get sources(): readonly string[] {
    return this.#now().sources;
  }

  get hosts(): readonly string[] {
    return this.#now().hosts;
  }

  get groups(): ReadonlyMap<string, readonly string[]> {
    return this.#now().groups;
  }

  get children(): ReadonlyMap<string, readonly string[]> {
    return this.#now().children;
  }

  get members(): ReadonlyMap<string, readonly string[]> {
    return this.#now().members;
  }

  get warnings(): readonly string[] {
    return this.#now().warnings;
  }

  groupsOf(host: string): readonly string[] {
    return this.#now().groupsOf(host);
  }

  isAdded(host: string): boolean {
    return this.#now().isAdded(host);
  }

  variables(host: string): Dict {
    return this.#now().variables(host);
  }

  origins(host: string): ReadonlyMap<string, string> {
    return this.#now().origins(host);
  }

  heard(host: string): ReadonlySet<string> {
    return this.#now().heard(host);
  }

  fileOf(host: string): string | undefined {
    return this.#now().fileOf(host);
  }

  select(pattern: string | readonly string[], limit?: string): { hosts: string[]; unmatched: string[] } {
    return this.#now().select(pattern, limit);
  }

  grown(more: Grown): Inventory {
    return this.#now().grown(more);
  }
}
