// A block of lines between two markers, put into a text, replaced or taken out, by the rules of Ansible's blockinfile.
import { bounded, firstOnly, searcher } from "./expressions.ts";

/** What is wanted. Texts have one character a byte; expressions are in Python's dialect. */
export interface BlockEdit {
  /** Empty: no block should be there. */
  block: string;
  begin: string;
  end: string;
  /** `EOF` or an expression. */
  insertAfter?: string;
  /** `BOF` or an expression. */
  insertBefore?: string;
  /** An empty line before and after the block. */
  prependNewline: boolean;
  appendNewline: boolean;
}

/** The text with its block, or without. Throws TemplateError for an expression that cannot be read. */
export function editBlock(text: string, edit: BlockEdit): string {
  const lines = splitLines(text);
  const [begin, end] = [`${edit.begin}\n`, `${edit.end}\n`];
  const body = edit.block === "" || edit.block.endsWith("\n") ? edit.block : `${edit.block}\n`;
  const block = body === "" ? [] : [begin, ...splitLines(body), end];
  const removed = removeBlock(lines, begin, end);
  if (removed === undefined && block.length === 0) return text;
  let at = removed ?? place(lines, text, edit);
  const before = lines[at - 1];
  if (before !== undefined && !before.endsWith("\n")) lines[at - 1] = `${before}\n`;
  if (edit.prependNewline && block.length > 0 && at > 0 && lines[at - 1] !== "\n") lines.splice(at++, 0, "\n");
  lines.splice(at, 0, ...block);
  const after = lines[at + block.length];
  if (edit.appendNewline && block.length > 0 && after !== undefined && after !== "\n") {
    lines.splice(at + block.length, 0, "\n");
  }
  return lines.join("");
}

/** Lines with their ends, as Python splits bytes: at newlines, carriage returns and both. */
function splitLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/** Takes the last block out, whichever of its markers comes first; where it began, or undefined without one. */
function removeBlock(lines: string[], begin: string, end: string): number | undefined {
  const [first, last] = [lines.lastIndexOf(begin), lines.lastIndexOf(end)].sort((one, other) => one - other);
  if (first === undefined || last === undefined || first < 0) return undefined;
  lines.splice(first, last - first + 1);
  return first;
}

/** Where a new block goes: by the expression's last match, at the end without one. */
function place(lines: string[], text: string, edit: BlockEdit): number {
  const { insertAfter, insertBefore } = edit;
  const after = insertAfter !== undefined;
  const pattern = after ? (insertAfter === "EOF" ? undefined : insertAfter) : insertBefore;
  if (pattern === undefined) return lines.length;
  if (!after && pattern === "BOF") return 0;
  if (/^\(\?[a-zA-Z]*m/.test(pattern)) {
    const match = bounded(pattern, () => firstOnly(pattern, { ascii: true }).exec(text));
    if (match === null) return lines.length;
    const upTo = text.slice(0, match.index + (after ? match[0].length : 0));
    return upTo.split("\n").length - (after ? 0 : 1);
  }
  const found = lines.findLastIndex(searcher(pattern, { ascii: true }));
  return found < 0 ? lines.length : after ? found + 1 : found;
}
