// The same thing on many hosts is one line of the log, not 200.
import { FEW, fewNames } from "../words/few_names.ts";

/** A line about one host. */
export interface HostLine {
  /** Of the event. */
  at: string;
  lines: string[];
  host: string | undefined;
}

/** The lines in their order; more than a few that stand one after another and differ only in their host become the last one's, with all hosts in it. */
export function tallied(told: readonly HostLine[]): { at: string; lines: string[] }[] {
  const runs: HostLine[][] = [];
  for (const line of told) {
    const run = runs.at(-1);
    if (run !== undefined && sameBut(run[0]!, line)) run.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => run.length > FEW ? [together(run)] : run);
}

function sameBut(one: HostLine, other: HostLine): boolean {
  return one.lines.length === 1 && other.lines.length === 1 && one.host !== undefined && other.host !== undefined &&
    without(one) === without(other);
}

function without({ lines, host }: HostLine): string {
  return (lines[0] ?? "").replace(`[${host}]`, "[]");
}

function together(run: readonly HostLine[]): { at: string; lines: string[] } {
  const { at, host, lines } = run.at(-1)!;
  const names = fewNames(run.map((line) => line.host ?? ""));
  return { at, lines: [lines[0]!.replace(`[${host}]`, () => `[${names}]`)] };
}
