// Python's `text.format(values)`.
import { TemplateError } from "../model/errors.ts";
import { center, textLength, textSlice } from "./characters.ts";
import { isInt, numeric, typeName } from "./compare.ts";
import { checkText, joined } from "./limits.ts";
import { floatText } from "./number_text.ts";
import { type Args, type Operand, Undefined } from "./operand.ts";
import { pyAscii, pyRepr, pyStr } from "./python_text.ts";

/** Reads a part of a value: `{0[key]}` and `{0.name}`. */
export type Reader = (value: Operand, key: string | number) => Operand;

const CONVERSIONS = { s: pyStr, r: pyRepr, a: pyAscii };

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
    pieces.push(formatValue(CONVERSIONS[conversion as keyof typeof CONVERSIONS]?.(found) ?? found, inner));
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
function formatValue(value: Operand, spec: string): string {
  if (value instanceof Undefined) return value.fail();
  const match = SPEC.exec(spec);
  if (match === null) throw new TemplateError(`Invalid format specifier '${spec}'`);
  const [, fill, align, sign = "-", alternate, zero, widthText, grouping = "", precisionText, type = ""] = match;
  const width = Number(widthText ?? 0);
  const precision = precisionText === undefined ? undefined : Number(precisionText);
  checkText(Math.max(width, precision ?? 0));
  const number = typeof value === "boolean" && spec === "" ? undefined : numeric(value);
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
  const { prefix, digits, rest, size } = numberParts(negative ? -number : number, isInt(value), {
    type,
    alternate,
    precision,
  });
  const mark = (negative ? "-" : sign === "-" ? "" : sign) + prefix;
  const [side, filling] = [align ?? (zero ? "=" : ">"), fill ?? (zero ? "0" : " ")];
  // Zeros that fill up are digits as the others are.
  const least = grouping !== "" && side === "=" && filling === "0" ? width - mark.length - rest.length : 0;
  return aligned(mark, grouped(digits, { separator: grouping, size, least }) + rest, side, filling, width);
}

interface NumberSpec {
  type: string;
  alternate: string | undefined;
  precision: number | undefined;
}

/** What stands before a number's digits, they themselves, what follows them, and how many make a group. */
function numberParts(
  value: number | bigint,
  whole: boolean,
  { type, alternate, precision }: NumberSpec,
): { prefix: string; digits: string; rest: string; size: number } {
  const lower = type.toLowerCase();
  const cased = (text: string): string => type === lower ? text : text.toUpperCase();
  if (whole && (type === "" || "bcdnox".includes(lower))) {
    if (type === "c") return { prefix: "", digits: "", rest: String.fromCodePoint(Number(value)), size: 3 };
    const base = { b: 2, o: 8, x: 16 }[lower] ?? 10;
    const prefix = alternate && base !== 10 ? cased(`0${lower}`) : "";
    return { prefix, digits: cased(value.toString(base)), rest: "", size: base === 10 ? 3 : 4 };
  }
  if ("bcdox".includes(lower) && lower !== "") {
    throw new TemplateError(`Unknown format code '${type}' for object of type 'float'`);
  }
  const text = cased(floatText(Number(value), lower === "n" ? "g" : lower, precision));
  const [, digits = "", rest = ""] = /^(\d*)(.*)$/s.exec(text) ?? [];
  return { prefix: "", digits, rest, size: 3 };
}

/** Digits in groups, with zeros before them up to `least` characters; a separator never stands first. */
function grouped(
  digits: string,
  { separator, size, least }: { separator: string; size: number; least: number },
): string {
  if (separator === "") return digits;
  const count = Math.ceil((least * size + 1) / (size + 1));
  return digits.padStart(count, "0").replace(new RegExp(`\\B(?=([\\dA-Fa-f]{${size}})+$)`, "g"), separator);
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
