// Sessions that outlive the loop that opened them: the next one on the same host takes an idle one, which saves it starting a shell.
import { wayKey } from "../engine/way_key.ts";
import type { Entrance } from "../model/way.ts";
import { ShellBroken } from "../model/errors.ts";
import type { Shell } from "../ports/shell.ts";
import type { Transport } from "../ports/transport.ts";

/** Idle sessions kept on one host; a minute's loops on it come one after another, or a few at once. */
const MOST = 4;
/** Milliseconds after which a session that nobody took is closed. */
const IDLE_MS = 90_000;

interface Idle {
  shell: Shell;
  timer: ReturnType<typeof setTimeout>;
}

/** A transport whose shells, when disposed, are kept for whoever enters the same host the same way next. Disposing it closes what is idle. */
export class IdleShells implements Transport, AsyncDisposable {
  readonly #transport: Transport;
  readonly #idle = new Map<string, Idle[]>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async open(entrance: Entrance, signal?: AbortSignal): Promise<Shell> {
    const key = wayKey(entrance.way);
    const idle = this.#idle.get(key)?.pop();
    clearTimeout(idle?.timer);
    return this.#lent(key, idle?.shell ?? await this.#transport.open(entrance, signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#idle.values()].flat();
    this.#idle.clear();
    for (const { timer } of all) clearTimeout(timer);
    await Promise.allSettled(all.map(({ shell }) => shell[Symbol.asyncDispose]()));
  }

  /** The shell, which comes back here when its borrower is done with it: once, and only if it is whole and nothing runs in it. */
  #lent(key: string, shell: Shell): Shell {
    let using = 0;
    let broken = false;
    let back = false;
    const watched = async <T>(use: () => Promise<T>): Promise<T> => {
      using++;
      try {
        return await use();
      } catch (error) {
        broken ||= error instanceof ShellBroken;
        throw error;
      } finally {
        using--;
      }
    };
    return {
      machine: shell.machine,
      run: (argv, options, signal) => watched(() => shell.run(argv, options, signal)),
      put: (path, content, options, signal) => watched(() => shell.put(path, content, options, signal)),
      get: (path, signal) => watched(() => shell.get(path, signal)),
      settle: (receipt, signal) => watched(() => shell.settle(receipt, signal)),
      hold: (hold, signal) => watched(() => shell.hold(hold, signal)),
      end: (receipt) => watched(() => shell.end(receipt)),
      forget: (receipts, signal) => watched(() => shell.forget(receipts, signal)),
      [Symbol.asyncDispose]: async () => {
        if (back) return;
        back = true;
        if (broken || using > 0 || !this.#keep(key, shell)) await shell[Symbol.asyncDispose]();
      },
    };
  }

  #keep(key: string, shell: Shell): boolean {
    const idle = this.#idle.get(key) ?? [];
    if (idle.length >= MOST) return false;
    const timer = setTimeout(() => {
      this.#idle.set(key, this.#idle.get(key)?.filter((each) => each.shell !== shell) ?? []);
      shell[Symbol.asyncDispose]().catch(() => {}); // it is closed either way
    }, IDLE_MS);
    Deno.unrefTimer(Number(timer));
    this.#idle.set(key, [...idle, { shell, timer }]);
    return true;
  }
}
