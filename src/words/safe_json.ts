// JSON that a terminal can be shown: whoever parses it gets what was there.

const plain = /^[\n\x20-\x7e]*$/;

/** C1 controls, and characters that turn the direction of text or look like line ends: a terminal may obey them, and JSON leaves them as they are. */
function unsafe(): RegExp {
  return /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;
}

/** Whether a text has one of them. */
export function isUnsafe(text: string): boolean {
  return !plain.test(text) && unsafe().test(text);
}

/** Each of them as what `escape` makes of its number. */
export function withEscapes(text: string, escape: (code: number) => string): string {
  return plain.test(text) ? text : text.replace(unsafe(), (character) => escape(character.codePointAt(0)!));
}

/** A value as JSON on one line. */
export function safeJson(value: unknown): string {
  return withEscapes(
    JSON.stringify(value),
    (code) => String.fromCodePoint(code).split("").map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`).join(""),
  );
}

/** So many digits of it. */
export function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
