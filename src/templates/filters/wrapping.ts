// The filter `wordwrap`, as Python's textwrap does it.
import { lines, strip, textLength, textSlice } from "../characters.ts";
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
  const chunks = chunked(line, hyphens);
  const rows: string[] = [];
  let row = "";
  let at = 0;
  while (at < chunks.length) {
    checkItems(rows.length);
    const chunk = chunks[at] ?? "";
    if (row === "" && rows.length > 0 && strip(chunk) === "") {
      at++;
      continue;
    }
    const room = width - textLength(row);
    if (textLength(chunk) <= room) {
      row += chunk;
      at++;
      continue;
    }
    if (textLength(chunk) > width) {
      if (long) {
        row += textSlice(chunk, 0, Math.max(1, room));
        chunks[at] = textSlice(chunk, Math.max(1, room));
      } else if (row === "") {
        row += chunk;
        at++;
      }
    }
    rows.push(strip(row, null, "right"));
    row = "";
  }
  if (strip(row) !== "" || rows.length === 0) rows.push(strip(row, null, "right"));
  return rows.filter((one) => one !== "");
}

// Words and the blanks between them; a hyphen between letters ends a chunk.
function chunked(line: string, hyphens: boolean): string[] {
  const parts = line.split(/([\t\n\v\f\r ]+)/).filter((part) => part !== "");
  if (!hyphens) return parts;
  return parts.flatMap((part) => part.split(/(?<=[\p{L}\p{N}_]-)(?=[\p{L}_])|(?<=[\p{L}_]{2}-)(?=[\p{L}])/u)).filter((
    part,
  ) => part !== "");
}
