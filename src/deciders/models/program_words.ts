// What a program said before it failed, in one line.

const MOST_WORDS = 300;

/** `: words` of its standard error, else of what it printed; nothing where it said nothing. Characters that a terminal obeys are left out. */
export function said(stderr: string, stdout: string): string {
  const line = (stderr.trim() === "" ? stdout : stderr).slice(0, 4 * MOST_WORDS).replace(/[\p{C}\s]+/gu, " ").trim();
  if (line === "") return ", and said nothing";
  return `: ${line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line}`;
}
