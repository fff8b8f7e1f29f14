// Everything the command line needs from the process it runs in, so that tests can be a process themselves.
import type { Clock } from "../ports/clock.ts";

/** A stream that people or programs read. */
export interface Output {
  /** Writes whole. A reader that has gone is no error: what follows is dropped. */
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width now; undefined where there is none. */
  readonly columns: number | undefined;
  /** Lines of it; likewise. */
  readonly rows?: number | undefined;
  /** Its reader has gone. */
  readonly gone?: boolean;
  /** Why nothing more can be written, for any other reason than a reader that has gone. */
  readonly failure: string | undefined;
}

/** What is heard of a terminal that a command fills as a whole. */
export interface TerminalListener {
  /** What was typed, at once, and never half a letter. */
  typed(text: string): void;
  resized(): void;
  /** The process had been stopped, and others may have written meanwhile. */
  continued(): void;
  /** Nothing will be typed any more. */
  gone(): void;
}

/** A terminal that a command fills as a whole. */
export interface Terminal {
  /** Whether what is typed is heard letter by letter and not shown. */
  raw(on: boolean): void;
  /** Gives the terminal to the shell until that lets the process go on; returns then. False where it cannot be. */
  suspend(): boolean;
  /** Hears nothing more; the terminal is as it was. */
  close(): void;
}

export interface Io {
  /** What people type to start this program. */
  program: string;
  cwd: string;
  /** Who gives the answers. */
  user: string;
  stdout: Output;
  stderr: Output;
  stdinIsTerminal: boolean;
  clock: Clock;
  /** A line from a human, without its line end; undefined at the end of input or when the signal fires. */
  readLine(signal: AbortSignal): Promise<string | undefined>;
  /** Asks on standard error for a line that is not shown while it is typed; only where standard input is a terminal. Undefined after Ctrl-C, too. */
  readSecret(want: string): Promise<string | undefined>;
  /** Takes the terminal on standard input and output as a whole; only where both are one. Once at a time. */
  takeTerminal(listener: TerminalListener): Terminal;
  env(name: string): string | undefined;
  /** What lies at a path, links followed; "pipe" for whatever can be read only once. */
  kind(path: string): "file" | "directory" | "pipe" | undefined;
  /** A file's permission bits, links followed; undefined where there are none. */
  mode(path: string): number | undefined;
  /** Whether a path is a program that whoever runs this one may start. */
  executable(path: string): boolean;
  /** A file's text. Throws InputError where it cannot be read. */
  readText(path: string): string;
  /** Writes a file, whole or not at all. Throws InputError where it cannot be written. */
  writeText(path: string, text: string): void;
  /** Writes a file that is not there yet, whole or not at all, and the folders that it lies in; false where something is there. Likewise. */
  writeNewText(path: string, text: string): boolean;
  /** Names in a folder; empty where it cannot be read. */
  list(path: string): string[];
  every(ms: number, tick: () => void): () => void;
  /** Hears signals that ask to end, by name, until the returned function is called. */
  onSignal(listener: (name: string) => void): () => void;
  /** Hears errors that nobody waited for, until the returned function is called. */
  onFault(listener: (error: unknown) => void): () => void;
}
