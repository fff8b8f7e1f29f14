// JSON as Python's json.dumps writes it.
import { Float, type Value } from "../model/value.ts";
import { order } from "./compare.ts";
import { checkText, repeated } from "./limits.ts";
import { floatRepr } from "./python_text.ts";
import { jsonKey } from "./value.ts";

/** json.dumps's options. */
export interface JsonStyle {
  /** One level's indentation; null writes one line. */
  indent: string | null;
  sortKeys: boolean;
  /** Everything beyond ASCII is escaped. */
  ascii: boolean;
  itemSeparator: string;
  keySeparator: string;
}

/** A value as JSON. Throws TemplateError for keys that JSON cannot have. */
export function writeJson(value: Value, style: JsonStyle): string {
  const writer = new Writer(style);
  writer.value(value, 0);
  return writer.pieces.join("");
}

class Writer {
  readonly pieces: string[] = [];
  #size = 0;

  constructor(readonly style: JsonStyle) {}

  value(value: Value, depth: number): void {
    if (typeof value === "string") return this.#put(quoted(value, this.style.ascii));
    if (value === null || typeof value === "boolean" || typeof value === "bigint") return this.#put(String(value));
    if (typeof value === "number") return this.#put(Number.isInteger(value) ? String(value) : floatJson(value));
    if (value instanceof Float) return this.#put(floatJson(value.value));
    if (Array.isArray(value)) {
      return this.#wrapped("[]", value, depth, (item) => this.value(item, depth + 1));
    }
    const entries = [...value];
    if (this.style.sortKeys) entries.sort(([a], [b]) => order(a, b));
    this.#wrapped("{}", entries, depth, ([key, item]) => {
      this.#put(quoted(jsonKey(key), this.style.ascii) + this.style.keySeparator);
      this.value(item, depth + 1);
    });
  }

  #wrapped<T>(brackets: string, parts: T[], depth: number, write: (part: T) => void): void {
    if (parts.length === 0) return this.#put(brackets);
    const [open = "", close = ""] = brackets;
    const { indent, itemSeparator } = this.style;
    const line = (level: number): string => indent === null ? "" : `\n${repeated(indent, level)}`;
    const inner = line(depth + 1);
    for (const [n, part] of parts.entries()) {
      this.#put((n === 0 ? open : itemSeparator) + inner);
      write(part);
    }
    this.#put(line(depth) + close);
  }

  #put(piece: string): void {
    checkText(this.#size += piece.length);
    this.pieces.push(piece);
  }
}

function floatJson(value: number): string {
  if (Number.isFinite(value)) return floatRepr(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function quoted(text: string, ascii: boolean): string {
  const json = JSON.stringify(text);
  return ascii ? json.replace(/[\u007f-\uffff]/g, (unit) => unit === "\u007f" ? unit : escaped(unit)) : json;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
