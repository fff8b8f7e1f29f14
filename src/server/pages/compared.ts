// Two iterations side by side: what each saw and did, paired, and what differs.
import type { Json } from "../../model/json.ts";
import type { ActionRow } from "../../ports/archive.ts";
import { actionOutcome, memberOf } from "../../words/outcomes.ts";
import { jsonText } from "./parts/cut.ts";

/** A look, or a host's counts, as texts; "" where one has none. */
export interface ComparedLook {
  name: string;
  before: string;
  after: string;
}

/** What both saw, by host and look: those that differ, and how many are the same. */
export function comparedLooks(before: Json, after: Json): { changed: ComparedLook[]; same: number } {
  const [a, b] = [textsOf(before), textsOf(after)];
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  const all = names.map((name) => ({ name, before: a.get(name) ?? "", after: b.get(name) ?? "" }));
  const changed = all.filter((one) => one.before !== one.after);
  return { changed, same: all.length - changed.length };
}

/** Actions of one place (host, task, item) of which only one was done, or that came out otherwise; in the order of the later ones. */
export function comparedActions(
  before: readonly ActionRow[],
  after: readonly ActionRow[],
): { before: ActionRow | undefined; after: ActionRow | undefined }[] {
  const [a, b] = [Map.groupBy(before, placeOf), Map.groupBy(after, placeOf)];
  return [...new Set([...b.keys(), ...a.keys()])].flatMap((place) => {
    const [mine, theirs] = [a.get(place) ?? [], b.get(place) ?? []];
    return Array.from(
      { length: Math.max(mine.length, theirs.length) },
      (_, n) => ({ before: mine[n], after: theirs[n] }),
    )
      .filter(({ before, after }) =>
        before === undefined || after === undefined || actionOutcome(before) !== actionOutcome(after) ||
        before.rc !== after.rc
      );
  });
}

function placeOf({ host, module, name, task, item }: ActionRow): string {
  return JSON.stringify([host, module, name, task, item]);
}

/** A pass's counts by host, a look's result by host and name; what is neither is one text. */
function textsOf(seen: Json): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [host, looks] of entriesOf(memberOf(seen, "looks"))) {
    for (const [name, result] of entriesOf(looks)) texts.set(`${host}: ${name}`, jsonText(result));
  }
  for (const [host, counts] of entriesOf(memberOf(seen, "tally"))) texts.set(`${host}: tasks`, jsonText(counts));
  if (texts.size === 0 && seen !== null && jsonText(seen) !== "{}") texts.set("observations", jsonText(seen));
  return texts;
}

function entriesOf(value: Json): [string, Json][] {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
}
