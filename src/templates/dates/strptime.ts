// Text as dates: Python's datetime.strptime in the C locale.
import { TemplateError } from "../../model/errors.ts";
import { pyRepr } from "../python_text.ts";
import { type Civil, civilOf, DAYS, isReal, MONTHS, wallMs } from "./civil.ts";

/** What the fields of a text come to before they are a date. */
interface Found extends Civil {
  afternoon?: boolean;
  dayOfYear?: number;
}

interface Field {
  pattern: string;
  set(found: Found, text: string): void;
}

const SHORT_DAYS = DAYS.map((day) => day.slice(0, 3));
const SHORT_MONTHS = MONTHS.map((month) => month.slice(0, 3));
const COMPOSED: Record<string, string> = { c: "%a %b %d %H:%M:%S %Y", x: "%m/%d/%y", X: "%H:%M:%S" };

const FIELDS: Record<string, Field> = {
  a: word(SHORT_DAYS, () => {}),
  A: word(DAYS, () => {}),
  b: word(SHORT_MONTHS, (found, n) => found.month = n + 1),
  B: word(MONTHS, (found, n) => found.month = n + 1),
  d: number("3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]", (found, n) => found.day = n),
  f: { pattern: "\\d{1,6}", set: (found, text) => found.microsecond = Number(text.padEnd(6, "0")) },
  H: number("2[0-3]|[01]\\d|\\d", (found, n) => found.hour = n),
  I: number("1[0-2]|0[1-9]|[1-9]", (found, n) => found.hour = n),
  j: number("36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]", (found, n) => found.dayOfYear = n),
  m: number("1[0-2]|0[1-9]|[1-9]", (found, n) => found.month = n),
  M: number("[0-5]\\d|\\d", (found, n) => found.minute = n),
  p: word(["AM", "PM"], (found, n) => found.afternoon = n === 1),
  S: number("6[01]|[0-5]\\d|\\d", (found, n) => found.second = n),
  y: number("\\d\\d", (found, n) => found.year = n + (n <= 68 ? 2000 : 1900)),
  Y: number("\\d{4}", (found, n) => found.year = n),
  z: {
    pattern: "[+-]\\d\\d:?[0-5]\\d|Z",
    set: (found, text) => {
      const [, sign = "+", hours = "0", minutes = "0"] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
      found.offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
    },
  },
  Z: { pattern: "UTC|GMT", set: () => {} },
};

/** A text by a format. Throws TemplateError in Python's words for one that does not fit, and for directives that are not read. */
export function strptime(text: string, format: string): Civil {
  const fields: Field[] = [];
  const pattern = source(format, fields);
  const match = new RegExp(`^${pattern}`, "iu").exec(text);
  if (match === null) throw new TemplateError(`time data ${pyRepr(text)} does not match format ${pyRepr(format)}`);
  if (match[0].length < text.length) {
    throw new TemplateError(`unconverted data remains: ${text.slice(match[0].length)}`);
  }
  const found: Found = { ...civilOf(0), year: 1900 };
  fields.forEach(({ set }, n) => set(found, match[n + 1] ?? ""));
  const { afternoon, dayOfYear, ...at } = found;
  if (afternoon !== undefined) at.hour = at.hour % 12 + (afternoon ? 12 : 0);
  if (dayOfYear !== undefined) {
    const { year, month, day } = civilOf(wallMs({ ...at, month: 1, day: 1 }) + (dayOfYear - 1) * 86_400_000);
    Object.assign(at, { year, month, day });
  }
  if (!isReal(at)) throw new TemplateError("day is out of range for month");
  return at;
}

function source(format: string, fields: Field[]): string {
  let out = "";
  for (const [, letter, blank, char] of format.matchAll(/%([^]?)|(\s+)|([^])/gu)) {
    if (blank !== undefined) out += "\\s+";
    else if (char !== undefined) out += literal(char);
    else if (letter === "%") out += "%";
    else if (letter !== undefined && Object.hasOwn(COMPOSED, letter)) out += source(COMPOSED[letter] ?? "", fields);
    else {
      const field = letter !== undefined && Object.hasOwn(FIELDS, letter) ? FIELDS[letter] : undefined;
      if (field === undefined) throw new TemplateError(`'${letter}' is a bad directive in format ${pyRepr(format)}`);
      // As for Python, whose pattern has each once; a row of those that take one digit or two fits a text in too many ways.
      if (fields.includes(field)) {
        throw new TemplateError(`'%${letter}' stands twice in the format ${pyRepr(format)}: write each directive once`);
      }
      fields.push(field);
      out += `(${field.pattern})`;
    }
  }
  return out;
}

function literal(char: string): string {
  return /[\p{L}\p{N}_]/u.test(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

function number(pattern: string, set: (found: Found, n: number) => void): Field {
  return { pattern, set: (found, text) => set(found, Number(text)) };
}

function word(words: string[], set: (found: Found, n: number) => void): Field {
  return {
    pattern: words.join("|"),
    set: (found, text) => set(found, words.findIndex((one) => one.toLowerCase() === text.toLowerCase())),
  };
}
