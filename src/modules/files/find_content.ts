// What find wants to know of files beyond their status: whether their text matches, and their checksums.
import type { Shell } from "../../ports/shell.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { hostsWords } from "../scripts/hosts_words.ts";
import { utf8Text } from "../text/byte_text.ts";
import { matcher, searcher } from "../text/expressions.ts";

/**
 * Of these paths those with a line that the expression matches at its beginning; with `whole`, with a match anywhere in the
 * text. A file that cannot be read, or is no UTF-8, has none. Throws what breaks the shell.
 */
export async function filesContaining(
  shell: Shell,
  paths: string[],
  { pattern, whole, signal }: { pattern: string; whole: boolean; signal: AbortSignal },
): Promise<Set<string>> {
  const matches = whole ? searcher(pattern) : matcher(pattern);
  const fitting = new Set<string>();
  for (const path of paths) {
    const text = await readText(shell, path, signal);
    if (text === undefined) continue;
    const lines = whole ? [text] : text.match(/[^\n]*\n|[^\n]+/g) ?? [];
    if (lines.some(matches)) fitting.add(path);
  }
  return fitting;
}

/** As Python reads text: every kind of line end is a newline. */
async function readText(shell: Shell, path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return utf8Text(await shell.get(path, signal))?.replaceAll(/\r\n?/g, "\n");
  } catch (error) {
    if (signal.aborted) throw error;
    hostsWords(error);
    return undefined;
  }
}

/** Checksums of files by path, one run for all; a file that cannot be read has none. */
export async function checksumsOf(
  shell: Shell,
  paths: string[],
  { algorithm, signal }: { algorithm: string; signal: AbortSignal },
): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  // Enough for what an output keeps.
  for (let from = 0; from < paths.length; from += 1000) {
    const some = paths.slice(from, from + 1000);
    const script =
      `command -v ${algorithm}sum >/dev/null || exit 66\nxargs -0 sh -c 'for f do ${algorithm}sum <"$f" 2>/dev/null || echo -; done' sh`;
    const stdin = some.map((path) => `${path}\0`).join("");
    const output = await shell.run(["sh", "-c", script], { stdin }, signal);
    if (output.rc === 66) throw new ProbeFailed(`The host has no ${algorithm}sum: install the package coreutils`);
    output.stdout.split("\n").forEach((line, at) => {
      const path = some[at];
      const sum = line.split(" ")[0] ?? "";
      if (path !== undefined && /^[0-9a-f]{32,}$/.test(sum)) sums.set(path, sum);
    });
  }
  return sums;
}
