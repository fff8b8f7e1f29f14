// An open way into one host, as one user.
import type { CommandResult, Hold, Receipt, ReceiptState } from "../model/command.ts";

/** How one command runs, beyond its argv. */
export interface RunOptions {
  /** Standard input; empty without it. Any bytes. */
  stdin?: string | Uint8Array;
  /** Added to the environment of this command only. */
  env?: Record<string, string>;
  /** Working directory of this command only. */
  cwd?: string;
  /** After this many milliseconds the command's whole process group is ended (TERM, then KILL) and the result says `timedOut`. */
  timeoutMs?: number;
  /** Leave a receipt: claimed exclusively before the command starts, with output and exit status after it. For every command that changes something. */
  receipt?: Receipt;
  /**
   * A script (`sh -c`) under a receipt that is short and whose effect a look can tell: it runs in the session itself, which saves starting
   * three programs. A cancel of it may end the session. Ignored for other commands and with `timeoutMs`.
   */
  quick?: boolean;
}

/**
 * Commands run one after another; concurrent calls queue. A command cannot break the session, whatever it prints or reads.
 * A command that cannot be found is a result with rc 127, a directory that is not there one with rc 1 and a sentence in stderr.
 * Throws ShellBroken when the session itself dies (the outcome is then unknown), ReceiptRefused when a receipt is
 * claimed already or carries a token lower than the highest seen for its loop on the host; then nothing was started.
 */
export interface Shell {
  /**
   * The machine, whatever it is called: boot id and machine id where there are any (Linux), else its hostname. The same for every way into it until it boots.
   */
  readonly machine: string;
  /** The session's own folder on the host, its user's alone (0700): what is put there goes with the session. The same for as long as the session lives, never that of another. */
  readonly folder: string;
  /** `["sh", "-c", script, "sh", ...args]` is run in a subshell of the session itself: no program is started for the `sh`. */
  run(argv: string[], options?: RunOptions, signal?: AbortSignal): Promise<CommandResult>;
  /**
   * Writes a file whole: to a neighbour first, then renamed over it, so that a reader or a crash sees the old or the new
   * content. An existing file keeps its mode and owner; a new one gets `mode` (octal text; 0600 without it). Throws Error with the host's words.
   */
  put(path: string, content: Uint8Array, options?: { mode?: string }, signal?: AbortSignal): Promise<void>;
  /** A file's bytes. Throws Error with the host's words. */
  get(path: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** What became of a receipt. Claims it where nobody had, so that a late starter is refused from now on. */
  settle(receipt: Receipt, signal?: AbortSignal): Promise<ReceiptState>;
  /**
   * Tells the host who may change it from now on: commands under a lower token of the same lease are refused there, also those that
   * were sent before. Then `busy` where any command under a receipt still runs, whoever's it is; else `free`. Folders of receipts that nobody
   * has touched for 30 days are removed on the way. Throws ReceiptRefused for a token lower than the highest seen.
   */
  hold(hold: Hold, signal?: AbortSignal): Promise<"free" | "busy">;
  /**
   * Ends a command that runs on under a receipt of an earlier worker: its whole process group, TERM, then KILL. For a receipt that `settle` has just
   * found running; what became of it is to be settled anew.
   */
  end(receipt: Receipt): Promise<void>;
  /** Removes receipts whose ends are committed. */
  forget(receipts: Receipt[], signal?: AbortSignal): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
