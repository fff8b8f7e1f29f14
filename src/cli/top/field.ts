// A line that is typed, with the keys that shells know.
import { cellsOf, widthOf } from "../../words/visible.ts";
import type { Key } from "./keys.ts";

/** Letters of it: more than any answer takes. */
const MOST = 4000;

/** What is typed, and where in it. */
export class Field {
  #before: string[];
  #after: string[] = [];

  constructor(text: string) {
    this.#before = letters(text);
  }

  get text(): string {
    return [...this.#before, ...this.#after].join("");
  }

  /** Line ends and control characters of what is inserted become spaces. */
  insert(text: string): void {
    const room = MOST - this.#before.length - this.#after.length;
    const typed = letters(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")).slice(0, Math.max(0, room));
    // A mark may go together with the letter before it.
    this.#before = letters(this.#before.join("") + typed.join(""));
  }

  /** False for a key that does nothing to it. */
  press(key: Key): boolean {
    switch (key) {
      case "left":
      case "ctrl-b":
        this.#after.unshift(...this.#before.splice(-1));
        return true;
      case "right":
      case "ctrl-f":
        this.#before.push(...this.#after.splice(0, 1));
        return true;
      case "home":
      case "ctrl-a":
        this.#after.unshift(...this.#before.splice(0));
        return true;
      case "end":
      case "ctrl-e":
        this.#before.push(...this.#after.splice(0));
        return true;
      case "backspace":
      case "ctrl-h":
        this.#before.pop();
        return true;
      case "delete":
      case "ctrl-d":
        this.#after.shift();
        return true;
      case "ctrl-u":
        this.#before = [];
        return true;
      case "ctrl-k":
        this.#after = [];
        return true;
      case "ctrl-w":
        this.#before = letters(this.#before.join("").replace(/\S*\s*$/u, ""));
        return true;
      default:
        if (letters(key).length !== 1) return false;
        this.insert(key);
        return true;
    }
  }

  /** The part of it around the cursor that has room, and the cursor's column in it. */
  window(columns: number): { text: string; at: number } {
    const room = Math.max(1, columns - 1);
    let shown = "";
    let at = 0;
    for (const letter of this.#before.toReversed()) {
      const width = widthOf(letter);
      if (at + width > room) break;
      shown = letter + shown;
      at += width;
    }
    let width = at;
    for (const letter of this.#after) {
      width += widthOf(letter);
      if (width > room) break;
      shown += letter;
    }
    return { text: shown, at };
  }
}

function letters(text: string): string[] {
  return cellsOf(text).map(({ letter }) => letter);
}
