// The status page, wired: the record, the rules and the command line behind it.
import type { Clock } from "../ports/clock.ts";
import type { OpenPage, OpenTerms, PageWorld } from "../ports/page_world.ts";
import type { Store } from "../store/open_store.ts";
import { ruleBook } from "./rule_book.ts";

/** What only the command line knows of where it was started. */
export interface PageHere
  extends Pick<PageWorld, "cwd" | "db" | "version" | "type" | "perform" | "filesNear" | "note"> {
  /** Absolute path of the folder of rules beside those that loops name. */
  rulesDir: string;
}

/** Opens the page of a database. Throws InputError where nobody can listen there. */
export async function openPage(
  terms: OpenTerms,
  { rulesDir, ...here }: PageHere,
  { store, clock, queue, isGone }: { store: Store; clock: Clock } & Pick<PageWorld, "queue" | "isGone">,
): Promise<OpenPage> {
  const { openServer } = await import("../server/open_server.ts");
  const { archive, survey, upkeep } = store;
  const world: PageWorld = {
    ...here,
    archive,
    survey,
    queue,
    isGone,
    upkeep,
    rules: ruleBook(archive, { rulesDir, cwd: here.cwd }),
    clock,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  };
  return await openServer(world, terms);
}
