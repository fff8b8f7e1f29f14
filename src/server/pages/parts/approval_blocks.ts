// An approval's text taken apart into its actions, so that each can stand beside what is on record of it.

/** A line of what an action would change, or a note about it. */
export interface ApprovalLine {
  kind: "note" | "same" | "added" | "removed";
  text: string;
}

/** One action as the text has it. */
export interface ApprovalBlock {
  /** The call, without its number: `web1 as root: Install nginx: apt name=nginx`. */
  call: string;
  lines: ApprovalLine[];
}

/** What stands before the actions, and these; the whole text is before them where they do not come numbered from 1. */
export function approvalBlocks(text: string): { before: string; blocks: ApprovalBlock[] } {
  const lines = text.split("\n");
  const blocks: ApprovalBlock[] = [];
  const before: string[] = [];
  for (const line of lines) {
    const [, number, call] = /^(\d+)\. (.*)$/s.exec(line) ?? [];
    const last = blocks.at(-1);
    // Nothing from elsewhere begins a line of its own there: a number at a line's beginning is ours.
    if (call !== undefined && Number(number) === blocks.length + 1) blocks.push({ call, lines: [] });
    else if (last === undefined) before.push(line);
    else last.lines.push(lineOf(line));
  }
  return { before: before.join("\n"), blocks };
}

function lineOf(line: string): ApprovalLine {
  const text = line.replace(/^ {3}/, "");
  if (text.startsWith("+")) return { kind: "added", text: text.slice(1) };
  if (text.startsWith("-")) return { kind: "removed", text: text.slice(1) };
  return text.startsWith(" ") ? { kind: "same", text: text.slice(1) } : { kind: "note", text };
}
