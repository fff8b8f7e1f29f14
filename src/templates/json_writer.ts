// JSON as Python's json.dumps writes it.
import { Float, type Value } from "../model/value.ts";
import { order } from "./compare.ts";
import { joined } from "./limits.ts";
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
export function writeJson(value: Value, style: JsonStyle, depth = 0): string {
  if (typeof value === "string") return quoted(value, style.ascii);
  if (value === null || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatJson(value);
  if (value instanceof Float) return floatJson(value.value);
  if (Array.isArray(value)) {
    return wrapped("[]", Array.from(value, (item) => writeJson(item, style, depth + 1)), style, depth);
  }
  const entries = [...value];
  if (style.sortKeys) entries.sort(([a], [b]) => order(a, b));
  const parts = entries.map(([key, item]) =>
    quoted(jsonKey(key), style.ascii) + style.keySeparator + writeJson(item, style, depth + 1)
  );
  return wrapped("{}", parts, style, depth);
}

function wrapped(brackets: string, parts: string[], { indent, itemSeparator }: JsonStyle, depth: number): string {
  if (parts.length === 0) return brackets;
  const [open = "", close = ""] = brackets;
  if (indent === null) return open + joined(parts, itemSeparator) + close;
  const line = `\n${indent.repeat(depth + 1)}`;
  return open + line + joined(parts, itemSeparator + line) + `\n${indent.repeat(depth)}` + close;
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
