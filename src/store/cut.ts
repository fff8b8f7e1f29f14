// A text that is told in part: the record has it whole.

/** The text in at most `most` characters (UTF-16 units); a cut is shown by its end. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
}
