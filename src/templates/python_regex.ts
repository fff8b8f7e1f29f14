// Python's regular expressions as JavaScript's.
import { TemplateError } from "../model/errors.ts";
import { BoundedRegex } from "./regex/bounded_regex.ts";
import { Recent } from "./recent.ts";
import { checkText, joined } from "./limits.ts";
import { type RegexFlags, translate } from "./regex_translation.ts";

const compiled = new Recent<RegExp>(500);
const stickies = new Recent<RegExp>(200);

/** A pattern in Python's dialect, compiled with the flags `g`, `v` (and `i`); no search with it runs for ever. Throws TemplateError in words for what has no equivalent. */
export function pythonRegex(pattern: string, wanted: RegexFlags = {}): RegExp {
  const { ignoreCase, multiline, dotAll, ascii } = wanted;
  const key = `${ignoreCase ? "i" : ""}${multiline ? "m" : ""}${dotAll ? "s" : ""}${ascii ? "a" : ""}:${pattern}`;
  const regex = compiled.get(key, () => {
    const { source, flags } = translate(pattern, wanted);
    try {
      return new BoundedRegex(source, `${flags}gv`);
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : String(error);
      throw new TemplateError(`Invalid regular expression "${pattern}": ${why}`);
    }
  });
  regex.lastIndex = 0;
  return regex;
}

/** `re.match`: the match at the very start, or null. */
export function matchAtStart(regex: RegExp, text: string): RegExpExecArray | null {
  const flags = `${regex.flags.replace("g", "")}y`;
  const sticky = stickies.get(`${flags}:${regex.source}`, () => new BoundedRegex(regex.source, flags));
  sticky.lastIndex = 0;
  return sticky.exec(text);
}

/** `re.fullmatch`: the match of the whole text, or null. */
export function fullMatch(regex: RegExp, text: string): RegExpExecArray | null {
  return matchAtStart(new BoundedRegex(`(?:${regex.source})(?![^])`, regex.flags), text);
}

/** `re.sub`: `\1`, `\g<1>`, `\g<name>` and the usual escapes in the replacement. */
export function substitute(regex: RegExp, text: string, replacement: string): string {
  const parts = replacementParts(replacement);
  const pieces: string[] = [];
  let from = 0;
  let size = text.length;
  for (const found of regex.global ? allMatches(regex, text) : [regex.exec(text)].filter((one) => one !== null)) {
    const named = found.groups ?? {};
    const piece = parts.map((part) => typeof part === "string" ? part : group(part.group, found, named)).join("");
    checkText(size += piece.length - found[0].length);
    pieces.push(text.slice(from, found.index), piece);
    from = found.index + found[0].length;
  }
  return joined([...pieces, text.slice(from)]);
}

/** `re.finditer`: all matches of a regular expression with the flag `g`. */
export function allMatches(regex: RegExp, text: string): Iterable<RegExpExecArray> {
  return regex instanceof BoundedRegex ? regex.matches(text) : text.matchAll(regex);
}

function group(name: string, groups: unknown[], named: Record<string, unknown>): string {
  const number = /^\d+$/.test(name);
  if (number ? Number(name) >= groups.length : !Object.hasOwn(named, name)) {
    throw new TemplateError(`Invalid group reference "${name}" in the replacement`);
  }
  return String((number ? groups[Number(name)] : named[name]) ?? "");
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v", "\\": "\\" };

function replacementParts(text: string): (string | { group: string })[] {
  const parts: (string | { group: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(/\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9]\d?)|([^]?))/g)) {
    const [whole, name, octal, number, letter = ""] = match;
    parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (name !== undefined || number !== undefined) parts.push({ group: name ?? number ?? "" });
    else if (octal !== undefined) parts.push(String.fromCharCode(parseInt(octal, 8)));
    else if (/[A-Za-z]|^$/.test(letter) && ESCAPES[letter] === undefined) {
      throw new TemplateError(`Bad escape "\\${letter}" in the replacement`);
    } else parts.push(ESCAPES[letter] ?? `\\${letter}`);
  }
  return [...parts, text.slice(from)];
}
