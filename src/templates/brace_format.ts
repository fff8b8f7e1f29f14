// Python's `text.format(values)`.
import { TemplateError } from "../model/errors.ts";
import { center, textLength, textSlice } from "./characters.ts";
import { isInt, numeric, typeName } from "./compare.ts";
import { checkText, joined } from "./limits.ts";
import { floatText } from "./number_text.ts";
import { type Args, type Operand, Undefined } from "./operand.ts";
import { pyRepr, pyStr } from "./python_text.ts";

/** Reads a part of a value: `{0[key]}` and `{0.name}`. */
export type Reader = (value: Operand, key: string | number) => Operand;

/** `{}`, `{0}`, `{name}`, `{0[key]}`, `!r`, and format specifications (fill, align, sign, #, 0, width, grouping, precision, type). */
export function braceFormat(template: string, args: Args, read: Reader): string {
  let counter = 0;
  const pieces: string[] = [];
  let from = 0;
  while (from < template.length) {
    const open = template.slice(from).search(/[{}]/);
    if (open < 0) break;
    const at = from + open;
    pieces.push(template.slice(from, at));
    if (template[at + 1] === template[at]) {
      pieces.push(template.charAt(at));
      from = at + 2;
      continue;
    }
    const field = /^\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/.exec(template.slice(at));
    if (field === null) throw new TemplateError(`Single '${template.charAt(at)}' encountered in format string`);
    const [whole, path = "", conversion, spec = ""] = field;
    const pick = (name: string): Operand => value(name === "" ? String(counter++) : name, args, read);
    const found = pick(/^[.[]/.test(path) ? `${counter++}${path}` : path);
    const inner = spec.replace(/\{([^{}]*)\}/g, (_, name: string) => pyStr(pick(name)));
    pieces.push(
      formatValue(conversion === undefined ? found : conversion === "s" ? pyStr(found) : pyRepr(found), inner),
    );
    from = at + whole.length;
  }
  return joined([...pieces, template.slice(from)]);
}

function value(path: string, args: Args, read: Reader): Operand {
  const [, head = "", tail = ""] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
  let found = /^\d+$/.test(head) ? args.positional[Number(head)] : args.named.get(head);
  if (found === undefined) throw new TemplateError(`Cannot format: there is no argument for '{${head}}'`);
  for (const [, index, name] of tail.matchAll(/\[([^\]]*)\]|\.([^.[]+)/g)) {
    const key = index ?? name ?? "";
    found = read(found, index !== undefined && /^\d+$/.test(key) ? Number(key) : key);
  }
  return found;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** `format(value, spec)`. Throws TemplateError for a specification that does not fit. */
export function formatValue(value: Operand, spec: string): string {
  if (value instanceof Undefined) return value.fail();
  const match = SPEC.exec(spec);
  if (match === null) throw new TemplateError(`Invalid format specifier '${spec}'`);
  const [, fill, align, sign = "-", alternate, zero, widthText, grouping = "", precisionText, type = ""] = match;
  const width = Number(widthText ?? 0);
  const precision = precisionText === undefined ? undefined : Number(precisionText);
  checkText(Math.max(width, precision ?? 0));
  const number = typeof value === "boolean" && type === "" ? undefined : numeric(value);
  if (type === "c" && number !== undefined && (number < 0 || number > 0x10ffff)) {
    throw new TemplateError("%c arg not in range(0x110000)");
  }
  if (number === undefined || type === "s") {
    if (grouping !== "") throw new TemplateError(`Cannot specify '${grouping}' with 's'.`);
    if (type !== "" && type !== "s") {
      throw new TemplateError(`Unknown format code '${type}' for object of type '${typeName(value)}'`);
    }
    if (spec !== "" && (Array.isArray(value) || value instanceof Map || value === null)) {
      throw new TemplateError(`unsupported format string passed to ${typeName(value)}.__format__`);
    }
    const text = precision === undefined ? pyStr(value) : textSlice(pyStr(value), 0, precision);
    return aligned("", text, align ?? "<", fill ?? (zero ? "0" : " "), width);
  }
  const negative = number < 0 || Object.is(number, -0);
  const body = numberBody(negative ? -number : number, isInt(value), { type, alternate, precision, grouping });
  const mark = negative ? "-" : sign === "-" ? "" : sign;
  return aligned(mark, body, align ?? (zero ? "=" : ">"), fill ?? (zero ? "0" : " "), width);
}

interface NumberSpec {
  type: string;
  alternate: string | undefined;
  precision: number | undefined;
  grouping: string;
}

function numberBody(
  value: number | bigint,
  whole: boolean,
  { type, alternate, precision, grouping }: NumberSpec,
): string {
  const lower = type.toLowerCase();
  if (whole && (type === "" || "bcdnox".includes(lower))) {
    if (type === "c") return String.fromCodePoint(Number(value));
    const base = { b: 2, o: 8, x: 16 }[lower] ?? 10;
    const text = grouped(value.toString(base), grouping, base === 10 ? 3 : 4);
    const prefixed = alternate && base !== 10 ? `0${lower}${text}` : text;
    return type === "X" ? prefixed.toUpperCase() : prefixed;
  }
  if ("bcdox".includes(lower) && lower !== "") {
    throw new TemplateError(`Unknown format code '${type}' for object of type 'float'`);
  }
  const [, digits = "", rest = ""] =
    /^(\d*)(.*)$/s.exec(floatText(Number(value), lower === "n" ? "g" : lower, precision)) ??
      [];
  const text = grouped(digits, grouping, 3) + rest;
  return type !== lower ? text.toUpperCase() : text;
}

function grouped(digits: string, separator: string, size: number): string {
  return separator === "" ? digits : digits.replace(new RegExp(`\\B(?=([\\da-f]{${size}})+$)`, "g"), separator);
}

function aligned(sign: string, body: string, align: string, fill: string, width: number): string {
  const text = sign + body;
  const missing = Math.max(0, width - textLength(text));
  if (align === "=") return sign + fill.repeat(missing) + body;
  if (align === "^") {
    const left = missing >> 1;
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
  return align === "<" ? text + fill.repeat(missing) : fill.repeat(missing) + text;
}

/** `str.center`, `ljust` and `rjust` with a bounded width. */
export function justified(text: string, width: number, side: "center" | "left" | "right", fill: string): string {
  checkText(width);
  if (textLength(fill) !== 1) throw new TemplateError("The fill character must be exactly one character long");
  const missing = fill.repeat(Math.max(0, width - textLength(text)));
  return side === "center" ? center(text, width, fill) : side === "left" ? text + missing : missing + text;
}
