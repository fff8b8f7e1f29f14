// What the feed says of actions, iterations and answers: names, states, numbers and a few words, never outputs.
import type { ActionStatus } from "../model/action.ts";
import type { Observations } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { Clock } from "../ports/clock.ts";
import { cut } from "./cut.ts";
import { tell } from "./feed.ts";
import type { Transact } from "./tables.ts";
import { hasEnded } from "./transitions.ts";

/** Characters of an answer, and of a comment, that the feed repeats. */
const MOST_TOLD = 200;
/** Characters of an error that a row of the feed takes. */
const MOST_OF_ERROR = 500;

/** An action's row, as far as the feed is concerned. */
interface ToldAction {
  id: number;
  host: string | null;
  name: string | null;
  status: ActionStatus;
}

/** Started or ended; of one that only pends there is nothing to tell. */
export async function tellAction(trx: Transact, loop: number, action: ToldAction, clock: Clock): Promise<void> {
  const { id, host, name, status } = action;
  if (status === "pending") return;
  const kind = hasEnded(status) ? "action ended" : "action started";
  await tell(trx, { loop, kind, about: id, data: { host, name, status } }, clock);
}

/** The end of an iteration in few words; the tally is that of all hosts together. */
export function closingData(
  iteration: { n: number; converged: boolean; observations: Observations | null; error: string | null },
): JsonObject {
  const { n, converged, observations, error } = iteration;
  const tallies = Object.values(observations?.tally ?? {});
  const sum: Record<string, number> = {};
  for (const tally of tallies) {
    for (const [name, count] of Object.entries(tally)) if (count > 0) sum[name] = (sum[name] ?? 0) + count;
  }
  return {
    n,
    converged,
    ...(tallies.length === 0 ? {} : { tally: sum, hosts: tallies.length }),
    ...(error === null ? {} : { error: cut(error, MOST_OF_ERROR) }),
  };
}

/** What the feed says of an answer. */
export function toldAnswer(
  { by, response, comment = null }: { by: string; response: string; comment?: string | null },
) {
  const told = comment === null ? {} : { comment: cut(comment, MOST_TOLD) };
  return { by, response: cut(response, MOST_TOLD), ...told };
}
