// The first line of a template file that sets how it is read: `#jinja2: lstrip_blocks: True`.
import { TemplateError } from "../model/errors.ts";
import { JINJA_MARKS, type Marks } from "./lex_rules.ts";

/** What a header may set. */
export interface Header {
  trimBlocks?: boolean;
  lstripBlocks?: boolean;
  newlineSequence?: "\n" | "\r\n" | "\r";
  marks?: Partial<Marks>;
}

const SWITCHES = new Map<string, "trimBlocks" | "lstripBlocks">([
  ["trim_blocks", "trimBlocks"],
  ["lstrip_blocks", "lstripBlocks"],
]);
const MARKS = new Map(
  (Object.keys(JINJA_MARKS) as (keyof Marks)[])
    .map((mark) => [`${mark.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}_string`, mark]),
);
// Ansible keeps the newlines at the end in any case.
const IDLE = "keep_trailing_newline";

/** A text without its header, and what that sets. Throws TemplateError for an option or a value that there is not. */
export function withoutHeader(text: string): { body: string; header: Header } {
  if (!text.startsWith("#jinja2:")) return { body: text, header: {} };
  const end = text.indexOf("\n");
  const line = (end < 0 ? text : text.slice(0, end)).replace(/\r$/, "");
  const header: Header = {};
  for (const pair of line.slice("#jinja2:".length).split(",")) set(header, pair.trim());
  return { body: end < 0 ? "" : text.slice(end + 1), header };
}

function set(header: Header, pair: string): void {
  const [, key = "", value = ""] = /^([^:]*?)\s*:\s*([^]*)$/.exec(pair) ?? [];
  const flag = /^(?:True|False|0|1)$/.test(value) ? value === "True" || value === "1" : undefined;
  const text = /^'[^'\\]*'$|^"[^"\\]*"$|^'(?:\\[rn])+'$|^"(?:\\[rn])+"$/.test(value)
    ? value.slice(1, -1).replaceAll("\\n", "\n").replaceAll("\\r", "\r")
    : undefined;
  const option = SWITCHES.get(key);
  const mark = MARKS.get(key);
  if (option !== undefined && flag !== undefined) header[option] = flag;
  else if (mark !== undefined && text !== undefined && text !== "") header.marks = { ...header.marks, [mark]: text };
  else if (key === "newline_sequence" && (text === "\n" || text === "\r\n" || text === "\r")) {
    header.newlineSequence = text;
  } else if (key !== IDLE || flag === undefined) {
    const known = [...SWITCHES.keys(), IDLE].join(", ");
    throw new TemplateError(
      `Cannot use "${pair}" in the #jinja2 line: expected ${known}, True or False; newline_sequence or ${
        [...MARKS.keys()].join(", ")
      }, a text in quotes`,
      1,
      1,
    );
  }
}
