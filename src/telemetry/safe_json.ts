// JSON on one line that a terminal can be shown.
import type { Json } from "../model/json.ts";

/** C1 controls, and characters that turn the direction of text or look like line ends: JSON leaves them as they are. */
const unsafe = /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;

/** The same value, with these characters escaped as JSON has it: whoever parses it gets what was there. */
export function safeJson(value: Json): string {
  return JSON.stringify(value).replace(
    unsafe,
    (character) =>
      [...Array(character.length).keys()]
        .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}
