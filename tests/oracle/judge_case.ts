// One case from end to end: our runs against Ansible's, check mode against the run, and a further run that changes nothing.
import type { Case } from "./case.ts";
import { compareRuns, type Difference } from "./compare.ts";
import { compareCheck } from "./check_mode.ts";
import { Ground } from "./ground.ts";
import { COMMANDS } from "./keys.ts";
import { type Place, THIS_MACHINE } from "./place.ts";
import type { Recording } from "./recording.ts";
import type { Run } from "./told.ts";

/** Where a case is played, and whether it goes on until it has converged, and once more: that is half of the work. */
export interface Terms {
  place?: Place;
  further?: boolean;
}

/** Everything wrong with a case, as sentences; empty when it is as it should be. */
export async function judgeCase(
  one: Case,
  theirs: Recording,
  { place = THIS_MACHINE, further = true }: Terms = {},
): Promise<string[]> {
  await using ground = new Ground(one, place);
  const complaints: string[] = [];
  const tree = await ground.tree("ours");
  const run = await tree.ours("once");
  const differences = compareRuns(one, { ours: run, theirs: theirs.run });
  if (run.tasks.length > 0 && run.tasks.every(({ results }) => results.every(({ outcome }) => outcome === "skipped"))) {
    complaints.push("both tools skipped everything: the case says nothing");
  }
  if (!one.flags.includes("--check") && run.ended !== "refused") {
    const look = await ground.tree("look");
    const check = await look.ours("check");
    if (Object.keys(check.tree).length > 0) {
      complaints.push(`--dry-run changed ${JSON.stringify(Object.keys(check.tree))}`);
    }
    differences.push(...compareCheck(one, { check, run, theirs: theirs.check }));
    if (further && !one.once && run.ended === "converged") complaints.push(...await passes(tree, check));
  }
  return [...complaints, ...unexplained(one, { differences, run, place })];
}

/** Goes on until it has converged; a further run must then find nothing to do, but for what cannot tell whether it is needed. */
async function passes(tree: Awaited<ReturnType<Ground["tree"]>>, look: Run): Promise<string[]> {
  const converged = await tree.ours("passes");
  if (converged.ended !== "converged") return [`passes do not converge: ${converged.output.split("\n")[0]}`];
  const again = await tree.ours("passes");
  const telling = look.tasks.filter(({ results }) => results.every(({ outcome }) => outcome !== "would run"))
    .map(({ name }) => name);
  const changed = again.tasks.flatMap(({ name, module, results }) =>
    results.filter(({ outcome }) => outcome === "changed" && telling.includes(name) && !COMMANDS.has(module))
      .map(() => name)
  );
  const moved = again.tasks.some(({ results }) => results.some(({ outcome }) => outcome === "changed"))
    ? []
    : compareTrees(again, converged);
  return [
    ...changed.map((name) => `after it converged, a further run changes [${name}]`),
    ...moved.map((path) => `after it converged, a further run changes ${path} and does not say so`),
  ];
}

function compareTrees(a: Run, b: Run): string[] {
  return Object.keys({ ...a.tree, ...b.tree }).filter((path) =>
    JSON.stringify(a.tree[path]) !== JSON.stringify(b.tree[path])
  );
}

interface Judged {
  differences: Difference[];
  run: Run;
  place: Place;
}

function unexplained(one: Case, { differences, run, place }: Judged): string[] {
  const explains = ({ key }: { key: string }, found: Difference) =>
    found.key === key || [".", ":", "/"].some((next) => found.key.startsWith(`${key}${next}`));
  const own = one.differsAt.filter(({ word }) => place.words.some((each) => each === word));
  const excuses = [...one.differs, ...own];
  // Another place may have no reason to differ; what is said of one place alone must be needed there, but for one word of two.
  const tried = place === THIS_MACHINE ? one.differs : place.words.length === 1 ? own : [];
  const stale = tried.filter((reason) => !differences.some((found) => explains(reason, found)));
  const left = differences.filter((found) => !excuses.some((reason) => explains(reason, found)));
  // Where the ends differ, everything after the first task that differs does: the first tells why.
  const told = left.some(({ key }) => key === "ended") ? left.slice(0, 2) : left;
  return [
    ...told.map(({ key, ours, theirs }) => `${key}\n    ours:    ${show(ours)}\n    Ansible: ${show(theirs)}`),
    ...stale.map(({ key }) => `"# differs: ${key}" explains nothing any more: take it out`),
    ...(left.some(({ key }) => key === "ended") ? [run.output.slice(-700)] : []),
  ];
}

function show(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : JSON.stringify(value) ?? "nothing";
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
