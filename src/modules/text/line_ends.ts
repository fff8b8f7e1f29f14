// Line ends at the end of a text.

/** The text without them. The expression looks behind: anchored at its end alone it would be quadratic on long runs of line ends. */
export function withoutLineEnds(text: string): string {
  return text.replace(/(?<![\r\n])[\r\n]+$/, "");
}
