// What a page claims about files and tests, against what is there.
import type { Violation } from "./facts.ts";

interface Claims {
  /** The page's path and its text. */
  page: string;
  text: string;
  /** Every path of the repository, folders too. */
  paths: ReadonlySet<string>;
  /** Text of each test file. */
  tests: ReadonlyMap<string, string>;
}

/** Paths in backquotes that are not there, and tests that are quoted after a file (`file`: "title") and are not in it. */
export function checkClaims({ page, text, paths, tests }: Claims): Violation[] {
  return text.split("\n").flatMap((line, at) => {
    const complaint = (message: string) => ({ file: page, line: at + 1, message });
    const named = [...line.matchAll(/`((?:src|tests|scripts|examples)\/[\w./-]*)`/g)].map(([, path]) => path ?? "");
    const gone = named.filter((path) => !paths.has(path.replace(/\/$/, "")));
    const quoted = [...line.matchAll(/`(tests\/[\w./-]*)`: "([^"]+)"/g)];
    const untested = quoted.filter(([, path, title]) => !tests.get(path ?? "")?.includes(`"${title}"`));
    return [
      ...gone.map((path) => complaint(`names ${path}, which is not there`)),
      ...untested.map(([, path, title]) => complaint(`quotes a test "${title}" that is not in ${path}`)),
    ];
  });
}
