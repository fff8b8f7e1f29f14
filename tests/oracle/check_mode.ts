// Check mode never lies: what it said of each task is what the run then did.
import { type Case, DUMP } from "./case.ts";
import type { Difference } from "./compare.ts";
import type { Run, Told } from "./told.ts";

/**
 * Compares the dry run with the run, task by task and item by item. Where an earlier deed may be the reason for a difference
 * (nothing could be looked at that was not there yet), Ansible's own check mode must say what ours says; `# dry:` allows the rest.
 */
export function compareCheck(one: Case, { check, run, theirs }: { check: Run; run: Run; theirs: Run }): Difference[] {
  const found: Difference[] = [];
  const deeds: string[] = [];
  for (const [index, done] of run.tasks.entries()) {
    if (done.name === DUMP) break;
    const said = check.tasks[index];
    const mayDepend = deeds.length > 0;
    if (said === undefined || said.name !== done.name) {
      if (!mayDepend) found.push({ key: "check", ours: said?.name ?? "nothing", theirs: `${done.name} in the run` });
      break;
    }
    for (const [at, told] of done.results.entries()) {
      const key = `check:${done.name}`;
      const looked = said.results[at];
      const word = looked?.outcome;
      if (word !== told.outcome && !cannotTell(word, told)) {
        const ansible = theirs.tasks[index]?.name === done.name ? theirs.tasks[index]?.results[at]?.outcome : undefined;
        const agreed = mayDepend && (one.dry !== undefined || ansible === word);
        if (!agreed) {
          found.push({ key, ours: `${word}: ${looked?.result["msg"]}`, theirs: `${told.outcome} in the run` });
        }
      } else if (word === "changed" && one.dry === undefined) {
        const [before, after] = [looked?.diff ?? [], told.diff ?? []];
        const touched = after.some(({ header }) => deeds.some((deed) => within(header, deed)));
        if (!touched && JSON.stringify(before) !== JSON.stringify(after)) {
          found.push({ key: `${key}.diff`, ours: before, theirs: after });
        }
      }
      if (told.outcome === "changed") deeds.push(...(told.diff?.length ? told.diff.map(({ header }) => header) : [""]));
    }
  }
  return found;
}

/** A plain command: check mode does not run it, and says so. */
function cannotTell(word: string | undefined, { outcome }: Told): boolean {
  return (word === "would run" || word === "skipped") && outcome !== "skipped";
}

/** Whether a deed may have touched a path: the same, above or below it; a deed without a path may touch anything. */
function within(path: string, deed: string): boolean {
  return deed === "" || path === deed || path.startsWith(`${deed}/`) || deed.startsWith(`${path}/`);
}
