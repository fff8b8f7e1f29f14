// The terminal as two of Node's streams, as far as ink knows them.
import type { RenderOptions } from "ink";
import type { Io, Terminal } from "../io.ts";

type Listener = (...args: unknown[]) => void;

/** The terminal for ink, and by whom ink is told what happens. */
export interface NodeTerminal {
  stdin: NonNullable<RenderOptions["stdin"]>;
  stdout: NonNullable<RenderOptions["stdout"]>;
  typed(text: string): void;
  resized(): void;
}

/** Reads and writes go through `io` and `terminal`. */
export function nodeTerminal(io: Io, terminal: Pick<Terminal, "raw">): NodeTerminal {
  const input = new Emitter();
  const output = new Emitter();
  const waiting: string[] = [];
  const stdin = Object.assign(input, {
    isTTY: true,
    setRawMode: (on: boolean) => terminal.raw(on),
    setEncoding() {},
    ref() {},
    unref() {},
    read: () => waiting.shift() ?? null,
  });
  const stdout = Object.assign(output, {
    isTTY: true,
    write(text: string, done?: () => void) {
      if (text !== "") io.stdout.write(text);
      if (done !== undefined) queueMicrotask(done);
      return true;
    },
  });
  Object.defineProperties(stdout, {
    columns: { get: () => io.stdout.columns ?? 80 },
    rows: { get: () => io.stdout.rows ?? 24 },
  });
  return {
    stdin: stdin as unknown as NodeTerminal["stdin"],
    stdout: stdout as unknown as NodeTerminal["stdout"],
    typed(text) {
      waiting.push(text);
      input.emit("readable");
    },
    resized: () => output.emit("resize"),
  };
}

/** Node's, as far as it is used here. */
class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  on(name: string, listener: Listener): this {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
    return this;
  }

  off(name: string, listener: Listener): this {
    this.#listeners.get(name)?.delete(listener);
    return this;
  }

  addListener(name: string, listener: Listener): this {
    return this.on(name, listener);
  }

  removeListener(name: string, listener: Listener): this {
    return this.off(name, listener);
  }

  emit(name: string): void {
    for (const listener of [...this.#listeners.get(name) ?? []]) listener();
  }
}
