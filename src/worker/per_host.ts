// How many commands run on one machine at once, over all the loops of a worker.
import type { Entrance } from "../model/way.ts";
import type { Hold, Receipt } from "../model/command.ts";
import type { RunOptions, Shell } from "../ports/shell.ts";
import type { Transport } from "../ports/transport.ts";
import { Slots } from "./slots.ts";

/** Commands at once on a machine, unless told otherwise: as many as a worker has loops, so that none of them waits behind another's `wait_for`. */
const AT_ONCE = 20;

/**
 * A transport whose shells share slots by machine. A slot is held while a command runs and at no other time, so nobody waits for one who
 * waits himself. What only asks the host (holds, receipts) goes past: who is to be told that a machine is free must not stand behind it.
 */
export class PerHost implements Transport {
  readonly #inner: Transport;
  readonly #limit: number;
  readonly #slots = new Map<string, MachineSlots>();

  constructor(inner: Transport, limit = AT_ONCE) {
    this.#inner = inner;
    this.#limit = limit;
  }

  async open(entrance: Entrance, signal?: AbortSignal): Promise<Shell> {
    const shell = await this.#inner.open(entrance, signal);
    const slots = this.#slots.get(shell.machine) ?? new MachineSlots(this.#limit);
    this.#slots.set(shell.machine, slots);
    slots.shells++;
    return new Limited(shell, slots, () => {
      if (--slots.shells === 0) this.#slots.delete(shell.machine);
    });
  }
}

/** Slots of one machine. */
class MachineSlots extends Slots {
  /** Open shells that share them. */
  shells = 0;
}

class Limited implements Shell {
  readonly #shell: Shell;
  readonly #slots: Slots;
  #close: (() => void) | undefined;
  /** Commands of one shell run one after another: the next one takes its slot when the last one has left its own. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(shell: Shell, slots: Slots, close: () => void) {
    this.#shell = shell;
    this.#slots = slots;
    this.#close = close;
  }

  get machine(): string {
    return this.#shell.machine;
  }

  get folder(): string {
    return this.#shell.folder;
  }

  run(argv: string[], options?: RunOptions, signal?: AbortSignal) {
    return this.#limited(() => this.#shell.run(argv, options, signal), signal);
  }

  put(path: string, content: Uint8Array, options?: { mode?: string }, signal?: AbortSignal) {
    return this.#limited(() => this.#shell.put(path, content, options, signal), signal);
  }

  get(path: string, signal?: AbortSignal) {
    return this.#limited(() => this.#shell.get(path, signal), signal);
  }

  settle(receipt: Receipt, signal?: AbortSignal) {
    return this.#shell.settle(receipt, signal);
  }

  hold(hold: Hold, signal?: AbortSignal) {
    return this.#shell.hold(hold, signal);
  }

  end(receipt: Receipt) {
    return this.#shell.end(receipt);
  }

  forget(receipts: Receipt[], signal?: AbortSignal) {
    return this.#shell.forget(receipts, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close?.();
    this.#close = undefined;
    await this.#shell[Symbol.asyncDispose]();
  }

  #limited<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const done = this.#last.then(() => this.#slots.with(work, signal));
    this.#last = done.catch(() => {}); // the caller hears of it; whoever comes next only waits for its end
    return done;
  }
}
