// Python's `text % values`.
import { TemplateError } from "../model/errors.ts";
import { entry, isInt, numeric, typeName } from "./compare.ts";
import { textLength, textSlice } from "./characters.ts";
import { checkText, joined } from "./limits.ts";
import { floatText } from "./number_text.ts";
import { type Operand, Undefined } from "./operand.ts";
import { pyAscii, pyRepr, pyStr } from "./python_text.ts";
import { Tuple } from "./value.ts";

const PRINTED = { s: pyStr, r: pyRepr, a: pyAscii };
const DIRECTIVE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.)?/gs;

/** `%s %r %a %d %i %u %x %X %o %f %F %e %E %g %G %c %%` with flags, width and precision, by position or by `%(name)s`. */
export function percentFormat(template: string, values: Operand): string {
  if (values instanceof Undefined) return values.fail();
  const queue = values instanceof Tuple ? [...values] : [values];
  const pieces: string[] = [];
  let from = 0;
  let named = false;
  const next = (): Operand => {
    if (queue.length === 0) throw new TemplateError("not enough arguments for format string");
    return queue.shift() as Operand;
  };
  for (const match of template.matchAll(DIRECTIVE)) {
    const [whole, name, flags = "", width, precision, type] = match;
    pieces.push(template.slice(from, match.index));
    from = match.index + whole.length;
    if (type === undefined) throw new TemplateError("incomplete format");
    if (type === "%") {
      pieces.push("%");
      continue;
    }
    named ||= name !== undefined;
    const columns = width === "*" ? Number(next()) : Number(width ?? 0);
    const hasPoint = whole.includes(".", name === undefined ? 0 : name.length + 3);
    const decimals = precision === "*" ? Number(next()) : hasPoint ? Number(precision ?? 0) : undefined;
    checkText(Math.max(columns, decimals ?? 0));
    pieces.push(directive(name === undefined ? next() : lookUp(values, name), type, flags, columns, decimals));
  }
  // Python takes every list or dictionary for something that names might have been looked up in.
  const nameable = values instanceof Map || (Array.isArray(values) && !(values instanceof Tuple));
  if (queue.length > 0 && !named && !nameable) {
    throw new TemplateError("not all arguments converted during string formatting");
  }
  return joined([...pieces, template.slice(from)]);
}

function lookUp(values: Operand, name: string): Operand {
  if (!(values instanceof Map)) throw new TemplateError("format requires a mapping");
  const found = entry(values, name);
  if (found === undefined) throw new TemplateError(`Cannot format: the dictionary has no key '${name}'`);
  return found;
}

function directive(value: Operand, type: string, flags: string, width: number, precision: number | undefined): string {
  if (value instanceof Undefined) return value.fail();
  if (type === "s" || type === "r" || type === "a") {
    const text = textSlice(PRINTED[type](value), 0, precision);
    return pad(text, "", flags.replace("0", ""), width);
  }
  if (type === "c") {
    const char = typeof value === "string" ? value : codePoint(numeric(value) ?? -1);
    if (textLength(char) !== 1) throw new TemplateError("%c requires int or char");
    return pad(char, "", flags.replace("0", ""), width);
  }
  const number = numeric(value);
  if (!"diuxXofFeEgG".includes(type)) throw new TemplateError(`unsupported format character '${type}'`);
  if (number === undefined || ("xXo".includes(type) && !isInt(value))) {
    const wanted = "xXo".includes(type) ? "an integer is required" : "a real number is required";
    throw new TemplateError(`%${type} format: ${wanted}, not ${typeName(value)}`);
  }
  const negative = number < 0 || Object.is(number, -0);
  const sign = negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  return pad(digits(negative ? -number : number, type, flags, precision), sign, flags, width);
}

// The character of a number.
function codePoint(code: number | bigint): string {
  if (code < 0 || code > 0x10ffff || !Number.isInteger(Number(code))) {
    throw new TemplateError("%c arg not in range(0x110000)");
  }
  return String.fromCodePoint(Number(code));
}

function digits(value: number | bigint, type: string, flags: string, precision: number | undefined): string {
  if ("fFeEgG".includes(type)) {
    const text = floatText(Number(value), type.toLowerCase(), precision, flags.includes("#"));
    return type === type.toUpperCase() ? text.toUpperCase() : text;
  }
  const base = type === "o" ? 8 : type === "x" || type === "X" ? 16 : 10;
  const whole = typeof value === "bigint" ? value : BigInt(Math.trunc(value));
  const text = whole.toString(base).padStart(precision ?? 0, "0");
  const prefix = flags.includes("#") ? { o: "0o", x: "0x", X: "0X" }[type] ?? "" : "";
  return prefix + (type === "X" ? text.toUpperCase() : text);
}

function pad(body: string, sign: string, flags: string, width: number): string {
  const missing = Math.max(0, width - sign.length - textLength(body));
  if (flags.includes("-")) return sign + body + " ".repeat(missing);
  return flags.includes("0") ? sign + "0".repeat(missing) + body : " ".repeat(missing) + sign + body;
}
