// What a model is opened with: the touches of the world that this room does not have, and what the user says of it.

/** How a program is run. */
export interface Running {
  args: string[];
  stdin: string;
  /** Milliseconds until it is ended, with all that it started. */
  limitMs: number;
  /** Bytes of its standard output that are kept; the rest is read and forgotten. */
  stdoutBytes: number;
  /** In an empty folder of its own, so that it finds nothing to read there; else where we are. */
  apart: boolean;
}

/** How a program ended; `stderr` is the beginning of it. */
export interface Ran {
  rc: number;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/** US dollars per million tokens. */
export interface Price {
  in: number;
  out: number;
}

/** What a model may be opened with. */
export interface ModelTerms {
  /** An environment variable of the controller. */
  env(name: string): string | undefined;
  /** US dollars per million tokens, where the user says so; it wins over what a provider says. */
  price?: Price;
  /** The words of a line, as a shell cuts them; `error`: a quote that is not closed. */
  words(line: string): string[] | { error: string };
  /** Runs a program with our environment. `error`: it could not be started. The signal ends it. */
  run(program: string, running: Running, signal: AbortSignal): Promise<Ran | { error: string }>;
  /** Milliseconds that an answer may take. Default: ten minutes. */
  limitMs?: number;
}

/** An answer that takes longer is not waited for: a model on a slow machine writes for minutes, not for a quarter of an hour. */
export const LIMIT_MS = 10 * 60 * 1000;

/** Bytes of an answer that are read: the longest sensible one is a hundredth of it. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** When to come back where nobody says: the worker makes it longer each time. */
export const AGAIN_MS = 10_000;
