// Finds the one JSON object in a reply, whatever stands around it, and refuses JSON that two readers could read differently.
import type { Json, JsonObject } from "../model/json.ts";
import { DEEPEST, MOST_TEXT } from "./reply_limits.ts";

/** The object, or what is wrong. */
export type Found = { object: JsonObject } | { problem: string };

/** Starts of an object that are tried: a text of nothing but braces must not take for ever. */
const MOST_STARTS = 50;

/** The object that has one of these keys. A fence of ``` around it, what a model thought aloud and prose do not matter; a second one does. */
export function findObject(text: string, keys: readonly string[]): Found {
  if (text.length > MOST_TEXT) {
    return { problem: `The reply has ${text.length} characters, more than ${MOST_TEXT}: write less` };
  }
  const said = text.replace(/^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/, "").trim();
  if (said === "") return { problem: "The reply is empty: write one JSON object" };
  const pieces = piecesOf(said);
  const read = pieces.whole.map(readObject);
  const meant = read.flatMap((each) =>
    "object" in each && keys.some((key) => Object.hasOwn(each.object, key)) ? [each] : []
  );
  if (pieces.open) {
    return { problem: "The JSON object of the reply has no end: write it whole, and shorter if it was too long" };
  }
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return first;
  if (second !== undefined) return { problem: `The reply has ${meant.length} JSON objects: write one` };
  const longest = pieces.whole.reduce(
    (most, piece, at) => piece.length > (pieces.whole[most]?.length ?? 0) ? at : most,
    0,
  );
  const wrong = read[longest];
  if (wrong !== undefined && "problem" in wrong) return wrong;
  return {
    problem: `The reply has no JSON object with any of the keys ${keys.join(", ")}: write one, and nothing else`,
  };
}

/** Balanced pieces that begin with a brace, outermost ones, in order; `open`: an object begins that has no end, and what is in it is not looked at. */
function piecesOf(text: string): { whole: string[]; open: boolean } {
  const whole: string[] = [];
  let at = text.indexOf("{");
  for (let starts = 0; at >= 0 && starts < MOST_STARTS; starts++) {
    const end = endOf(text, at);
    if (end >= 0) whole.push(text.slice(at, end));
    else if (/^\{\s*"/.test(text.slice(at, at + 200))) return { whole, open: true };
    at = text.indexOf("{", end < 0 ? at + 1 : end);
  }
  return { whole, open: false };
}

/** Where the object that begins at `start` ends; -1 where it does not. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = endOfText(text, at);
      if (at < 0) return -1;
    } else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Where the closing quote of a text stands; -1 where there is none. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function readObject(text: string): Found {
  const problem = ambiguity(text);
  if (problem !== null) return { problem };
  try {
    const value: Json = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return { problem: "The reply is no JSON object" };
    }
    const odd = oddValue(value);
    return odd === null ? { object: value } : { problem: odd };
  } catch (error) {
    return { problem: `The reply is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
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
