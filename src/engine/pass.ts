// A pass while it walks.
import type { Difference } from "../ports/journal.ts";
import type { Asked } from "./approval_text.ts";
import type { Approvals } from "./approvals.ts";
import type { HeldHosts } from "./held_hosts.ts";
import type { KnownFacts } from "./known_facts.ts";
import type { Ledger } from "./ledger.ts";
import type { PendingEnds } from "./pending_ends.ts";
import type { Reached } from "./reached.ts";
import type { Tallies } from "./tally.ts";
import type { Temporary } from "./temporary.ts";
import type { Charge, World } from "./world.ts";

/** What the steps of one pass share. */
export interface Pass {
  iteration: number;
  charge: Charge;
  world: World;
  ledger: Ledger;
  tallies: Tallies;
  checkMode: boolean;
  ends: PendingEnds;
  temporary: Temporary;
  hosts: HeldHosts;
  facts: KnownFacts;
  reached: Reached;
  /** What humans have said to what policy asks about. */
  approvals: Approvals;
  /** Calls that were shown, approved, and looked at again before this pass: their hashes. */
  covered: ReadonlySet<string>;
  /** Where nothing is to be done, only found out: what a human has to be asked about. */
  foreseen?: Asked[];
  /** What a dry run found. */
  differences: Difference[];
}
