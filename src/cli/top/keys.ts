// Keys by name, as views know them.
import type { Key as InkKey } from "ink";

/** A letter that was typed, or one of these names. */
export type Key = string;

const NAMES: { [key in keyof InkKey]?: Key } = {
  upArrow: "up",
  downArrow: "down",
  leftArrow: "left",
  rightArrow: "right",
  pageUp: "page up",
  pageDown: "page down",
  home: "home",
  end: "end",
  return: "enter",
  escape: "escape",
  backspace: "backspace",
  delete: "delete",
};

/** The keys of one event; several where they were typed faster than they were read. Control and Alt with a letter: `ctrl-c`, `alt-x`. */
export function keysOf(input: string, key: InkKey): Key[] {
  if (key.eventType === "release") return [];
  if (key.tab) return [key.shift ? "shift-tab" : "tab"];
  const name = Object.entries(NAMES).find(([held]) => key[held as keyof InkKey] === true)?.[1];
  if (name !== undefined) return [name];
  if (input === "") return [];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.meta || key.super || key.hyper) return [`alt-${input}`];
  return [...input].map((letter) => CONTROLS[letter] ?? letter);
}

/** Control letters within what came at once. */
const CONTROLS: Record<string, Key> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x03": "ctrl-c",
  "\x1b": "escape",
};

/** Keys that move through lines, as pagers and lists know them. */
export type Move = "up" | "down" | "page up" | "page down" | "home" | "end";

const MOVES: Record<string, Move> = {
  j: "down",
  k: "up",
  down: "down",
  up: "up",
  "ctrl-n": "down",
  "ctrl-p": "up",
  "ctrl-d": "page down",
  "ctrl-u": "page up",
  "ctrl-f": "page down",
  "ctrl-b": "page up",
  "page down": "page down",
  "page up": "page up",
  " ": "page down",
  g: "home",
  home: "home",
  G: "end",
  end: "end",
};

/** How a key moves; undefined for one that does not. */
export function moveOf(key: Key): Move | undefined {
  return Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
}
