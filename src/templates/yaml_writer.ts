// YAML as PyYAML's emitter (libyaml) writes it.
import { textLength } from "./characters.ts";
import type { Value } from "../model/value.ts";
import { order } from "./compare.ts";
import { checkText } from "./limits.ts";
import { analyse, escaped, isScalar, resolvesToText, type Scalar, scalarText } from "./yaml_scalar.ts";

/** PyYAML's options. */
export interface YamlStyle {
  indent: number;
  /** Column after which long lines are folded. */
  width: number;
  sortKeys: boolean;
  /** Collections on one line: all, none, or (null) those of scalars only. */
  flow: boolean | null;
}

/** A value as a YAML document. */
export function writeYaml(value: Value, style: YamlStyle): string {
  return new Emitter(style).document(value);
}

interface Place {
  /** The value of a mapping's key. */
  inMapping: boolean;
  isKey: boolean;
}

class Emitter {
  #out: string[] = [];
  #size = 0;
  #column = 0;
  #indent = -1;
  #flowLevel = 0;
  #whitespace = true;
  #indention = true;

  constructor(readonly style: YamlStyle) {}

  document(value: Value): string {
    this.#node(value, { inMapping: false, isKey: false });
    return `${this.#out.join("")}\n`;
  }

  #node(value: Value, place: Place): void {
    if (isScalar(value)) return this.#scalar(value, place);
    const entries = Array.isArray(value) ? null : this.#entries(value);
    const parts = entries?.flat() ?? [...value as Value[]];
    const flow = this.#flowLevel > 0 || parts.length === 0 || (this.style.flow ?? parts.every(isScalar));
    const before = this.#indent;
    if (this.#indent < 0) this.#indent = flow ? this.style.indent : 0;
    else if (!(entries === null && !flow && place.inMapping && !this.#indention)) this.#indent += this.style.indent;
    if (flow) this.#flow(entries, parts);
    else if (entries === null) this.#blockSequence(parts);
    else this.#blockMapping(entries);
    this.#indent = before;
  }

  #entries(dict: Map<Value, Value>): [Value, Value][] {
    const entries = [...dict];
    if (!this.style.sortKeys) return entries;
    try {
      return entries.sort(([a], [b]) => order(a, b));
    } catch {
      // Keys without an order stay as they are, as PyYAML leaves them.
      return [...dict];
    }
  }

  #flow(entries: [Value, Value][] | null, parts: Value[]): void {
    this.#indicator(entries === null ? "[" : "{", true, true);
    this.#flowLevel++;
    (entries ?? parts).forEach((part, n) => {
      if (n > 0) this.#indicator(",", false);
      if (this.#column > this.style.width) this.#newLine();
      if (entries === null) return this.#node(part as Value, { inMapping: false, isKey: false });
      const [key, value] = part as [Value, Value];
      const simple = this.#key(key);
      if (!simple && this.#column > this.style.width) this.#newLine();
      this.#indicator(":", !simple);
      this.#node(value, { inMapping: true, isKey: false });
    });
    this.#flowLevel--;
    this.#indicator(entries === null ? "]" : "}", false);
  }

  #blockSequence(parts: Value[]): void {
    for (const part of parts) {
      this.#newLine();
      this.#indicator("-", true, false, true);
      this.#node(part, { inMapping: false, isKey: false });
    }
  }

  #blockMapping(entries: [Value, Value][]): void {
    for (const [key, value] of entries) {
      this.#newLine();
      const simple = this.#key(key);
      if (!simple) this.#newLine();
      this.#indicator(":", !simple, false, !simple);
      this.#node(value, { inMapping: true, isKey: false });
    }
  }

  // Writes a key; false for one that needed the long form.
  #key(key: Value): boolean {
    const text = isScalar(key) ? scalarText(key) : null;
    if (text !== null && text.length <= 128 && !/[\n\x85\u2028\u2029]/.test(text)) {
      this.#node(key, { inMapping: true, isKey: true });
      return true;
    }
    this.#indicator("?", true, false, this.#flowLevel === 0);
    this.#node(key, { inMapping: true, isKey: false });
    return false;
  }

  // A scalar's own further lines stand one level deeper.
  #scalar(value: Scalar, place: Place): void {
    const before = this.#indent;
    this.#indent = Math.max(0, before) + this.style.indent;
    this.#styled(value, place);
    this.#indent = before;
  }

  #styled(value: Scalar, { isKey }: Place): void {
    const text = scalarText(value);
    const found = analyse(text);
    const plainFits = this.#flowLevel > 0 ? found.flowPlain : found.blockPlain;
    const meant = typeof value !== "string" || resolvesToText(text);
    if (meant && plainFits && !(isKey && (text === "" || found.multiline))) this.#plain(text, !isKey);
    else if (found.singleQuoted && !(isKey && found.multiline)) this.#singleQuoted(text, !isKey);
    else this.#doubleQuoted(text, !isKey);
  }

  #plain(text: string, fold: boolean): void {
    if (!this.#whitespace && text !== "") this.#write(" ");
    this.#folded(text, fold);
    this.#whitespace = false;
    this.#indention = false;
  }

  #singleQuoted(text: string, fold: boolean): void {
    this.#indicator("'", true);
    this.#folded(text.replaceAll("'", "''"), fold);
    this.#indicator("'", false);
  }

  // Words at single blanks go to a new line once the line is full; breaks are doubled, so that they are read back.
  #folded(text: string, fold: boolean): void {
    const parts = text.split(/( +|[\n\x85\u2028\u2029]+)/);
    const last = parts.findLastIndex((part) => part !== "");
    parts.forEach((part, n) => {
      if (part.startsWith("\n") || /^[\x85\u2028\u2029]/.test(part)) {
        if (part.startsWith("\n")) this.#lineBreak("\n");
        for (const end of part) this.#lineBreak(end);
        this.#newLine();
      } else if (
        part === " " && fold && this.#column > this.style.width && n > 1 && n < last
      ) {
        this.#newLine();
      } else this.#write(part);
    });
    this.#whitespace = false;
    this.#indention = false;
  }

  #doubleQuoted(text: string, fold: boolean): void {
    this.#indicator('"', true);
    const chars = Array.from(text);
    let spaces = false;
    chars.forEach((char, n) => {
      if (char === " ") {
        const breakHere = fold && !spaces && this.#column > this.style.width && n > 0 && n < chars.length - 1;
        if (breakHere) {
          this.#newLine();
          if (chars[n + 1] === " ") this.#write("\\");
        } else this.#write(" ");
        spaces = true;
        return;
      }
      this.#write(escaped(char));
      spaces = false;
    });
    this.#whitespace = false;
    this.#indention = false;
    this.#indicator('"', false);
  }

  #indicator(text: string, needsSpace: boolean, whitespace = false, indention = false): void {
    if (needsSpace && !this.#whitespace) this.#write(" ");
    this.#write(text);
    this.#whitespace = whitespace;
    this.#indention &&= indention;
  }

  #newLine(): void {
    const indent = Math.max(0, this.#indent);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) {
      this.#lineBreak("\n");
    }
    if (this.#column < indent) this.#write(" ".repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #lineBreak(end: string): void {
    this.#write(end);
    this.#column = 0;
    this.#whitespace = true;
    this.#indention = true;
  }

  #write(text: string): void {
    checkText(this.#size += text.length);
    if (text !== "") this.#out.push(text);
    this.#column += textLength(text);
  }
}
