// JSON read as Python's json.loads reads it: ints of any size, floats as floats, keys in order.
import { TemplateError } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import { fail } from "./position.ts";
import { float, int } from "./value.ts";

const SPACE = /[ \t\n\r]*/y;
const CONTROLS = "\\0-\\x1f";
const STRING = new RegExp(`"(?:[^"\\\\${CONTROLS}]|\\\\(?:["\\\\/bfnrt]|u[\\da-fA-F]{4}))*"`, "y");
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
    if (char === "{") return this.#object();
    if (char === "[") return this.#array();
    if (char === '"') return this.#string();
    const word = this.#match(WORD);
    if (word !== null) return WORDS.get(word[0]) ?? null;
    const number = this.#match(NUMBER);
    if (number === null) return fail(this.text, this.#at, "expected a value");
    if (number[1] !== undefined || number[2] !== undefined) return float(Number(number[0]));
    if (number[0].length > 4300) fail(this.text, this.#at, "a number may have at most 4300 digits");
    return int(BigInt(number[0]));
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

  #string(): string {
    const found = this.#match(STRING);
    return found === null ? fail(this.text, this.#at, "expected a string in double quotes") : JSON.parse(found[0]);
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
