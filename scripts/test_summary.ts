// What deno test says at its end, in numbers.
import { stripVTControlCharacters } from "node:util";

/** Counts of a whole run. */
export interface Summary {
  passed: number;
  failed: number;
  ignored: number;
}

/** Reads the last line of counts in what deno test printed; undefined where no test ran. */
export function readSummary(output: string): Summary | undefined {
  const lines = stripVTControlCharacters(output).matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(.*)$/gm);
  const last = [...lines].at(-1);
  if (last === undefined) return undefined;
  const ignored = /(\d+) ignored/.exec(last[3] ?? "")?.[1] ?? 0;
  return { passed: Number(last[1]), failed: Number(last[2]), ignored: Number(ignored) };
}

/** What deno test says of failures, below its heading `ERRORS`: each with its title, error and place; empty where all passed. */
export function failuresIn(output: string): string {
  const parts = stripVTControlCharacters(output).matchAll(/^ ERRORS $\n([^]*?)^ FAILURES $/gm);
  return [...parts].map(([, words = ""]) => words.trim()).join("\n\n");
}

/** The counts of several runs; undefined where one of them has none. */
export function together(summaries: readonly (Summary | undefined)[]): Summary | undefined {
  const sum: Summary = { passed: 0, failed: 0, ignored: 0 };
  for (const summary of summaries) {
    if (summary === undefined) return undefined;
    sum.passed += summary.passed;
    sum.failed += summary.failed;
    sum.ignored += summary.ignored;
  }
  return summaries.length === 0 ? undefined : sum;
}

/** The tests' exit code: their own, and 1 where none ran or where a skipped one counts as failed. */
export function exitOf(summary: Summary | undefined, terms: { code: number; skipsFail: boolean }): number {
  if (terms.code !== 0) return terms.code;
  return summary === undefined || terms.skipsFail && summary.ignored > 0 ? 1 : 0;
}
