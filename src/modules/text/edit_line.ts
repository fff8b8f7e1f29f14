// A line put into a text, replaced or taken out, by the rules of Ansible's lineinfile.
import { substitute } from "../../templates/python_regex.ts";
import { bounded, firstOnly, searcher } from "./expressions.ts";
import { withoutLineEnds } from "./line_ends.ts";

/** What is wanted; expressions are in Python's dialect. */
export interface LineEdit {
  line?: string;
  regexp?: string;
  searchString?: string;
  insertAfter?: string;
  insertBefore?: string;
  backrefs: boolean;
  firstMatch: boolean;
}

/** The text afterwards, and Ansible's word for what was done; empty where nothing was. */
export interface Edited {
  text: string;
  msg: string;
  /** Lines that were taken out. */
  found?: number;
}

/** Lines with their ends, split at newlines only, as Python reads a file of bytes. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Makes sure that the line is there. Throws TemplateError for an expression that cannot be read. */
export function lineIn(text: string, edit: LineEdit): Edited {
  const lines = splitLines(text);
  const wanted = edit.line ?? "";
  const matched = findMatch(lines, edit);
  const place = matched === undefined ? findPlace(lines, edit, wanted) : { exact: -1, insert: -1 };
  const at = matched ?? place.exact;
  const done = (msg: string): Edited => ({ text: lines.join(""), msg });

  if (at >= 0) {
    const old = lines[at] ?? "";
    const expanded = edit.backrefs && matched !== undefined && edit.regexp !== undefined
      ? expand(edit.regexp, old, wanted)
      : wanted;
    const replacement = expanded.endsWith("\n") ? expanded : `${expanded}\n`;
    if (old === replacement) return done("");
    lines[at] = replacement;
    return done("line replaced");
  }
  if (edit.backrefs) return done("");
  if (edit.insertBefore === "BOF" || edit.insertAfter === "BOF") {
    lines.unshift(`${wanted}\n`);
    return done("line added");
  }
  if (edit.insertAfter === "EOF" || place.insert < 0) {
    if (lines.length > 0 && !/[\r\n]$/.test(lines.at(-1) ?? "")) lines.push("\n");
    lines.push(`${wanted}\n`);
    return done("line added");
  }
  if (edit.insertAfter !== undefined) {
    const last = place.insert === lines.length;
    if (withoutLineEnds(lines[last ? place.insert - 1 : place.insert] ?? "") === wanted) return done("");
    // Ansible glues the line to a last line that has no newline; a newline belongs in between.
    if (last && !/[\r\n]$/.test(lines.at(-1) ?? "")) lines.push(`${lines.pop()}\n`);
  }
  lines.splice(place.insert, 0, `${wanted}\n`);
  return done("line added");
}

/** Takes matching lines out. */
export function lineOut(text: string, edit: LineEdit): Edited {
  const lines = splitLines(text);
  const matches = matcher(edit) ?? ((line: string) => withoutLineEnds(line) === edit.line);
  const kept = lines.filter((line) => !matches(line));
  const found = lines.length - kept.length;
  return { text: kept.join(""), msg: found > 0 ? `${found} line(s) removed` : "", found };
}

/** The test of regexp or search_string; undefined where neither is given. */
function matcher(edit: LineEdit): ((line: string) => boolean) | undefined {
  if (edit.regexp !== undefined) return searcher(edit.regexp, { ascii: true });
  const { searchString } = edit;
  return searchString === undefined ? undefined : (line) => line.includes(searchString);
}

/** The line that regexp or search_string names: the first, or without firstmatch the last. */
function findMatch(lines: string[], edit: LineEdit): number | undefined {
  const matches = matcher(edit);
  if (matches === undefined) return undefined;
  const at = edit.firstMatch ? lines.findIndex(matches) : lines.findLastIndex(matches);
  return at < 0 ? undefined : at;
}

/** Where the line itself stands, and where it would be put in. */
function findPlace(lines: string[], edit: LineEdit, wanted: string): { exact: number; insert: number } {
  const pattern = edit.insertAfter !== undefined && edit.insertAfter !== "BOF" && edit.insertAfter !== "EOF"
    ? edit.insertAfter
    : edit.insertBefore !== undefined && edit.insertBefore !== "BOF"
    ? edit.insertBefore
    : undefined;
  const matches = pattern === undefined ? undefined : searcher(pattern, { ascii: true });
  const found = { exact: -1, insert: -1 };
  for (const [at, line] of lines.entries()) {
    if (withoutLineEnds(line) === wanted) found.exact = at;
    else if (matches?.(line)) {
      found.insert = edit.insertAfter !== undefined ? at + 1 : at;
      if (edit.firstMatch) break;
    }
  }
  return found;
}

/** `match.expand` of the first match in a line. */
function expand(pattern: string, line: string, replacement: string): string {
  const once = firstOnly(pattern, { ascii: true });
  return bounded(pattern, () => {
    const match = once.exec(line);
    if (match === null) return replacement;
    const replaced = substitute(once, line, replacement);
    const after = line.length - match.index - match[0].length;
    return replaced.slice(match.index, replaced.length - after);
  });
}
