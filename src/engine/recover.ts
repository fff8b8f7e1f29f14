// A deed whose connection broke under it: found again by its receipt, while the pass waits.
import { ReceiptRefused } from "../model/errors.ts";
import { askReceipt, cannotBeAsked } from "./ask_receipt.ts";
import { type Deed, type Ended, entranceOfDeed } from "./perform.ts";
import type { Charge, Signals, World } from "./world.ts";

/** Milliseconds between looks at a receipt that still runs. */
const RUNNING_MS = 250;
/** Milliseconds before each further try to connect: a cable that was pulled and put back, a server that was started anew. */
const AGAIN_MS = [500, 2000, 5000];

const STOPPED = "The loop was stopped while it ran on after its connection broke";

/** What became of it. `never started`: it may start once more. `away`: nobody can tell yet, its row stays running. */
export type Recovered = Ended | { kind: "never started" } | { kind: "away"; reason: string };

/**
 * Connects again and asks for the receipt; a command that runs on is waited for, and ended where a human wants that. A host that does not
 * come back soon is away: the other hosts go on without it.
 */
export async function recover(
  { id, action, plan, module }: Pick<Deed, "id" | "action" | "plan" | "module">,
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Recovered> {
  const entrance = entranceOfDeed(action, module, world);
  const receipt = { loop: charge.loop.uid, action: id, token: charge.token };
  const told = { loop: charge.loop.id, id, host: action.host, name: action.name };
  for (let failures = 0;;) {
    try {
      const found = await askReceipt(receipt, entrance, { world, end: () => signals.signal.aborted });
      failures = 0;
      if (found.state === "running") {
        // Whoever stops the loop need not wait for it: its receipt keeps, and whoever goes on with the loop finds it.
        if (signals.stop.aborted && !signals.signal.aborted) return { kind: "away", reason: STOPPED };
        world.events.emit({ kind: "waiting for receipt", ...told });
        await world.wait(RUNNING_MS, signals.stop.aborted ? signals.signal : signals.stop);
        continue;
      }
      world.events.emit({ kind: "settled", ...told, state: found.state });
      if (found.state === "unclaimed") return { kind: "never started" };
      if (found.state === "interrupted") return { kind: "interrupted", result: plan.result };
      const kind = found.result.cancelled ? "interrupted" : "ran";
      return { kind, result: module.conclude(plan.result, found.result) };
    } catch (error) {
      if (!isAway(error)) throw error;
      const pause = AGAIN_MS[failures++];
      // A host that cannot read or write receipts has to be seen to by a human: the next turn says so.
      if (pause === undefined || signals.stop.aborted || error instanceof ReceiptRefused) {
        return { kind: "away", reason: error.message };
      }
      await world.wait(pause, signals.stop);
    }
  }
}

/** The world's "no" to being asked. */
export function isAway(error: unknown): error is Error {
  return cannotBeAsked(error) || error instanceof ReceiptRefused;
}
