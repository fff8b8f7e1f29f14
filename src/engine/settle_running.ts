// Actions that were running when their worker went away: what became of them, by their receipts on the hosts.
import type { RecordedAction } from "../model/action.ts";
import type { CommandResult } from "../model/command.ts";
import type { Finish } from "../ports/journal.ts";
import { FORKS } from "../model/forks.ts";
import { askReceipt, cannotBeAsked } from "./ask_receipt.ts";
import { fanOut } from "./fan_out.ts";
import { knownModule } from "./known_module.ts";
import { entranceOfRecord } from "./perform.ts";
import type { Charge, World } from "./world.ts";

/** What settling came to. */
export interface Settlement {
  /** Ends to write down. */
  finishes: Finish[];
  /** Never started, and cannot start any more. */
  neverStarted: RecordedAction[];
  /** Still running on their hosts: to be waited for. */
  stillRunning: RecordedAction[];
  /** Nobody can tell, because the host does not answer: why, by the host's name. They stay running. */
  away: Map<string, string>;
  /** The rows of these. */
  left: number[];
}

/**
 * Asks every host for its receipts. With `end`, what still runs there is ended. Throws ReceiptRefused where a receipt cannot be read or written.
 */
export async function settleRunning(
  running: readonly RecordedAction[],
  { charge, world, end = false }: { charge: Charge; world: World; end?: boolean },
  signal?: AbortSignal,
): Promise<Settlement> {
  const settlement: Settlement = { finishes: [], neverStarted: [], stillRunning: [], away: new Map(), left: [] };
  await fanOut(running, FORKS, async (action) => {
    const { id, host, name } = action;
    const receipt = { loop: charge.loop.uid, action: id, token: charge.token };
    const entrance = entranceOfRecord(action, world);
    // One that was found to be away is not waited for once more.
    const known = settlement.away.get(entrance.way.host);
    const found = known !== undefined
      ? { state: "away" as const, reason: known }
      : await orAway(() => askReceipt(receipt, entrance, { world, end: () => end }, signal));
    const loop = charge.loop.id;
    if (found.state === "away") {
      const reason = `${found.reason} ("${name}" was running there and is settled when it answers)`;
      settlement.away.set(entrance.way.host, known ?? reason);
      settlement.left.push(id);
      return;
    }
    if (found.state === "running") {
      settlement.stillRunning.push(action);
      world.events.emit({ kind: "waiting for receipt", loop, id, host, name });
      return;
    }
    world.events.emit({ kind: "settled", loop, id, host, name, state: found.state });
    if (found.state === "unclaimed") settlement.neverStarted.push(action);
    else if (found.state === "interrupted") {
      settlement.finishes.push({ id, status: "interrupted", result: action.result ?? { changed: true } });
    } else settlement.finishes.push(await adopt(action, found.result, world, signal));
  });
  return settlement;
}

async function orAway<T>(ask: () => Promise<T>): Promise<T | { state: "away"; reason: string }> {
  try {
    return await ask();
  } catch (error) {
    if (!cannotBeAsked(error)) throw error;
    return { state: "away", reason: error.message };
  }
}

/** The end of a command that went on without us, concluded as if we had been there. */
async function adopt(
  action: RecordedAction,
  output: CommandResult,
  world: World,
  signal?: AbortSignal,
): Promise<Finish> {
  const predicted = action.result ?? { changed: true };
  const module = await knownModule(action.module, world.modules, signal);
  const result = module?.conclude(predicted, output) ?? { ...predicted, rc: output.rc };
  const status = output.cancelled ? "interrupted" : result["failed"] === true ? "failed" : "completed";
  return { id: action.id, status, result, adopted: true };
}
