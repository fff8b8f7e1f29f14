// Which hosts a goal's looks have heard of: those that answered one, and those that could not be reached.
import type { Observations } from "../model/iteration.ts";
import type { Journal } from "../ports/journal.ts";
import { isObject } from "../model/json.ts";
import { absence } from "../rules/situation.ts";

type Heard = NonNullable<Parameters<Journal["closeIteration"]>[1]["reached"]>;

/** By host; one of which every look was refused, or failed before it was sent, has not been heard of. A host that went away under its looks is away. Pure. */
export function heardOf({ looks = {} }: Pick<Observations, "looks">): Heard {
  const heard: Heard = {};
  for (const [host, seen] of Object.entries(looks)) {
    const away = absence(seen);
    const results = Object.values(seen).filter(isObject);
    if (away !== undefined) heard[host] = { error: away };
    else if (results.some(({ failed, rc }) => failed !== true || rc !== undefined)) heard[host] = { error: null };
  }
  return heard;
}
