// The screen put together: where one is, what there is, and what can be typed.
import type { Counts } from "../../ports/survey.ts";
import { counted } from "../../words/counted.ts";
import { visible } from "../../words/visible.ts";
import { paint, unpainted } from "../writer.ts";
import type { Field } from "./field.ts";
import type { Frame } from "./ink_screen.ts";
import { cut, padded, widthOfPainted, wrapped } from "./painted.ts";
import type { Asking, Hint, Said, Size } from "./view.ts";

/** Screens lower than this have no line of counts. */
const WITH_COUNTS = 14;
/** Lines of a message, at most. */
const MOST_SAID = 3;

/** All that stands on the screen around a view. */
export interface Around {
  /** The lists there are, with how many are in them. */
  tabs: { name: string; count: number | undefined; here: boolean }[];
  title: string;
  counts: Counts | undefined;
  db: string;
  workers: number;
  hints: Hint[];
  said: Said | undefined;
  asking: Asking | undefined;
  /** What is typed into it. */
  field: Field | undefined;
}

/** How it is to be drawn. */
export interface Dress {
  colours: boolean;
  /** Signs beyond ASCII are understood. */
  unicode: boolean;
}

/** As many lines as the screen has; `body` is called with the room that is left. */
export function frameOf(around: Around, { columns, rows }: Size, dress: Dress, body: (size: Size) => string[]): Frame {
  const { lines: foot, cursor } = footer(around, columns);
  const head = [header(around, columns), ...(rows >= WITH_COUNTS ? [countsLine(around, columns)] : [])];
  const room = Math.max(1, rows - head.length - foot.length);
  const middle = body({ columns, rows: room }).slice(0, room);
  const filled = [...head, ...middle, ...Array<string>(room - middle.length).fill(""), ...foot].slice(-rows);
  const lines = filled.map((line) => dressed(cut(line, columns), dress));
  return {
    lines,
    ...(cursor === undefined ? {} : { cursor: { x: Math.min(cursor, columns - 1), y: lines.length - 1 } }),
  };
}

function header({ tabs, title, db, workers }: Around, columns: number): string {
  const names = tabs.map(({ name, count, here }) => {
    const text = count === undefined ? name : `${name} ${count}`;
    return here ? paint("heading", `[${text}]`) : ` ${text} `;
  });
  const left = `${names.join("")} ${title}`;
  const who = workers === 0 ? paint("notice", "no worker") : counted(workers, "worker");
  const right = [`${visible(db)}, ${who}`, who].find((text) =>
    widthOfPainted(left) + widthOfPainted(text) + 2 <= columns
  );
  if (right === undefined) return cut(left, columns);
  return `${padded(left, columns - widthOfPainted(right))}${right}`;
}

function countsLine({ counts }: Around, columns: number): string {
  if (counts === undefined) return "";
  const { running, waiting, pending, paused, failed, blocked } = counts.loops;
  const parts: string[] = [
    `${running} running`,
    ...several(waiting, "waiting"),
    ...several(pending, "pending"),
    ...several(paused, "paused").map((text) => paint("notice", text)),
    ...several(failed, "failed").map((text) => paint("failed", text)),
    ...several(blocked, "blocked").map((text) => paint("failed", text)),
    ...(counts.openPrompts === 0 ? [] : [paint("notice", counted(counts.openPrompts, "question"))]),
    ...(counts.openDrifts === 0 ? [] : [paint("changed", counted(counts.openDrifts, "drift"))]),
    ...(counts.hosts === 0 ? [] : [counted(counts.hosts, "host")]),
    ...(counts.unreachable === 0 ? [] : [paint("failed", `${counts.unreachable} unreachable`)]),
  ];
  return cut(parts.join(", "), columns);
}

function several(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

/** What is asked, or was said, or can be typed. */
function footer({ asking, field, said, hints }: Around, columns: number): { lines: string[]; cursor?: number } {
  if (asking?.kind === "confirm") {
    return {
      lines: wrapped(`${paint("heading", asking.text)} ${paint("notice", "y/enter yes, any other key no")}`, columns),
    };
  }
  if (asking !== undefined && field !== undefined) {
    const label = wrapped(asking.label, columns);
    const last = label.at(-1) ?? "";
    // Where little room is left beside the label, what is typed gets a line of its own.
    const beside = columns - widthOfPainted(last) >= Math.min(20, columns / 2);
    const start = beside ? widthOfPainted(last) : 0;
    const { text, at } = field.window(columns - start);
    const lines = beside ? [...label.slice(0, -1), last + text] : [...label, text];
    return { lines, cursor: start + at };
  }
  if (said === undefined) return { lines: [hintLine(hints, columns)] };
  const lines = wrapped(said.text, columns);
  const kept = lines.length > MOST_SAID
    ? [...lines.slice(0, MOST_SAID - 1), cut(lines.slice(MOST_SAID - 1).join(" "), columns)]
    : lines;
  return { lines: kept.map((line) => paint(said.ok ? "ok" : "failed", line)) };
}

/** As many as there is room for. */
function hintLine(hints: readonly Hint[], columns: number): string {
  let line = "";
  for (const [key, does] of hints) {
    const next = `${line}${line === "" ? "" : "  "}${paint("heading", key)} ${does}`;
    if (widthOfPainted(next) > columns) break;
    line = next;
  }
  return line;
}

/** Signs of ours that ASCII has not, and what stands for them in as many columns. */
const PLAIN: Record<string, string> = { "…": "~", "─": "-", "↕": "|", "↑": "^", "↓": "v", "↳": ">" };

function dressed(line: string, { colours, unicode }: Dress): string {
  const text = colours ? line : unpainted(line);
  return unicode ? text : text.replaceAll(/\P{ASCII}+/gu, (signs) => plain(signs));
}

function plain(signs: string): string {
  return [...signs].map((sign) => PLAIN[sign] ?? "?".repeat(widthOfPainted(sign))).join("");
}
