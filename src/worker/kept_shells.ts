// Shells of the hosts of one loop: opened when first asked for, kept for the life of the work, closed at its end.
import type { Shells } from "../engine/world.ts";
import { HostUnreachable } from "../model/errors.ts";
import type { Shell } from "../ports/shell.ts";
import type { Transport } from "../ports/transport.ts";

/** Shells over one transport. Disposing closes them all. */
export class KeptShells implements Shells {
  readonly #open = new Map<string, Promise<Shell>>();

  #closed = false;

  constructor(readonly transport: Transport) {}

  get(host: string): Promise<Shell> {
    const known = this.#open.get(host);
    if (known !== undefined) return known;
    // Nobody would close it any more.
    if (this.#closed) return Promise.reject(new Error(`shells are closed: ${host} was asked for too late`));
    const opening = this.transport.open(host).catch((error) => {
      this.#open.delete(host);
      throw new HostUnreachable(`${host} cannot be reached: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    });
    this.#open.set(host, opening);
    return opening;
  }

  drop(host: string): void {
    const broken = this.#open.get(host);
    this.#open.delete(host);
    broken?.then((shell) => shell[Symbol.asyncDispose]()).catch(() => {}); // it is broken already: there is nothing left to close
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(open.map(async (opening) => (await opening)[Symbol.asyncDispose]()));
  }
}
