// The filter `wordwrap`, as Python's textwrap does it.
import { characters, lines, strip, textLength } from "../characters.ts";
import { asInt, asText } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { checkItems } from "../limits.ts";
import { filter, type Filters } from "./definition.ts";
import { TemplateError } from "../../model/errors.ts";

/** `wordwrap`, by name. */
export const WRAPPING: Filters = {
  wordwrap: filter(["width=", "break_long_words=", "wrapstring=", "break_on_hyphens="], (
    value,
    [width = 79, breakLong = true, wrap = null, hyphens = true],
  ) => {
    const columns = asInt(width, "wordwrap(): width");
    if (columns < 1) throw new TemplateError("wordwrap(): width must be at least 1");
    const end = wrap === null ? "\n" : asText(wrap, "wordwrap(): wrapstring");
    const text = asText(value, "wordwrap(): the value");
    return lines(text).map((line) =>
      wrapped(line, columns, { long: truthy(breakLong), hyphens: truthy(hyphens) }).join(end)
    )
      .join(end);
  }),
};

function wrapped(line: string, width: number, { long, hyphens }: { long: boolean; hyphens: boolean }): string[] {
  const rows: string[] = [];
  let row: string[] = [];
  let used = 0;
  const end = (): void => {
    // What did not fit at all stands there as nothing, and keeps the blanks before it, as in Python.
    if (row.length > 0 && strip(row.at(-1) ?? "") === "") row.pop();
    if (row.length > 0) rows.push(row.join(""));
    checkItems(rows.length);
    row = [];
    used = 0;
  };
  for (const chunk of line.match(hyphens ? PIECES : WORDS) ?? []) {
    const letters = characters(chunk);
    const solid = textLength(strip(chunk, null, "right"));
    for (let at = 0; at < letters.length;) {
      // No row but the first begins with blanks.
      if (row.length === 0 && rows.length > 0 && at >= solid) break;
      const [left, room] = [letters.length - at, width - used];
      if (left <= room) {
        row.push(letters.slice(at).join(""));
        used += left;
        break;
      }
      // What no row holds is cut, or has a row of its own.
      if (left > width && (long || row.length === 0)) {
        const piece = letters.slice(at, long ? at + room : undefined);
        const kept = long && hyphens ? hyphenated(piece) : piece;
        row.push(kept.join(""));
        at += kept.length;
      }
      end();
    }
  }
  end();
  return rows;
}

// Up to the last hyphen, where there is more than hyphens before it; else all of it.
function hyphenated(piece: string[]): string[] {
  const hyphen = piece.lastIndexOf("-");
  const isCut = hyphen > 0 && piece.slice(0, hyphen).some((letter) => letter !== "-");
  return isCut ? piece.slice(0, hyphen + 1) : piece;
}

const [BLANK, SOLID] = ["[\\t\\n\\v\\f\\r ]", "[^\\t\\n\\v\\f\\r ]"];
const [LETTER, WORD, BEFORE] = ["[\\p{L}\\p{Nl}\\p{No}_]", "[\\p{L}\\p{N}_]", "[\\p{L}\\p{N}_!\"'&.,?]"];
/** Words, and the blanks between them. */
const WORDS = new RegExp(`${BLANK}+|${SOLID}+`, "gu");
/** The same, cut behind the hyphens of words and around dashes between them: textwrap's own expression. */
const PIECES = new RegExp(
  `${BLANK}+|(?<=${BEFORE})-{2,}(?=${WORD})|${SOLID}+?(?:` +
    `-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|` +
    `(?=${BLANK}|$)|(?<=${BEFORE})(?=-{2,}${WORD}))`,
  "gu",
);
