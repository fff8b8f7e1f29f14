// Text from elsewhere, so that what a model reads is what a person would see: nothing hidden, nothing that moves.

/**
 * Control characters and escapes, line and paragraph separators, private and unassigned characters, all that has no width or turns the direction of
 * text (also Hangul fillers and variation selectors, in which whole sentences can hide), blanks that are not the usual one. Tab and line feed stay.
 */
const HIDDEN =
  /(?![\t\n])[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2800\u3000]/gu;
const PLAIN = /^[\t\n\x20-\x7e]*$/;

/** The same text with these as `\x1b` and `\u{202e}`; CRLF is a line end. */
export function madeVisible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replaceAll("\r\n", "\n").replace(HIDDEN, (character) => {
    if (character === "\r") return "\\r";
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** Visible and at most so long: the head and the tail of a long one, and between them how much is left out. */
export function shortened(text: string, most: number): string {
  const half = Math.floor(most / 2);
  // Cut before it is made visible: a host may send megabytes.
  if (text.length <= most) {
    const whole = madeVisible(text);
    if (whole.length <= most) return whole;
  }
  // A cut may part the two halves of a character.
  const head = madeVisible(text.slice(0, half)).slice(0, half).toWellFormed();
  const tail = madeVisible(text.slice(-half)).slice(-half).toWellFormed();
  return `${head}\n(${Math.max(0, text.length - 2 * half)} characters left out)\n${tail}`;
}
