// Which hosts a goal's looks have heard of: those that answered one, and those that could not be reached.
import type { Observations } from "../model/iteration.ts";
import type { Json } from "../model/json.ts";
import type { Journal } from "../ports/journal.ts";

type Heard = NonNullable<Parameters<Journal["closeIteration"]>[1]["reached"]>;

/** By host; one of which every look was refused, or failed before it was sent, has not been heard of. A host that went away under its looks is away. Pure. */
export function heardOf({ looks = {} }: Pick<Observations, "looks">): Heard {
  const heard: Heard = {};
  for (const [host, seen] of Object.entries(looks)) {
    const results = Object.values(seen).filter(isResult);
    const away = results.find(({ unreachable }) => unreachable === true);
    if (away !== undefined) heard[host] = { error: String(away["msg"] ?? "it cannot be reached") };
    else if (results.some(({ failed, rc }) => failed !== true || rc !== undefined)) heard[host] = { error: null };
  }
  return heard;
}

function isResult(seen: Json): seen is { [key: string]: Json } {
  return typeof seen === "object" && seen !== null && !Array.isArray(seen);
}
