// The lookup `sequence`: numbers from a start to an end, formatted.
import { TemplateError } from "../../model/errors.ts";
import { asText } from "../coerce.ts";
import { keyValues } from "../key_values.ts";
import { checkItems } from "../limits.ts";
import type { Operand } from "../operand.ts";
import { percentFormat } from "../percent_format.ts";
import { Tuple } from "../value.ts";
import { lookup, type Lookups } from "./definition.ts";

const NUMBER = "(0?x?[0-9a-f]+)";
const SHORT = new RegExp(`^(?:${NUMBER}-)?${NUMBER}(?:/${NUMBER})?(?::(.+))?$`, "i");

interface Plan {
  start: number;
  end?: number;
  count?: number;
  stride: number;
  format: string;
}

/** `sequence`, by name: `5`, `2-10/2`, `4:host%02d`, or `start=0 count=5 stride=2 format=%02x`. */
export const SEQUENCE: Lookups = {
  sequence: lookup([], (terms) => terms.flatMap((term) => numbers(planned(asText(term, "lookup('sequence')"))))),
};

function planned(term: string): Plan {
  const short = SHORT.exec(term);
  const plan: Plan = { start: 1, stride: 1, format: "%d" };
  if (short !== null) {
    const [, start, end, stride, format] = short;
    if (start !== undefined) plan.start = whole("start", start);
    plan.end = whole("end", end ?? "");
    if (stride !== undefined) plan.stride = whole("stride", stride);
    if (format !== undefined) plan.format = format;
    return plan;
  }
  for (const [name, value] of keyValues(term).named) {
    if (name === "format") plan.format = value;
    else if (name === "start" || name === "end" || name === "count" || name === "stride") {
      plan[name] = whole(name, value);
    } else throw new TemplateError(`with_sequence has no '${name}': expected start, end, count, stride, format`);
  }
  return plan;
}

function whole(name: string, text: string): number {
  const [, sign, digits = ""] = /^([-+]?)(0x[\da-f]+|0o[0-7]+|0b[01]+|[1-9]\d*|0+)$/i.exec(text.trim()) ?? [];
  if (sign === undefined) throw new TemplateError(`can't parse ${name}=${text} as integer`);
  return Number(digits) * (sign === "-" ? -1 : 1);
}

function numbers({ start, end: last, count, stride, format }: Plan): Operand[] {
  if (count === undefined && last === undefined) {
    throw new TemplateError("must specify count or end in with_sequence");
  }
  if (count !== undefined && last !== undefined) {
    throw new TemplateError("can't specify both count and end in with_sequence");
  }
  if (count === 0 || stride === 0) return [];
  const end = last ?? start + (count ?? 0) * stride - 1;
  if (stride > 0 && end < start) throw new TemplateError("to count backwards make stride negative");
  if (stride < 0 && end > start) throw new TemplateError("to count forward don't make stride negative");
  if (format.split("%").length !== 2) throw new TemplateError(`bad formatting string: ${format}`);
  const length = Math.floor((end - start) / stride) + 1;
  checkItems(length);
  return Array.from({ length }, (_, n) => percentFormat(format, Tuple.holding([start + n * stride])));
}
