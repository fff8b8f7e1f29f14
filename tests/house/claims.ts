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

/**
 * Paths in backquotes that are not there, links to files that are not there, and tests that are quoted after a file (`file`: "title", "title") and are not
 * in it, were they broken over lines.
 */
export function checkClaims({ page, text, paths, tests }: Claims): Violation[] {
  const folder = page.split("/").slice(0, -1);
  return paragraphs(text).flatMap(({ line, words }) => {
    const complaint = (message: string) => ({ file: page, line, message });
    const named = [...words.matchAll(/`((?:src|tests|scripts|examples|docs)\/[\w./-]*)`/g)].map(([, path]) =>
      path ?? ""
    );
    const gone = named.filter((path) => !paths.has(path.replace(/\/$/, "")));
    const links = [...words.matchAll(/\]\(([\w./-]+)(?:#[\w-]*)?\)/g)].map(([, path]) => path ?? "");
    const astray = links.filter((path) => !paths.has([...folder, ...path.split("/")].join("/")));
    const quoted = [...words.matchAll(/`(tests\/[\w./-]*)`(?:: | \()("[^"]+"(?:, "[^"]+")*)/g)].flatMap((
      [, path, titles],
    ) => [...(titles ?? "").matchAll(/"([^"]+)"/g)].map(([, title]) => ({ path: path ?? "", title: title ?? "" })));
    const untested = quoted.filter(({ path, title }) =>
      ![`"${title}"`, `\`${title}\``].some((each) => tests.get(path)?.includes(each))
    );
    return [
      ...gone.map((path) => complaint(`names ${path}, which is not there`)),
      ...astray.map((path) => complaint(`links to ${path}, which is not there`)),
      ...untested.map(({ path, title }) => complaint(`quotes a test "${title}" that is not in ${path}`)),
    ];
  });
}

/** Paragraphs and items of lists, each in one line of text, with the line where it begins. */
function paragraphs(text: string): { line: number; words: string }[] {
  const found: { line: number; words: string }[] = [];
  let isOpen = false;
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") isOpen = false;
    else if (isOpen && !/^\s*([-*|#]|\d+\.) ?/.test(line)) found.at(-1)!.words += ` ${line.trim()}`;
    else {
      found.push({ line: at + 1, words: line.trim() });
      isOpen = true;
    }
  }
  return found;
}

/** The promises of a page, items of the list under "Kept", that name no test. */
export function checkPromises(page: string, text: string): Violation[] {
  const [before = "", kept = ""] = text.split(/^Kept, .*$/m);
  const [list = ""] = kept.split(/^(?=Not |#)/m);
  const first = before.split("\n").length;
  return paragraphs(list).filter(({ words }) => words.startsWith("- ") && !/`tests\/[\w./-]+`/.test(words))
    .map(({ line, words }) => ({
      file: page,
      line: line + first - 1,
      message: `promises without a test: ${words.slice(0, 60)}`,
    }));
}
