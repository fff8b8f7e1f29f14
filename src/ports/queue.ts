// What workers claim, and what people ask of a loop. Every method that writes is one transaction, on disk when it resolves.
import type { Lease, Loop, Release, StopRequest, Submission, Suspension } from "../model/loop.ts";

/** Who works: names a process well enough to tell later whether it is gone. */
export interface Owner {
  name: string;
  leaseMs: number;
}

/** Terms of a claim. */
export interface ClaimTerms {
  /** Whether an owner is known to have died: its leases need not run out. */
  isGone?: (owner: string) => boolean;
}

/** How a lease stands after an attempt to renew it. */
export interface Renewal {
  lease: Lease;
  /** False: another worker has the loop, or it was given back. */
  held: boolean;
  /** What a human wants of the loop; null: nothing. */
  request: StopRequest | null;
}

/** A worker's row, for `status` and for whoever asks whether anybody would take a loop. */
export interface WorkerRow {
  /** As an owner of leases. */
  name: string;
  startedAt: string;
  /** ISO 8601; a worker is alive until its `expiresAt`. */
  heartbeatAt: string;
  expiresAt: string;
  concurrency: number;
  /** Loops that it works on now. */
  working: number;
}

/** The loops that there are to work on. */
export interface Queue {
  /** Inserts a loop, pending; claimed by `owner` at once where one is given, so that nobody else takes it. */
  submit(submission: Submission, owner?: Owner): Promise<{ id: number; lease: Lease | null }>;
  /**
   * Takes a loop: one that is claimable (as `claimNext` has it, its time not minded), or paused or waiting when `evenIf` names that
   * status. Raises its token. Null when it cannot be taken. The lease's loop says in `nextRunAt` when its turn was. A pause that a dead worker
   * was asked for is over with it, a cancel is carried out instead.
   */
  claim(id: number, owner: Owner, terms?: ClaimTerms & { evenIf?: Loop["status"][] }): Promise<Lease | null>;
  /**
   * Takes the loop whose turn it is; null when there is none. Claimable: pending or waiting with its time come and no loop in the way that
   * still holds its host; paused with its suspension over; any of these or running whose lease has run out, or whose owner `isGone`.
   * The one that has been claimable longest goes first. What a dead worker was asked (a pause, a cancel) is done instead, and the next
   * one looked for. A clock that was set back keeps no loop waiting, only leases last longer.
   */
  claimNext(owner: Owner, terms?: ClaimTerms): Promise<Lease | null>;
  /** When the next loop becomes claimable by the passing of time alone (ms since 1970, UTC); null when none does. */
  nextTime(): Promise<number | null>;
  /** Moves the expiries on, all in one transaction. A lease that is not held any more is told so, not thrown. */
  renew(leases: readonly Lease[], leaseMs: number): Promise<Renewal[]>;
  /** How leases stand, without writing. */
  look(leases: readonly Lease[]): Promise<Renewal[]>;
  /**
   * Keeps the lease and lets readers see that the loop waits, for what and until when. Throws LeaseLost. `wake` ends it; the time may be
   * set to now meanwhile by whoever lets go of the host that is waited for, or by `resume --now`.
   */
  rest(lease: Lease, resting: Release & { kind: "again" | "next run" }): Promise<Lease>;
  /** Ends a rest: running again. Throws LeaseLost. */
  wake(lease: Lease): Promise<Lease>;
  /**
   * Gives the loop back with what comes next. A quiet run (one pass, nothing found) is joined to the quiet ones before it. A human's
   * request that the worker has not heard wins over all but an end; so does an answer that came meanwhile over a pause for it. Throws LeaseLost.
   */
  release(lease: Lease, release: Release): Promise<void>;
  /**
   * Answers a prompt; the last open one of a loop that paused for it makes the loop claimable at once. Throws InputError with a
   * sentence for a wrong id, a wrong option, one that is answered already, or whose loop has ended. Returns the loop.
   */
  answer(prompt: number, response: string, by: string, comment?: string): Promise<number>;
  /**
   * Pauses a loop on a human's word: at once where no live lease is on it, else by a request to its worker. Returns which. Throws
   * InputError for a loop that has ended.
   */
  suspend(id: number, suspension: Suspension): Promise<"done" | "asked">;
  /** Ends a loop on a human's word, likewise; its open prompts are cancelled. */
  cancel(id: number, by: string, reason: string): Promise<"done" | "asked">;
  /** Makes a paused loop claimable; with `now`, also one that waits for its time. Throws InputError for any other. */
  resume(id: number, by: string, options?: { now?: boolean }): Promise<void>;
  /** Begins a new run of a loop that has failed, is blocked, or was cancelled. Throws InputError for any other. */
  retry(id: number, by: string): Promise<void>;
  /** Tells that a worker lives; the first time makes its row. */
  beat(worker: Omit<WorkerRow, "startedAt" | "heartbeatAt" | "expiresAt">, lifeMs: number): Promise<void>;
  /** Takes the worker's row away: it has ended on its own will. */
  leave(name: string): Promise<void>;
  /** Workers that are alive, oldest first. */
  workers(): Promise<WorkerRow[]>;
  /** Whether anybody, this process included, has committed anything since the last call; true at the first. Costs microseconds. */
  changed(): boolean;
}
