// JSON read as Python's json.loads reads it: ints of any size, floats as floats, keys in order.
import { TemplateError } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import { MAX_LEVELS } from "./limits.ts";
import { fail } from "./position.ts";
import { float, int } from "./value.ts";

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const WORDS = new Map<string, Value>([["true", true], ["false", false], ["null", null], ["NaN", NaN], [
  "Infinity",
  Infinity,
], ["-Infinity", -Infinity]]);
const WORD = /true|false|null|NaN|-?Infinity/y;

/** A JSON text's value. Throws TemplateError with the place in the text in its sentence. */
export function parseJson(text: string): Value {
  const reader = new Reader(text);
  try {
    return reader.whole();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(`Cannot read JSON: ${error.message} (line ${error.line}, column ${error.column})`);
  }
}

class Reader {
  #at = 0;
  #level = 0;

  constructor(readonly text: string) {}

  whole(): Value {
    const value = this.#value();
    this.#match(SPACE);
    if (this.#at < this.text.length) fail(this.text, this.#at, "extra data");
    return value;
  }

  #value(): Value {
    this.#match(SPACE);
    const char = this.text[this.#at];
    if (char === "{") return this.#deeper(() => this.#object());
    if (char === "[") return this.#deeper(() => this.#array());
    if (char === '"') return this.#string();
    const word = this.#match(WORD);
    if (word !== null) return WORDS.get(word[0]) ?? null;
    const number = this.#match(NUMBER);
    if (number === null) return fail(this.text, this.#at, "expected a value");
    if (number[1] !== undefined || number[2] !== undefined) return float(Number(number[0]));
    if (number[0].length > 4300) fail(this.text, this.#at, "a number may have at most 4300 digits");
    return int(BigInt(number[0]));
  }

  #deeper<T>(read: () => T): T {
    if (++this.#level > MAX_LEVELS) fail(this.text, this.#at, `it is nested more than ${MAX_LEVELS} levels deep`);
    const made = read();
    this.#level--;
    return made;
  }

  #object(): Dict {
    const dict: Dict = new Map();
    this.#at++;
    if (this.#next("}")) return dict;
    do {
      this.#match(SPACE);
      const key = this.#string();
      if (!this.#next(":")) fail(this.text, this.#at, 'expected ":"');
      dict.set(key, this.#value());
    } while (this.#next(","));
    if (!this.#next("}")) fail(this.text, this.#at, 'expected "," or "}"');
    return dict;
  }

  #array(): Value[] {
    const list: Value[] = [];
    this.#at++;
    if (this.#next("]")) return list;
    do list.push(this.#value()); while (this.#next(","));
    if (!this.#next("]")) fail(this.text, this.#at, 'expected "," or "]"');
    return list;
  }

  // Its end is looked for quote by quote: a pattern that repeats itself takes a way back for each letter, and some megabytes are too many.
  #string(): string {
    const start = this.#at;
    if (this.text[start] === '"') {
      for (let end = start; (end = this.text.indexOf('"', end + 1)) > 0;) {
        let before = end;
        while (this.text[before - 1] === "\\") before--;
        if ((end - before) % 2 !== 0) continue;
        this.#at = end + 1;
        const read = stringIn(this.text.slice(start, this.#at));
        if (read !== undefined) return read;
        break;
      }
    }
    return fail(this.text, start, "expected a string in double quotes");
  }

  #next(char: string): boolean {
    this.#match(SPACE);
    if (this.text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }
}

function stringIn(literal: string): string | undefined {
  try {
    return JSON.parse(literal);
  } catch {
    return undefined;
  }
}
