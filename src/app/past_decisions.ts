// All that was ever decided, for whoever tries a rule on it.
import type { Archive } from "../ports/archive.ts";

/** Decisions that are read at once. */
const PAGE = 200;

/** Every decision on record, a page at a time, oldest first. */
export async function everyDecision(
  archive: Pick<Archive, "pastDecisions">,
  each: (page: Awaited<ReturnType<Archive["pastDecisions"]>>) => void,
): Promise<void> {
  for (let after = 0;;) {
    const page = await archive.pastDecisions(after, PAGE);
    each(page);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
