// Words of a POSIX shell: quoted for a script, taken apart as Python's shlex does, and paths that the host expands.
import { shlex } from "../../templates/shlex.ts";

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
const VARIABLE = /\$(?:(\w+)|\{(\w+)\})/g;

/** A text as one word of a script, quoted where it must be. */
export function quote(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line of quoted words. */
export function quoteAll(argv: readonly string[]): string {
  return argv.map(quote).join(" ");
}

/** Whether a host would see something else than the text itself: a leading `~`, or a `$NAME`. */
export function expands(text: string): boolean {
  return text.startsWith("~") || text.search(VARIABLE) >= 0;
}

/**
 * A path as a word of a script in which the host expands a leading `~` or `~user` and `$NAME`, and nothing else. A variable
 * that is not set stays as it is written, as in Python's expandvars.
 */
export function pathWord(path: string): string {
  const home = /^~([A-Za-z0-9._-]*)(?=\/|$)/.exec(path);
  const rest = home ? path.slice(home[0].length) : path;
  const word = home ? (home[1] === "" ? '"${HOME-~}"' : home[0]) : "";
  return `${word}${variablesWord(rest)}` || "''";
}

/** The same of a file that programs are told: a name without a slash would be an option, or a word of their own, to some. */
export function fileWord(path: string): string {
  return pathWord(/^~|\//.test(path) ? path : `./${path}`);
}

/** The rest of a word: quoted, but for its variables. */
function variablesWord(rest: string): string {
  let word = "";
  let from = 0;
  for (const match of rest.matchAll(VARIABLE)) {
    const name = match[1] ?? match[2] ?? "";
    if (/^\d/.test(name)) continue;
    if (match.index > from) word += quote(rest.slice(from, match.index));
    word += `"\${${name}-\\${match[0].replace("}", "\\}")}}"`;
    from = match.index + match[0].length;
  }
  return from < rest.length ? word + quote(rest.slice(from)) : word;
}

const WILD = /(\*|\?|\[!?\]?[^\]\n]*\])/;

/** A glob pattern as a word that the host's shell expands to the files it matches. */
export function globWord(pattern: string): string {
  const [first = "", ...others] = pattern.split(WILD);
  const rest = others.map((part, at) => at % 2 === 0 ? globPart(part) : variablesWord(part)).join("");
  return `${first === "" && rest !== "" ? "" : pathWord(first)}${rest}`;
}

function globPart(part: string): string {
  // Quoted, a hyphen in a set would be no range.
  const set = /^(\[!?)(.*)\]$/s.exec(part);
  return set === null ? part : `${set[1]}${set[2]?.replaceAll(/[^\w-]/g, "\\$&")}]`;
}

/** Words of a command line, as Python's `shlex.split` reads them. Throws an Error with Python's sentence for an open quote. */
export function splitWords(line: string): string[] {
  const words = shlex(line, { comments: false });
  if (!Array.isArray(words)) throw new Error(words.python);
  return words.map(({ text }) => text);
}

/** What is wrong with a command line that a parameter holds; undefined where it can be taken apart. */
export function wordsProblem(line: string): string | undefined {
  const words = shlex(line, { comments: false });
  return Array.isArray(words) ? undefined : `${words.python} in: ${line}`;
}
