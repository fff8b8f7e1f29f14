// What workers claim. Every method is one transaction that is on disk when it resolves.
import type { Lease, Loop, Next, Submission } from "../model/loop.ts";

/** Who works: names a process well enough to tell later whether it is gone. */
export interface Owner {
  name: string;
  leaseMs: number;
}

/** The loops that there are to work on. */
export interface Queue {
  /** Inserts a loop, pending; claimed by `owner` at once where one is given, so that nobody else takes it. */
  submit(submission: Submission, owner?: Owner): Promise<{ id: number; lease: Lease | null }>;
  /**
   * Takes a loop: one that is pending, or running with a lease that has expired or whose owner `isGone`, or paused or waiting when
   * `evenIf` names that status. Raises its token. Null when it cannot be taken.
   */
  claim(
    id: number,
    owner: Owner,
    terms?: { isGone?: (owner: string) => boolean; evenIf?: Loop["status"][] },
  ): Promise<Lease | null>;
  /** Moves the expiry on. Throws LeaseLost. */
  renew(lease: Lease, leaseMs: number): Promise<void>;
  /** Gives the loop back with what comes next: its end, a pause, or claimable again. Throws LeaseLost. */
  release(lease: Lease, next: Next): Promise<void>;
  /** Answers a prompt. Throws InputError with a sentence for a wrong id, a wrong option, or one that is answered already. */
  answer(prompt: number, response: string, by: string): Promise<void>;
  /** Pauses a loop that nobody works on, on a human's word. */
  suspend(id: number, by: string, reason: string): Promise<void>;
  /** Makes a paused loop claimable. */
  resume(id: number): Promise<void>;
  cancel(id: number, by: string): Promise<void>;
}
