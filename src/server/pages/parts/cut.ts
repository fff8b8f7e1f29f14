// Texts in as much room as a place has: what hosts and models say can be megabytes.
import { oneLine, visible } from "../../../words/visible.ts";

/** At most so many characters, the last an ellipsis where something is left out; no character is cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Harmless and in one line, at most so long. Costs no more for a long text. */
export function line(text: string, most = 200): string {
  const head = text.length > most * 2 ? `${text.slice(0, most * 2)} ` : text;
  return cut(oneLine(head), most);
}

/** Harmless, its beginning and end where it is longer than that many characters, and how many are left out. */
export function headAndTail(text: string, most: number): { head: string; left: number; tail: string } {
  if (text.length <= most) return { head: visible(text), left: 0, tail: "" };
  const [front, back] = [Math.floor(most * 0.75), Math.floor(most * 0.25)];
  return {
    head: visible(text.slice(0, front)),
    left: text.length - front - back,
    tail: visible(text.slice(-back)),
  };
}

/** JSON as people read it: a text as it is, all else indented. */
export function jsonText(value: unknown): string {
  return jsonIn(value, 2);
}

/** The same in one line, harmless, at most so long. */
export function jsonLine(value: unknown, most = 200): string {
  return line(jsonIn(value, 0).slice(0, most * 2 + 1), most);
}

function jsonIn(value: unknown, indent: number): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value, null, indent);
  } catch (error) {
    // A host may nest values deeper than the stack goes.
    if (error instanceof RangeError) return "(nested too deep to be shown)";
    throw error;
  }
}
