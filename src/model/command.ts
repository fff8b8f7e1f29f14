// A command on a host, and what came of it.

/** One step of a plan. `stdin` is text or bytes for its standard input. */
export interface Command {
  argv: string[];
  stdin?: string | Uint8Array;
  cwd?: string;
  env?: Record<string, string>;
}

/** What a finished command left. The same shape for good and bad ends; the booleans say why it ended as it did. */
export interface CommandResult {
  /** Exit status; 128 + n for signal n; 124 after a timeout, 130 after a cancel. */
  rc: number;
  /** UTF-8, invalid bytes replaced; head and tail around a line that says how much was left out when `truncated`. */
  stdout: string;
  stderr: string;
  /** ISO 8601, UTC, on the controller's clock. */
  startedAt: string;
  endedAt: string;
  timedOut: boolean;
  cancelled: boolean;
  truncated: boolean;
}

/** The name of an action's receipt on a host: the loop's own id there, the action's row, and the lease's fencing token. */
export interface Receipt {
  loop: string;
  action: number;
  token: number;
  /** The lease on the machine under which it is done; absent where no machine is leased (a controller's own files). */
  hold?: Hold;
}

/** A lease on a machine: `token` grows with every holder, and the host refuses a lower one than the highest it has seen for `uid`. */
export interface Hold {
  /** Names the machine's leases in one database: random, hex. */
  uid: string;
  token: number;
}

/**
 * What a host knows of a receipt. `unclaimed` means that the command never started, and that it cannot start any more,
 * because whoever looked has claimed it. `interrupted`: claimed, no longer running, and no end on record.
 */
export type ReceiptState =
  | { state: "finished"; result: CommandResult }
  | { state: "running" }
  | { state: "interrupted" }
  | { state: "unclaimed" };
