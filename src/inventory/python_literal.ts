// Values of INI inventories: what Python's ast.literal_eval makes of a text.
import { Float, type Value } from "../model/value.ts";
import { parseFloatText, parseInteger } from "../templates/number_text.ts";
import { unescape } from "../templates/string_literal.ts";
import { float, Tuple } from "../templates/value.ts";

/** The value of a Python literal; the text itself where it is none. A set is a list, bytes are text. */
export function literalOrText(text: string): Value {
  try {
    return new Literal(text.replace(/^[ \t]+/, "")).whole();
  } catch (error) {
    if (error === NO_LITERAL) return text;
    throw error;
  }
}

// One for all: most values are plain text, and an error of their own would note its stack each time.
const NO_LITERAL = new Error("no literal");

function refuse(): never {
  throw NO_LITERAL;
}

/** Python gives up at 200 brackets in each other. */
const DEEPEST = 200;

const FLOAT =
  /(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.)(?:[eE][+-]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][+-]?\d(?:_?\d)*/y;
const INTEGER = /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*/y;
const TEXT =
  /([uU]|[bB]?[rR]?|[rR][bB])('''(?:[^\\]|\\[^])*?'''|"""(?:[^\\]|\\[^])*?"""|'(?!'')(?:[^'\\]|\\[^])*'|"(?!"")(?:[^"\\]|\\[^])*")/y;
const NAME = /(?:None|True|False)(?![\p{L}\p{N}_])/uy;
const NAMED: Record<string, Value> = { None: null, True: true, False: false };
const EMPTY_SET = /set[ \t]*\([ \t]*\)/y;
const ANOTHER_SIGN = /[ \t\f(]*[-+]/y;
const BLANK = /[ \t\f]*/y;

class Literal {
  #at = 0;
  #depth = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Value {
    const first = this.#value();
    const value = this.#next(",") ? Tuple.holding([first, ...this.#rest("")]) : first;
    this.#match(BLANK);
    // A comment may follow, as in a program.
    if (this.#at < this.#text.length && this.#text[this.#at] !== "#") refuse();
    return value as Value;
  }

  #value(): Value {
    this.#match(BLANK);
    const sign = this.#text[this.#at];
    if (sign !== "-" && sign !== "+") return this.#atom();
    this.#at++;
    // A sign is a number's, and one is all it has, whatever the brackets.
    if (this.#match(ANOTHER_SIGN) !== undefined) refuse();
    this.#match(BLANK);
    const number = this.#atom();
    if (sign === "+") return isNumber(number) ? number : refuse();
    if (typeof number === "number" || typeof number === "bigint") return number === 0 ? 0 : -number;
    return number instanceof Float ? new Float(-number.value) : refuse();
  }

  #atom(): Value {
    const char = this.#text[this.#at] ?? refuse();
    if ("([{".includes(char)) return this.#nested(char);
    const name = this.#match(NAME);
    if (name !== undefined) return NAMED[name[0]]!;
    const number = this.#match(FLOAT) ?? this.#match(INTEGER);
    if (number !== undefined) {
      // 1j is complex, 012 nothing at all.
      if (/[\p{L}\p{N}_]/u.test(this.#text.charAt(this.#at))) refuse();
      const digits = number[0].replaceAll("_", "");
      const isWhole = /^(?:0[xXoObB].*|\d+)$/.test(digits);
      const value = isWhole ? parseInteger(/^0+$/.test(digits) ? "0" : digits, 0) : parseFloatText(digits);
      return value === undefined ? refuse() : isWhole ? value : float(Number(value));
    }
    if (this.#match(EMPTY_SET) !== undefined) return [];
    return this.#texts();
  }

  /** One text or several, which Python joins. */
  #texts(): string {
    let joined: string | undefined;
    let bytes: boolean | undefined;
    for (let part = this.#match(TEXT); part !== undefined; part = this.#match(TEXT)) {
      const [, prefix = "", quoted = ""] = part;
      const isBytes = /b/i.test(prefix);
      const quotes = /^(?:'''|""")/.test(quoted) ? 3 : 1;
      const body = quoted.slice(quotes, -quotes);
      if (bytes !== undefined && bytes !== isBytes || isBytes && /[^\0-\x7f]/.test(body)) refuse();
      bytes = isBytes;
      joined = (joined ?? "") + (/r/i.test(prefix) ? body : unescape(body, refuse));
      this.#match(BLANK);
    }
    return joined ?? refuse();
  }

  #nested(open: string): Value {
    if (++this.#depth > DEEPEST) refuse();
    this.#at++;
    const value = open === "(" ? this.#parentheses() : open === "[" ? this.#rest("]") : this.#braces();
    this.#depth--;
    return value;
  }

  #parentheses(): Value {
    if (this.#next(")")) return Tuple.holding<Value>([]) as Value;
    const first = this.#value();
    if (this.#next(")")) return first;
    if (!this.#next(",")) refuse();
    return Tuple.holding<Value>([first, ...this.#rest(")")]) as Value;
  }

  /** Values up to the end, the last comma optional. */
  #rest(end: string): Value[] {
    const values: Value[] = [];
    while (!this.#ends(end)) {
      values.push(this.#value());
      if (this.#ends(end)) break;
      if (!this.#next(",")) refuse();
    }
    return values;
  }

  #ends(end: string): boolean {
    if (end !== "") return this.#next(end);
    this.#match(BLANK);
    return this.#at >= this.#text.length || this.#text[this.#at] === "#";
  }

  #braces(): Value {
    if (this.#next("}")) return new Map();
    const first = this.#key();
    if (!this.#next(":")) {
      if (this.#next("}")) return [first];
      if (!this.#next(",")) refuse();
      return [...new Set([first, ...this.#rest("}")])];
    }
    const dict = new Map<Value, Value>([[first, this.#value()]]);
    while (!this.#next("}")) {
      if (!this.#next(",")) refuse();
      if (this.#next("}")) break;
      const key = this.#key();
      if (!this.#next(":")) refuse();
      dict.set(key, this.#value());
    }
    return dict;
  }

  #key(): Value {
    const key = this.#value();
    return Array.isArray(key) || key instanceof Map ? refuse() : key;
  }

  #next(char: string): boolean {
    this.#match(BLANK);
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}

function isNumber(value: Value): boolean {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Float;
}
