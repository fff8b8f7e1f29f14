// Values as Python prints them: str() and repr().
import { TemplateError } from "../model/errors.ts";
import { Float } from "../model/value.ts";
import { checkText } from "./limits.ts";
import { Callable, type Operand, Undefined } from "./operand.ts";
import { isOmit, Tuple } from "./value.ts";

/** What `str(value)` gives: text as it is, everything else as `repr`. Throws UndefinedVariable for an undefined one. */
export function pyStr(value: Operand): string {
  return typeof value === "string" ? value : pyRepr(value);
}

/** What `repr(value)` gives: `'it\'s'` or `"it's"` by Python's rule, `True`, `None`, `1.0`, `1e+16`, `('a',)`. */
export function pyRepr(value: Operand): string {
  if (typeof value === "string") return quoted(value);
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatRepr(value);
  if (value instanceof Float) return floatRepr(value.value);
  if (value instanceof Undefined) return value.fail();
  if (isOmit(value)) {
    throw new TemplateError('Cannot print "omit": it must be the whole value of the parameter to leave out');
  }
  if (Array.isArray(value)) return listRepr(value);
  if (value instanceof Map) return `{${spread([...value], ([key, item]) => `${pyRepr(key)}: ${pyRepr(item)}`)}}`;
  const own = value.text();
  if (own !== undefined) return own;
  return `<${value.typeName}${value instanceof Callable ? ` '${value.name}'` : ""}>`;
}

/** What `ascii(value)` gives: as `repr`, with nothing beyond ASCII. */
export function pyAscii(value: Operand): string {
  return pyRepr(value).replace(/[^\0-\x7f]/gu, codeEscape);
}

/** A float as Python's repr: shortest digits that read back, exponent from 1e+16 and below 1e-04. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponentText = ""] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const text = exponent >= 0 ? String(value) : value.toFixed(mantissa.replace(/[-.]/g, "").length - 1 - exponent);
  return text.includes(".") ? text : `${text}.0`;
}

function listRepr(items: Operand[]): string {
  if (!(items instanceof Tuple)) return `[${spread(items, pyRepr)}]`;
  return items.length === 1 ? `(${pyRepr(items[0] as Operand)},)` : `(${spread(items, pyRepr)})`;
}

function spread<T>(items: T[], print: (item: T) => string): string {
  let size = 0;
  return Array.from(items, (item) => {
    const text = print(item);
    checkText(size += text.length + 2);
    return text;
  }).join(", ");
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
// What str.isprintable() refuses, apart from the plain space.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\n\r\t]/g, (char) => ESCAPES[char] ?? char).replace(UNPRINTABLE, codeEscape);
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
}

function codeEscape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
