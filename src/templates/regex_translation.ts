// One pattern of Python's `re` rewritten for JavaScript's `v` flag, construct by construct.
import { TemplateError } from "../model/errors.ts";

/** Python's re.I, re.M, re.S and re.A (as for bytes, of which a text may have one a character). */
export interface RegexFlags {
  ignoreCase?: boolean;
  multiline?: boolean;
  dotAll?: boolean;
  ascii?: boolean;
}

const WORD = "[\\p{L}\\p{N}_]";
const ASCII_WORD = "[A-Za-z0-9_]";
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const CLASSES: Record<string, string> = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: WORD,
  W: "[^\\p{L}\\p{N}_]",
  s: SPACE,
  S: `[^${SPACE.slice(1, -1)}]`,
};
const ASCII_CLASSES: Record<string, string> = {
  d: "[0-9]",
  D: "[^0-9]",
  w: ASCII_WORD,
  W: "[^A-Za-z0-9_]",
  s: "[\\t-\\r\\x20]",
  S: "[^\\t-\\r\\x20]",
};
const ANCHORS = anchors(WORD);
const ASCII_ANCHORS = anchors(ASCII_WORD);
const CONTROLS: Record<string, string> = { n: "\\n", t: "\\t", r: "\\r", f: "\\f", v: "\\v", a: "\\x07" };

function anchors(word: string): Record<string, string> {
  return {
    A: "(?<![^])",
    Z: "(?![^])",
    b: `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`,
    B: `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
  };
}

/** A pattern's JavaScript source and flags (`i` or none). Throws TemplateError for what JavaScript cannot express. */
export function translate(pattern: string, flags: RegexFlags): { source: string; flags: string } {
  const reader = new Reader(pattern, flags);
  const source = reader.read();
  return { source, flags: reader.ignoreCase ? "i" : "" };
}

class Reader {
  #at = 0;
  #dotAll: boolean;
  #verbose = false;
  #multiline: boolean;
  #ascii: boolean;
  ignoreCase: boolean;

  constructor(readonly pattern: string, flags: RegexFlags) {
    this.#multiline = flags.multiline ?? false;
    this.#dotAll = flags.dotAll ?? false;
    this.#ascii = flags.ascii ?? false;
    this.ignoreCase = flags.ignoreCase ?? false;
    const global = /^\(\?([aiLmsux]+)\)/.exec(pattern);
    if (global === null) return;
    this.#at = global[0].length;
    const letters = global[1] ?? "";
    if (letters.includes("i")) this.ignoreCase = true;
    if (letters.includes("m")) this.#multiline = true;
    if (letters.includes("s")) this.#dotAll = true;
    if (letters.includes("a")) this.#ascii = true;
    this.#verbose = letters.includes("x");
  }

  read(): string {
    let out = "";
    while (this.#at < this.pattern.length) out += this.#piece();
    return out;
  }

  #piece(): string {
    const char = this.#take();
    if (this.#verbose && /\s/.test(char)) return "";
    if (this.#verbose && char === "#") return this.#upTo("\n", "");
    if (char === "\\") return this.#escape(false);
    if (char === "[") return this.#set();
    if (char === "(") return this.#group();
    if (char === ".") return this.#dotAll ? "[^]" : "[^\\n]";
    if (char === "^") return this.#multiline ? "(?<![^\\n])" : "(?<![^])";
    if (char === "$") return this.#multiline ? "(?![^\\n])" : "(?=\\n?(?![^]))";
    if (char === "{") return this.#braces();
    if (char === "*" || char === "+" || char === "?") return this.#quantifier(char);
    return char === "|" || char === ")" ? char : literal(char);
  }

  #quantifier(text: string): string {
    if (this.pattern[this.#at] === "+") this.#refuse("possessive quantifiers");
    if (this.pattern[this.#at] !== "?") return text;
    this.#at++;
    return `${text}?`;
  }

  #braces(): string {
    const counted = /^(\d*)(?:(,)(\d*))?\}/.exec(this.pattern.slice(this.#at));
    if (counted === null || counted[0] === "}" || counted[0] === ",}") return "\\{";
    this.#at += counted[0].length;
    const [, least = "", comma = "", most = ""] = counted;
    return this.#quantifier(`{${least === "" ? "0" : least}${comma}${most}}`);
  }

  #group(): string {
    if (this.pattern[this.#at] !== "?") return "(";
    const rest = this.pattern.slice(this.#at + 1);
    const named = /^P<([^>]+)>/.exec(rest);
    if (named !== null) return this.#past(named[0], `(?<${named[1]}>`);
    const back = /^P=([^)]+)\)/.exec(rest);
    if (back !== null) return this.#past(back[0], `\\k<${back[1]}>`);
    if (rest.startsWith("#")) return this.#upTo(")", "");
    const plain = /^(?::|=|!|<=|<!)/.exec(rest);
    if (plain !== null) return this.#past(plain[0], `(?${plain[0]}`);
    const flags = /^([aLu]*)(i?)([aLu]*)(-i)?:/.exec(rest);
    if (flags !== null) return this.#past(flags[0], `(?${flags[2]}${flags[4] ?? ""}:`);
    if (rest.startsWith(">")) this.#refuse("atomic groups (?>…)");
    if (rest.startsWith("(")) this.#refuse("conditional groups (?(1)…)");
    if (/^[aiLmsux-]+[:)]/.test(rest)) this.#refuse("inline flags other than at the start, except (?i:…)");
    throw new TemplateError(`Invalid regular expression "${this.pattern}": unknown extension ?${rest.slice(0, 1)}`);
  }

  #escape(inSet: boolean): string {
    if (this.#at >= this.pattern.length) {
      throw new TemplateError(`Invalid regular expression "${this.pattern}": bad escape (end of pattern)`);
    }
    const rest = this.pattern.slice(this.#at);
    const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(rest);
    if (hex !== null) return this.#past(hex[0], unicode(parseInt(hex[1] ?? hex[2] ?? hex[3] ?? "", 16)), 0);
    const octal = /^(?:0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest);
    if (octal !== null) return this.#past(octal[0], unicode(parseInt(octal[0], 8)), 0);
    const reference = inSet ? null : /^[1-9]\d?/.exec(rest);
    if (reference !== null) return this.#past(reference[0], `(?:\\${reference[0]})`, 0);
    const char = this.#take();
    const known = this.#ascii ? ASCII_CLASSES[char] : CLASSES[char];
    if (known !== undefined) return known;
    if (inSet && char === "b") return "\\x08";
    const anchor = this.#ascii ? ASCII_ANCHORS[char] : ANCHORS[char];
    if (!inSet && anchor !== undefined) return anchor;
    if (CONTROLS[char] !== undefined) return CONTROLS[char];
    if (/[A-Za-z\d]/.test(char)) {
      throw new TemplateError(`Invalid regular expression "${this.pattern}": bad escape \\${char}`);
    }
    return literal(char);
  }

  #set(): string {
    let out = "[";
    if (this.pattern[this.#at] === "^") {
      this.#at++;
      out += "^";
    }
    let first = true;
    while (this.#at < this.pattern.length) {
      const char = this.#take();
      if (char === "]" && !first) return `${out}]`;
      first = false;
      const isRange = char === "-" && !/[[^]$/.test(out) && this.pattern[this.#at] !== "]";
      out += char === "\\" ? this.#escape(true) : isRange ? "-" : literal(char);
    }
    throw new TemplateError(`Invalid regular expression "${this.pattern}": unterminated character set`);
  }

  #take(): string {
    const char = String.fromCodePoint(this.pattern.codePointAt(this.#at) ?? 0);
    this.#at += char.length;
    return char;
  }

  #past(text: string, out: string, skipped = 1): string {
    this.#at += text.length + skipped;
    return out;
  }

  #upTo(end: string, out: string): string {
    const found = this.pattern.indexOf(end, this.#at);
    this.#at = found < 0 ? this.pattern.length : found + end.length;
    return out;
  }

  #refuse(what: string): never {
    throw new TemplateError(`Cannot use the regular expression "${this.pattern}": ${what} are not supported`);
  }
}

function literal(char: string): string {
  return /[\p{L}\p{N}_ ]/u.test(char) ? char : unicode(char.codePointAt(0) ?? 0);
}

function unicode(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
