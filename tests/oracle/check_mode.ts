// Check mode never lies: what it said of each task is what the run then did.
import { type Case, DUMP } from "./case.ts";
import type { Difference } from "./compare.ts";
import type { Run, Told, ToldTask } from "./told.ts";

/**
 * Compares the dry run with the run, task by task and item by item. Where an earlier deed may be the reason for a difference
 * (nothing could be looked at that was not there yet), Ansible's own check mode must say what ours says; `# dry:` allows the rest.
 */
export function compareCheck(one: Case, { check, run, theirs }: { check: Run; run: Run; theirs: Run }): Difference[] {
  const found: Difference[] = [];
  const deeds: string[] = [];
  for (const [done, nth] of counted(run)) {
    if (done.name === DUMP) break;
    const said = nthTask(check, done.name, nth);
    const ansible = nthTask(theirs, done.name, nth);
    if (said === undefined && deeds.length === 0) {
      found.push({ key: `check:${done.name}`, ours: "not met", theirs: "met in the run" });
    }
    for (const [at, told] of done.results.entries()) {
      const looked = said?.results[at];
      const about = { key: `check:${done.name}`, looked, told, ansible: ansible?.results[at] };
      found.push(...compareLook(one, about, deeds));
      if (told.outcome === "changed") deeds.push(...(told.diff?.length ? told.diff.map(({ header }) => header) : [""]));
      else if (cannotTell(looked?.outcome, told)) deeds.push("");
    }
  }
  return found;
}

interface Looked {
  key: string;
  looked: Told | undefined;
  told: Told;
  ansible: Told | undefined;
}

function compareLook(one: Case, { key, looked, told, ansible }: Looked, deeds: string[]): Difference[] {
  const mayDepend = deeds.length > 0;
  const word = looked?.outcome;
  if (word !== told.outcome && !cannotTell(word, told)) {
    if (word === "changed" && wantsFolder(told)) return [];
    const theirs = ansible?.outcome;
    const alike = theirs === word || theirs === "skipped" ||
      (word === "changed" && ansible !== undefined && wantsFolder(ansible));
    const agreed = mayDepend && (one.dry !== undefined || alike);
    return agreed ? [] : [{ key, ours: `${word}: ${looked?.result["msg"]}`, theirs: `${told.outcome} in the run` }];
  }
  if (word !== "changed" || one.dry !== undefined || (mayDepend && one.links !== undefined)) return [];
  const [before, after] = [looked?.diff ?? [], told.diff ?? []];
  const touched = after.some(({ header }) => deeds.some((deed) => within(header, deed)));
  if (touched || JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ key: `${key}.diff`, ours: before, theirs: after }];
}

/** Tasks, each with how often its name has come before: a run may leave tasks out that a look meets, and the other way round. */
function counted({ tasks }: Run): [ToldTask, number][] {
  const seen = new Map<string, number>();
  return tasks.map((task) => {
    const nth = seen.get(task.name) ?? 0;
    seen.set(task.name, nth + 1);
    return [task, nth];
  });
}

function nthTask({ tasks }: Run, name: string, nth: number): ToldTask | undefined {
  return tasks.filter((task) => task.name === name)[nth];
}

/** README: a missing folder is no failure in a dry run, a task before may make it. */
function wantsFolder({ outcome, result }: Told): boolean {
  return outcome === "failed" &&
    /(directory|Destination) .*does not exist|No such file or directory|not a directory/i.test(String(result["msg"]));
}

/** A plain command: check mode does not run it, and says so. */
function cannotTell(word: string | undefined, { outcome }: Told): boolean {
  return (word === "would run" || word === "skipped") && outcome !== "skipped";
}

/** Whether a deed may have touched a path: the same, above or below it; a deed without a path may touch anything. */
function within(path: string, deed: string): boolean {
  return deed === "" || path === deed || path.startsWith(`${deed}/`) || deed.startsWith(`${path}/`);
}
