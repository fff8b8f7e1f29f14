// A word of a command that somebody is told to type.

/** As a shell takes it whole: in quotes where it needs them. */
export function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
