// Shells of the hosts of one loop: opened when first asked for, kept for the life of the work, closed at its end.
import type { Shells } from "../engine/world.ts";
import { wayKey } from "../engine/way_key.ts";
import type { Entrance } from "../model/way.ts";
import { CannotBecome, HostUnreachable } from "../model/errors.ts";
import type { Shell } from "../ports/shell.ts";
import type { Transport } from "../ports/transport.ts";

/** Shells over one transport, by the way they were entered. Disposing closes them all. */
export class KeptShells implements Shells {
  readonly #open = new Map<string, Promise<Shell>>();

  #closed = false;

  constructor(readonly transport: Transport) {}

  get(entrance: Entrance): Promise<Shell> {
    const { host } = entrance.way;
    const key = wayKey(entrance.way);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    // Nobody would close it any more.
    if (this.#closed) return Promise.reject(new Error(`shells are closed: ${host} was asked for too late`));
    const opening = this.transport.open(entrance).catch((error) => {
      this.#open.delete(key);
      if (error instanceof CannotBecome) throw error;
      throw new HostUnreachable(`${host} cannot be reached: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    });
    this.#open.set(key, opening);
    return opening;
  }

  drop({ way }: Entrance): void {
    const broken = this.#open.get(wayKey(way));
    this.#open.delete(wayKey(way));
    broken?.then((shell) => shell[Symbol.asyncDispose]()).catch(() => {}); // it is broken already: there is nothing left to close
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(open.map(async (opening) => (await opening)[Symbol.asyncDispose]()));
  }
}
