// A process in a test's hand: streams that remember, signals that the test sends, a human who has typed beforehand.
import type { Io, Output } from "../../src/cli/io.ts";

export interface Captured {
  io: Io;
  out(): string;
  err(): string;
  /** Sends a signal to whoever listens; true when somebody did. */
  send(name: string): boolean;
  fault(error: unknown): void;
  /** Timers that are still running. */
  timers: Set<() => void>;
}

export interface CapturedOptions {
  /** May be changed meanwhile, as a terminal's size may. */
  columns?: number;
  rows?: number;
  /** Which streams are a terminal. */
  terminal?: boolean | "out" | "err";
  env?: Record<string, string>;
  /** Lines that a human types; standard input is a terminal when given. */
  typed?: string[];
  now?: number;
  /** Why standard output cannot be written. */
  outFailure?: string;
  /** Files that exist, by absolute path; real ones do not count. */
  files?: string[];
  /** As it is typed. */
  program?: string;
  /** Their permission bits, where they are not 0600. */
  modes?: Record<string, number>;
  /** Those of them that are programs. */
  programs?: string[];
  /** Who has the terminal as a whole. */
  takeTerminal?: Io["takeTerminal"];
  /** Timers tick by themselves, and the time goes on with them; otherwise a test makes them. */
  ticking?: boolean;
  /** What is in files that the command line itself reads or writes. */
  texts?: Map<string, string>;
}

export function capture(options: CapturedOptions = {}): Captured {
  const written = { out: "", err: "" };
  const listeners = new Set<(name: string) => void>();
  const faults = new Set<(error: unknown) => void>();
  const timers = new Set<() => void>();
  const typed = [...(options.typed ?? [])];
  const texts = options.texts ?? new Map<string, string>();
  const files = [...options.files ?? [], ...options.programs ?? []];
  const time = { monotonic: 0 };
  const output = (name: "out" | "err"): Output => ({
    write: (text) => void (written[name] += text),
    isTerminal: options.terminal === true || options.terminal === name,
    get columns() {
      return options.columns;
    },
    get rows() {
      return options.rows;
    },
    failure: name === "out" ? options.outFailure : undefined,
  });
  const io: Io = {
    program: options.program ?? "ftl2-enterprise",
    cwd: "/home/me",
    user: "me",
    stdout: output("out"),
    stderr: output("err"),
    stdinIsTerminal: options.typed !== undefined,
    clock: { now: () => options.now ?? Date.parse("2026-11-22T16:00:00Z"), monotonic: () => time.monotonic },
    readLine: (signal) => Promise.resolve(signal.aborted ? undefined : typed.shift()),
    readSecret: (want) => {
      written.err += want;
      return Promise.resolve(typed.shift());
    },
    takeTerminal: options.takeTerminal ?? (() => {
      throw new Error("there is no terminal to take");
    }),
    env: (name) => options.env?.[name],
    kind: (path) =>
      files.includes(path) || texts.has(path)
        ? "file"
        : files.some((file) => file.startsWith(`${path}/`))
        ? "directory"
        : undefined,
    mode: (path) => options.modes?.[path] ?? 0o600,
    readText: (path) => {
      const text = texts.get(path);
      if (text === undefined) throw new Error(`nothing was written to ${path}`);
      return text;
    },
    writeText: (path, text) => void texts.set(path, text),
    writeNewText: (path, text) => !texts.has(path) && texts.set(path, text) === texts,
    executable: (path) => (options.programs ?? []).includes(path),
    list: (path) => files.filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1)),
    every(ms, tick) {
      timers.add(tick);
      if (options.ticking) queueMicrotask(beat);
      return () => timers.delete(tick);

      function beat(): void {
        if (!timers.has(tick)) return;
        time.monotonic += ms;
        tick();
        queueMicrotask(beat);
      }
    },
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onFault(listener) {
      faults.add(listener);
      return () => faults.delete(listener);
    },
  };
  return {
    io,
    out: () => written.out,
    err: () => written.err,
    send(name) {
      for (const listener of listeners) listener(name);
      return listeners.size > 0;
    },
    fault: (error) => faults.forEach((listener) => listener(error)),
    timers,
  };
}
