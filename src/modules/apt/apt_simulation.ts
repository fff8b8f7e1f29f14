// What `apt-get --simulate` says that it would do.
import type { Diff } from "../../model/plan.ts";

/** One package that would change. */
export interface Step {
  name: string;
  /** The version that is there; undefined where none is. */
  before?: string;
  /** The version that will be; undefined where none will. */
  after?: string;
}

/** The packages that would be installed, changed, removed or configured, in apt's order; each once. */
export function steps(stdout: string): Step[] {
  const found = new Map<string, Step>();
  for (const line of stdout.split("\n")) {
    const [, verb, name = "", before, after] =
      /^(Inst|Conf|Remv|Purg) (\S+)(?: \[([^\]]*)\])?(?: \((\S+))?/.exec(line) ?? [];
    if (verb === undefined) continue;
    const known = found.get(name);
    if (verb === "Conf" && known !== undefined) continue;
    if (verb === "Purg" && known !== undefined) continue;
    const gone = verb === "Remv" || verb === "Purg";
    found.set(name, {
      name,
      ...(before === undefined ? verb === "Conf" ? { before: "not configured" } : {} : { before }),
      ...(gone || after === undefined ? {} : { after }),
    });
  }
  return [...found.values()];
}

/** A line a package and version, before and after. */
export function packagesDiff(all: readonly Step[]): Diff[] {
  if (all.length === 0) return [];
  const listed = (version: (step: Step) => string | undefined) =>
    all.flatMap((step) => version(step) === undefined ? [] : [`${step.name} ${version(step)}\n`]).sort().join("");
  return [{ header: "packages", before: listed(({ before }) => before), after: listed(({ after }) => after) }];
}

/** Whether apt says, under `LC_ALL=C`, that there was nothing to do. */
export function didNothing(stdout: string): boolean {
  return /^0 upgraded, 0 newly installed, 0 to remove and \d+ not upgraded\.$/m.test(stdout) &&
    !/not fully installed or removed|set to manually installed/.test(stdout);
}
