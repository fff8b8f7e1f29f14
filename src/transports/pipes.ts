// What a session runs over: the two ends of a shell, wherever it was started. A transport provides them, a session uses them.

/** A started `sh` that reads commands from `stdin`. Whoever connected it has put it in a process group of its own. */
export interface Pipes {
  stdin: WritableStream<Uint8Array>;
  stdout: ReadableStream<Uint8Array>;
  stderr: ReadableStream<Uint8Array>;
  /** Resolves when the process is gone, or stays only because others share it; never rejects. To be asked for when somebody waits. */
  ended: Promise<unknown>;
  /** Ends the process at once; says nothing when it is gone already. */
  kill(): void;
}

/** Starts one more `sh` on the host, and waits until it may be spoken to. Throws Error with a sentence. */
export type Connect = (signal?: AbortSignal) => Pipes | Promise<Pipes>;

/** Starts a program on the host, in the folder and with the environment that its user begins with. Throws Error with a sentence. */
export type Spawn = (words: readonly string[], signal?: AbortSignal) => Pipes | Promise<Pipes>;

/** The first and the last bytes of a file, and how many lie between them. */
export interface Kept {
  head: Uint8Array;
  tail: Uint8Array;
  leftOut: number;
}

/** Reads what is kept of a file on the host without asking its shell: at most `keep` bytes from each end, everything when it is no longer than both. */
export type Peek = (path: string, keep: number) => Promise<Kept>;
