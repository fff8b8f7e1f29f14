// Shells of the hosts of one loop: opened when first asked for, kept while it is walked, given back when it rests.
import { FORKS } from "../model/forks.ts";
import { wayKey } from "../engine/way_key.ts";
import type { Shells } from "../engine/world.ts";
import { CannotBecome, HostUnreachable, NotAwaited } from "../model/errors.ts";
import type { Entrance } from "../model/way.ts";
import type { Shell } from "../ports/shell.ts";
import type { Transport } from "../ports/transport.ts";
import { Slots } from "./slots.ts";

interface Opening {
  shell: Promise<Shell>;
  /** Nobody has asked for it yet: its failure is kept for whoever does. */
  foreseen: boolean;
  failed: boolean;
}

/** Shells over one transport, by the way they were entered. Disposing closes them all. */
export class KeptShells implements Shells {
  readonly #open = new Map<string, Opening>();
  /** Ends what is being opened when all is given back: a host that does not answer holds nobody up. */
  #rest = new AbortController();
  readonly #closing = new Set<Promise<void>>();
  #closed = false;
  #slots: Slots;

  constructor(readonly transport: Transport, forks = FORKS) {
    this.#slots = new Slots(forks);
  }

  get(entrance: Entrance): Promise<Shell> {
    const key = wayKey(entrance.way);
    const opening = this.#open.get(key) ?? this.#begin(entrance);
    opening.foreseen = false;
    if (opening.failed) this.#open.delete(key);
    return opening.shell;
  }

  /** Begins to open what will be asked for soon. A failure is told to the first one that asks; the next one is a new attempt. */
  foresee(entrance: Entrance): void {
    if (this.#open.has(wayKey(entrance.way))) return;
    const opening = this.#begin(entrance);
    opening.foreseen = true;
    opening.shell.catch(() => {});
  }

  drop({ way }: Entrance): void {
    const broken = this.#open.get(wayKey(way));
    this.#open.delete(wayKey(way));
    broken?.shell.then((shell) => shell[Symbol.asyncDispose]()).catch(() => {}); // it is broken already: there is nothing left to close
  }

  /** Ends what is being opened right now: whoever stops a loop does not wait for a host that does not answer. What is asked for later is opened. */
  giveUp(): void {
    this.#rest.abort(new Error("nobody needs it any more"));
    this.#rest = new AbortController();
  }

  /** Gives all of them back, and waits for nothing; whoever asks then is given new ones. */
  rest(): void {
    this.giveUp();
    for (const { shell } of this.#open.values()) {
      const closing = shell.then((open) => open[Symbol.asyncDispose]()).catch(() => {}) // what could not be opened needs no closing
        .finally(() => this.#closing.delete(closing));
      this.#closing.add(closing);
    }
    this.#open.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.rest();
    await Promise.all(this.#closing);
  }

  #begin(entrance: Entrance): Opening {
    const { way } = entrance;
    const key = wayKey(way);
    const opening: Opening = { shell: this.#opened(entrance), foreseen: false, failed: false };
    opening.shell.catch(() => {
      opening.failed = true;
      if (!opening.foreseen && this.#open.get(key) === opening) this.#open.delete(key);
    });
    this.#open.set(key, opening);
    return opening;
  }

  async #opened(entrance: Entrance): Promise<Shell> {
    const { host } = entrance.way;
    // Nobody would close it any more.
    if (this.#closed) throw new Error(`shells are closed: ${host} was asked for too late`);
    const { signal } = this.#rest;
    try {
      return await this.#slots.with(() => this.transport.open(entrance, signal), signal);
    } catch (error) {
      if (error instanceof CannotBecome) throw error;
      if (signal.aborted) throw new NotAwaited(`${host} was not waited for: its loop was stopped`, { cause: error });
      throw new HostUnreachable(`${host} cannot be reached: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
}
