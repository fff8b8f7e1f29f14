// JSON as a reply may have it: nothing that two readers could read differently, nothing that could not be kept as it is.
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import { DEEPEST } from "./reply_limits.ts";

/** The object, or what is wrong. */
export type Found = { object: JsonObject } | { problem: string };

/** Reads the text of one object. Never throws. */
export function readObject(written: string): Found {
  const text = withEscapes(written);
  const problem = ambiguity(text);
  if (problem !== null) return { problem };
  try {
    const value: Json = JSON.parse(text);
    if (!isObject(value)) {
      return { problem: "The reply is no JSON object" };
    }
    const odd = oddValue(value);
    return odd === null ? { object: value } : { problem: odd };
  } catch (error) {
    return { problem: `The reply is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Line ends and tabs within texts, which small models write as they are: there is only one thing that they can mean. */
function withEscapes(text: string): string {
  let escaped = "";
  let from = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', from)) {
    const end = endOfText(text, at);
    if (end < 0) break;
    escaped += text.slice(from, at) + text.slice(at, end + 1).replace(/\\[^]|[\n\r\t]/g, escapeOf);
    from = end + 1;
  }
  return escaped + text.slice(from);
}

/** A line end after a backslash is no JSON in any reading, and stays. */
function escapeOf(character: string): string {
  return character.length > 1 ? character : JSON.stringify(character).slice(1, -1);
}

/** Keys that come twice in one object, or that reach an object's prototype, and too many levels; null where there is nothing. */
function ambiguity(text: string): string | null {
  const levels: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{" || char === "[") levels.push(char === "{" ? new Set() : null);
    else if (char === "}" || char === "]") levels.pop();
    else if (char === '"') {
      const end = endOfText(text, at);
      const keys = levels.at(-1);
      if (end > 0 && keys instanceof Set && /^\s*:/.test(text.slice(end + 1, end + 20))) {
        const key = text.slice(at + 1, end).includes("\\") ? decoded(text.slice(at, end + 1)) : text.slice(at + 1, end);
        if (key === "__proto__") return 'The reply has a key "__proto__": no parameter is called so';
        if (keys.has(key)) {
          return `The reply has the key ${JSON.stringify(key.slice(0, 100))} twice in one object: write it once`;
        }
        keys.add(key);
      }
      at = end < 0 ? text.length : end;
    }
    if (levels.length > DEEPEST) return `The reply has more than ${DEEPEST} levels of lists and objects`;
  }
  return null;
}

function decoded(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Numbers that would be kept as others, and texts that could not be kept as they are. */
function oddValue(value: Json): string | null {
  if (
    typeof value === "number" && (!Number.isFinite(value) || Number.isInteger(value) && !Number.isSafeInteger(value))
  ) {
    return `The reply has a number that is too large to be kept exactly (${value}): write it as a text`;
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) return "The reply has a text with half a character in it (a lone surrogate)";
    return value.includes("\0") ? "The reply has a text with a NUL character in it" : null;
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [key, each] of Object.entries(value)) {
    const odd = oddValue(key) ?? oddValue(each);
    if (odd !== null) return odd;
  }
  return null;
}

/** Where the closing quote of a text stands; -1 where there is none. */
export function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}
