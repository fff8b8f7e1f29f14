// How long tests took: each file by what deno test prints, each portion by what its processes cost the machine.
import { stripVTControlCharacters } from "node:util";

/** One file's tests, in seconds from start to end; loading it is not among them. */
export interface FileTime {
  file: string;
  tests: number;
  seconds: number;
}

/** One process of tests, with all that it started: seconds from start to end, and of the processors' time where they are known. */
export interface PortionTime {
  files: readonly string[];
  seconds: number;
  cpu: number | undefined;
}

/** What deno test printed of its files. A file that it names twice is counted as one. */
export function timesIn(output: string): FileTime[] {
  const found = new Map<string, FileTime>();
  let at: FileTime | undefined;
  for (const line of stripVTControlCharacters(output).split("\n")) {
    const file = /^running \d+ tests? from \.\/(\S+)$/.exec(line)?.[1];
    if (file !== undefined) {
      at = found.get(file) ?? { file, tests: 0, seconds: 0 };
      found.set(file, at);
    }
    // A test that takes long is spoken of in the midst of its line, which then begins anew.
    const took = /^(?:\S.* \.\.\.)? (?:ok|FAILED)(?: \(.*\))? \(([^()]+)\)$/.exec(line)?.[1];
    if (at === undefined || took === undefined) continue;
    at.tests++;
    at.seconds += secondsOf(took);
  }
  return [...found.values()];
}

/** `1m2s`, `3s`, `45ms`: as deno test writes a length of time. */
function secondsOf(text: string): number {
  const units: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...text.matchAll(/(\d+)(ms|[hms])/g)].reduce(
    (sum, [, n, unit = ""]) => sum + Number(n) * (units[unit] ?? 0),
    0,
  );
}

/** A line for each of the slowest files, and for each of the portions that cost most. */
export function slowestLines(files: readonly FileTime[], portions: readonly PortionTime[]): string[] {
  const byTime = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 25);
  const byCost = portions.toSorted((a, b) => (b.cpu ?? b.seconds) - (a.cpu ?? a.seconds)).slice(0, 25);
  const wall = (seconds: number) => `${seconds.toFixed(1)} s`.padStart(9);
  const total = portions.reduce((sum, { cpu = 0 }) => sum + cpu, 0);
  return [
    "The slowest files (without loading them):",
    ...byTime.map(({ file, tests, seconds }) => `${wall(seconds)}  ${file} (${tests})`),
    `What cost most, of ${portions.length} portions and ${
      Math.round(total)
    } s of processors' time (its own length of time behind it):`,
    ...byCost.map(({ files, seconds, cpu = 0 }) => `${wall(cpu)} ${wall(seconds)}  ${portionName(files)}`),
  ];
}

function portionName(files: readonly string[]): string {
  const [first = "", ...rest] = files;
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}

/** Seconds of processors' time of all children that have ended, and of theirs; undefined where nobody counts. */
export function childrenSeconds(): number | undefined {
  try {
    // The name, in brackets, may hold blanks. cutime and cstime, in hundredths of a second.
    const fields = Deno.readTextFileSync("/proc/self/stat").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return undefined;
  }
}
