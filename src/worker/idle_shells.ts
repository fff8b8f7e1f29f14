// Sessions that outlive the loop that opened them: the next one on the same host takes an idle one, which saves it a login.
import { wayKey } from "../engine/way_key.ts";
import { ShellBroken } from "../model/errors.ts";
import type { Entrance } from "../model/way.ts";
import type { Shell } from "../ports/shell.ts";
import type { Transport } from "../ports/transport.ts";
import { wait } from "./wait.ts";

/** Idle sessions kept of one way; a minute's loops on a host come one after another, or a few at once. */
const MOST = 4;
/** Idle sessions kept in all: each is a process here, over ssh of some 5 MB. */
const MOST_IN_ALL = 400;

/** Milliseconds. */
export interface Idleness {
  /** After which a session that nobody took is closed. Default 90 s. */
  closeMs?: number;
  /** Of silence after which a session is asked whether it is still there, before it is lent: a connection may be dead without a word. Default 3 s. */
  askMs?: number;
  /** In which it has to answer. Default 5 s. */
  answerMs?: number;
}

interface Idle {
  shell: Shell;
  since: number;
  timer: ReturnType<typeof setTimeout>;
}

/** A transport whose shells, when disposed, are kept for whoever enters the same host the same way next. Disposing it closes what is idle. */
export class IdleShells implements Transport, AsyncDisposable {
  readonly #transport: Transport;
  readonly #times: Required<Idleness>;
  readonly #idle = new Map<string, Idle[]>();
  readonly #closing = new Set<Promise<void>>();
  #count = 0;
  #closed = false;

  constructor(transport: Transport, times: Idleness = {}) {
    this.#transport = transport;
    this.#times = { closeMs: 90_000, askMs: 3_000, answerMs: 5_000, ...times };
  }

  async open(entrance: Entrance, signal?: AbortSignal): Promise<Shell> {
    const key = wayKey(entrance.way);
    for (let idle = this.#take(key); idle !== undefined; idle = this.#take(key)) {
      if (performance.now() - idle.since < this.#times.askMs || await this.#answers(idle.shell)) {
        return this.#lent(key, idle.shell);
      }
      this.#close(idle.shell);
    }
    return this.#lent(key, await this.#transport.open(entrance, signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const keys = [...this.#idle.keys()];
    const all = keys.flatMap((key) => [...this.#all(key)]);
    await Promise.allSettled([...all.map(({ shell }) => shell[Symbol.asyncDispose]()), ...this.#closing]);
  }

  /** The one that was given back last; it is nobody else's then. */
  #take(key: string): Idle | undefined {
    const idle = this.#idle.get(key);
    const last = idle?.pop();
    if (idle?.length === 0) this.#idle.delete(key);
    if (last === undefined) return undefined;
    clearTimeout(last.timer);
    this.#count--;
    return last;
  }

  *#all(key: string): Generator<Idle> {
    for (let idle = this.#take(key); idle !== undefined; idle = this.#take(key)) yield idle;
  }

  async #answers(shell: Shell): Promise<boolean> {
    const over = new AbortController();
    const asked = shell.run(["sh", "-c", ":"]).then(({ rc }) => rc === 0, () => false);
    const late = wait(this.#times.answerMs, over.signal).then(() => false);
    const answer = await Promise.race([asked, late]);
    over.abort();
    return answer;
  }

  /** The shell, which comes back here when its borrower is done with it: once, and only if it is whole and nothing runs in it. */
  #lent(key: string, shell: Shell): Shell {
    let using = 0;
    let broken = false;
    let back = false;
    const watched = async <T>(use: () => Promise<T>): Promise<T> => {
      // It may be another's by now.
      if (back) throw new ShellBroken("the session was closed before this could be asked of it");
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
      folder: shell.folder,
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
    if (this.#closed || idle.length >= MOST || this.#count >= MOST_IN_ALL) return false;
    const timer = setTimeout(() => this.#expire(key, shell), this.#times.closeMs);
    Deno.unrefTimer(Number(timer));
    this.#idle.set(key, [...idle, { shell, since: performance.now(), timer }]);
    this.#count++;
    return true;
  }

  #expire(key: string, shell: Shell): void {
    const left = this.#idle.get(key)?.filter((each) => each.shell !== shell) ?? [];
    if (left.length > 0) this.#idle.set(key, left);
    else this.#idle.delete(key);
    this.#count--;
    this.#close(shell);
  }

  /** Only who disposes of everything waits for a session that may answer no more. */
  #close(shell: Shell): void {
    const closing = shell[Symbol.asyncDispose]().catch(() => {}) // it is closed either way
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
