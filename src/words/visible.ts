// Makes text from elsewhere harmless to a terminal, and measures it.

/** The others, with classes of Unicode, are made where one is needed: that takes a third of a millisecond. */
const plain = /^[\x20-\x7e]*$/;
/** Made at the first text that is not plain: it reads ICU's tables, which takes 15 ms. */
let segmenter: Intl.Segmenter | undefined;

/** Control characters and terminal escapes as `\x1b` or `\u{202e}`; line ends and tabs stay, CRLF is a line end. */
export function visible(text: string): string {
  if (plain.test(text)) return text;
  // C (control, format, surrogate …) and line separators, without tab and line feed. Format characters include those
  // that turn the direction of text around: with them a file name can lie.
  const unsafe = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
  return text.replaceAll("\r\n", "\n").replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\r") return "\\r";
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** One line of it: line ends and tabs made visible too. */
export function oneLine(text: string): string {
  return visible(text.trim()).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** Columns it takes on a terminal. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const cell of cellsOf(text)) width += cell.width;
  return width;
}

/** What stands together on a terminal, letter by letter, each with the columns that it takes. */
export function cellsOf(text: string): { letter: string; width: number }[] {
  if (plain.test(text)) return [...text].map((letter) => ({ letter, width: 1 }));
  return [...graphemes(text)].map(({ segment }) => ({ letter: segment, width: widthOfGrapheme(segment) }));
}

/** The text in at most so many columns, cut with an ellipsis. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const cell of cellsOf(text)) {
    width += cell.width;
    if (width > columns - 1) break;
    kept += cell.letter;
  }
  return `${kept.trimEnd()}…`;
}

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

function widthOfGrapheme(segment: string): number {
  const wide =
    /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|^\p{Emoji}\ufe0f/u;
  if (wide.test(segment)) return 2;
  return /^\p{M}/u.test(segment) ? 0 : 1;
}
