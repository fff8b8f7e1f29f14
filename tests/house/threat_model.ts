// The page of the threat model: every claim has a test that is there, or says that there is no protection.
import type { Violation } from "./facts.ts";

/** A point of a list, its lines joined. */
interface Point {
  line: number;
  text: string;
}

const PAGE = "docs/threat-model.md";
const OPEN = "**Not protected:** ";

/** Points without a test, tests that are not there, and tests that no point of a list names. `tests`: the text of each test file. */
export function checkThreatModel(page: string, tests: ReadonlyMap<string, string>): Violation[] {
  const points = pointsOf(page);
  const found = points.flatMap(({ line, text }) => {
    const complaint = (message: string) => ({ file: PAGE, line, message });
    const named = [...text.matchAll(/`(tests\/[\w./-]+)`((?:[:,] "[^"]+")*)/g)];
    if (text.startsWith(OPEN)) {
      return named.length > 0 ? [complaint("says that nothing is protected, and names a test")] : [];
    }
    if (named.length === 0) {
      return [complaint("claims something and names no test: write one, or say that it is not protected")];
    }
    return named.flatMap(([, path = "", quoted = ""]) => {
      const source = tests.get(path);
      if (source === undefined) return [complaint(`names ${path}, which is no test that is there`)];
      const titles = [...quoted.matchAll(/"([^"]+)"/g)].map(([, title]) => title ?? "");
      const gone = titles.filter((title) => !['"', "`"].some((quote) => source.includes(`${quote}${title}${quote}`)));
      return gone.map((title) => complaint(`quotes a test "${title}" that is not in ${path}`));
    });
  });
  return points.length === 0 ? [{ file: PAGE, line: 1, message: "claims nothing" }] : found;
}

function pointsOf(page: string): Point[] {
  const points: Point[] = [];
  let last: Point | undefined;
  for (const [at, line] of page.split("\n").entries()) {
    if (line.startsWith("- ")) points.push(last = { line: at + 1, text: line.slice(2) });
    else if (line.startsWith("  ") && last !== undefined) last.text += ` ${line.trim()}`;
    else last = undefined;
  }
  return points;
}
