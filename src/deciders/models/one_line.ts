// Words of others, fit to be repeated in a sentence of ours.

/** Characters that are repeated; the rest is cut off. */
const MOST = 300;

/** In one line, not for ever, and without characters that a terminal obeys. */
export function oneLine(text: string): string {
  const line = text.slice(0, 4 * MOST).replace(/[\p{C}\s]+/gu, " ").trim();
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}
