// A loop: what is wanted, and how far it is.
import type { Json, JsonObject } from "./json.ts";

/** Where a loop stands. `running` has a live lease, `waiting` a time to come back, `paused` needs a human. */
export type LoopStatus =
  | "pending"
  | "running"
  | "waiting"
  | "paused"
  | "completed"
  | "failed"
  | "blocked"
  | "cancelled";

/** Whether a loop ends when it has converged (`single`), after planned steps (`incremental`), or never (`continuous`). */
export type Mode = "single" | "incremental" | "continuous";

/** What to do with a plain command that was running when its worker died and left no end. */
export type OnInterrupted = "ask" | "rerun" | "done";

/** The flags a loop was submitted with; the row's `options`. */
export interface LoopOptions {
  /** Absolute path of the playbook; absent for plain words. */
  file?: string;
  once: boolean;
  dryRun: boolean;
  /** Most iterations a run may take. */
  maxIterations: number;
  onInterrupted: OnInterrupted;
  /** `--tags` and `--skip-tags`; absent: everything. */
  tags?: string[];
  skipTags?: string[];
  /** `--extra-vars`, later ones over earlier ones. */
  extraVars?: JsonObject;
  /** `--diff`. */
  diff?: boolean;
}

/** What `run` and `submit` hand in. */
export interface Submission {
  name: string;
  mode: Mode;
  desiredState: string;
  options: LoopOptions;
}

/** A loop's row. */
export interface Loop {
  id: number;
  /** Names the loop's receipts on hosts: random, so that no two databases share one. */
  uid: string;
  name: string;
  status: LoopStatus;
  mode: Mode;
  desiredState: string | null;
  inventory: string | null;
  groups: Json;
  /** Seconds between runs of a continuous loop. */
  interval: number | null;
  /** Null for a loop written by the original program: its flags were never recorded. */
  options: LoopOptions | null;
  reason: string | null;
  run: number;
  leaseOwner: string | null;
  leaseExpiresAt: string | null;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
}

/** The right to work on one loop: valid while its token is the highest given out for the loop. */
export interface Lease {
  loop: Loop;
  owner: string;
  token: number;
}

/** How a run, or a turn of it, ended; tells the worker when to come back. */
export type Next =
  | { kind: "done"; status: "completed" | "failed" | "blocked"; reason: string }
  | { kind: "paused"; reason: string }
  | { kind: "again"; afterMs: number };
