// Flags of a file as chattr sets them and lsattr shows them: what a task wants, and what must change.

/** Flags that the file system sets by itself: they are neither wanted nor missed. */
const OWN = /[eEhINV]/g;

/** Flags that are wanted: all of these (`=`), these too (`+`), or not these (`-`). */
export interface WantedFlags {
  operator: "=" | "+" | "-";
  letters: string;
}

/** Reads `i`, `=i`, `+ai` or `-i`. */
export function wantedFlags(text: string): WantedFlags {
  const [, operator = "=", letters = ""] = /^([-+=]?)(.*)$/s.exec(text) ?? [];
  return { operator: operator === "+" || operator === "-" ? operator : "=", letters };
}

/** The argument for chattr; undefined where the flags, as lsattr shows them, are right already. */
export function flagsChange(now: string, { operator, letters }: WantedFlags): string | undefined {
  const has = (letter: string) => now.includes(letter);
  const wanted = [...letters.replaceAll(OWN, "")];
  const right = operator === "-"
    ? !wanted.some(has)
    : wanted.every(has) && (operator === "+" || now.replaceAll(OWN, "").length === new Set(wanted).size);
  return right ? undefined : `${operator}${letters}`;
}

/** The letters of one line of lsattr, without the dashes. */
export function shownFlags(line: string): string {
  return (line.trimStart().split(/\s/)[0] ?? "").replaceAll("-", "");
}
