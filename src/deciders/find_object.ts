// Finds the one JSON object in a reply, whatever stands around it.
import { MOST_TEXT } from "./reply_limits.ts";
import { endOfText, type Found, readObject } from "./strict_json.ts";

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
