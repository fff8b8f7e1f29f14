// Two iterations of a loop side by side, out of the record: what was seen and what was done otherwise.
import type { IterationRow } from "../ports/archive.ts";
import type { PageWorld } from "../ports/page_world.ts";
import { type ActionChange, compareActions, compareSeen, type SeenChange } from "../words/compare_iterations.ts";

/** Actions of each that are compared. */
export const MOST_COMPARED = 500;

/** What differs. */
export interface Compared {
  seen: SeenChange[];
  actions: ActionChange[];
  /** False: one of them has more actions, and only the first were compared. */
  whole: boolean;
  /** How many actions were compared, of both. */
  done: number;
}

/** `before`: undefined where there is none, so that all is new. */
export async function comparedIterations(
  { archive, survey }: Pick<PageWorld, "archive" | "survey">,
  before: IterationRow | undefined,
  after: IterationRow,
): Promise<Compared> {
  const sideOf = async (row: IterationRow | undefined) => {
    if (row === undefined) return { seen: null, actions: [], more: false };
    const [seen, { rows, next }] = await Promise.all([
      survey.observations(row.id),
      survey.actions(row.id, { limit: MOST_COMPARED }),
    ]);
    // A list has neither parameters nor differences.
    const actions = rows.length === 0 ? [] : await archive.actions({ ids: rows.map(({ id }) => id) });
    return { seen, actions, more: next !== null };
  };
  const [one, other] = await Promise.all([sideOf(before), sideOf(after)]);
  return {
    seen: compareSeen(one.seen, other.seen),
    actions: compareActions(one.actions, other.actions),
    whole: !one.more && !other.more,
    done: one.actions.length + other.actions.length,
  };
}
