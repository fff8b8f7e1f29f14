// Filters on numbers.
import { TemplateError } from "../../model/errors.ts";
import { Float } from "../../model/value.ts";
import { unary } from "../arithmetic.ts";
import { asInt, asNumber, asText } from "../coerce.ts";
import { isInt, numeric, truthy, typeName } from "../compare.ts";
import { filter, type Filters } from "./definition.ts";
import { fixed, parseFloatText, parseInteger, roundFloat } from "../number_text.ts";
import type { Operand } from "../operand.ts";
import { float, int } from "../value.ts";

/** Number filters by name. */
export const NUMBERS: Filters = {
  int: filter(["default=", "base="], (value, [fallback = 0, base = 10]) => {
    const exact = typeof value === "string"
      ? parseInteger(value, asInt(base, "int(): base"))
      : truncated(numeric(value));
    return exact ?? (typeof value === "string" ? truncated(parseFloatText(value)) : undefined) ?? fallback;
  }),
  float: filter(["default="], (value, [fallback = new Float(0)]) => {
    const number = typeof value === "string" ? parseFloatText(value) : numeric(value);
    return number === undefined ? fallback : float(Number(number));
  }),
  abs: filter([], (value) => {
    const number = numeric(value);
    if (number === undefined) throw new TemplateError(`bad operand type for abs(): '${typeName(value)}'`);
    return number < 0 || Object.is(number, -0) ? unary("-", value) : unary("+", value);
  }),
  round: filter(["precision=", "method="], (value, [precision = 0, method = "common"]) => {
    const places = asInt(precision, "round(): precision");
    const how = asText(method, "round(): method");
    const number = asNumber(value, "round(): the value");
    if (how === "common") return isInt(value) ? roundedInt(BigInt(value), places) : float(roundFloat(number, places));
    if (how !== "ceil" && how !== "floor") throw new TemplateError("method must be common, ceil or floor");
    const scale = 10 ** places;
    // Python's ceil and floor give an int, which has no negative zero.
    return float((Math[how](number * scale) || 0) / scale);
  }),
  log: filter(["base="], (value, [base]) => {
    const number = asNumber(value, "log(): the value");
    if (number <= 0) throw new TemplateError("math domain error");
    if (base === undefined) return float(Math.log(number));
    const by = asNumber(base, "log(): base");
    return float(by === 10 ? Math.log10(number) : Math.log(number) / Math.log(by));
  }),
  pow: filter(["y"], (value, [power = null]) => float(asNumber(value, "pow()") ** asNumber(power, "pow()"))),
  root: filter(["base="], (value, [base = 2]) => {
    const by = asNumber(base, "root(): base");
    const number = asNumber(value, "root(): the value");
    if (number < 0) throw new TemplateError("math domain error");
    return float(by === 2 ? Math.sqrt(number) : number ** (1 / by));
  }),
  filesizeformat: filter(["binary="], (value, [binary = false]) => {
    const size = typeof value === "string" ? parseFloatText(value) : asNumber(value, "filesizeformat()");
    if (size === undefined) throw new TemplateError("filesizeformat(): expected a number");
    const base = truthy(binary) ? 1024 : 1000;
    if (size === 1) return "1 Byte";
    if (size < base) return `${Math.trunc(size)} Bytes`;
    const units = (truthy(binary) ? "KiB MiB GiB TiB PiB EiB ZiB YiB" : "kB MB GB TB PB EB ZB YB").split(" ");
    const found = units.findIndex((_, exponent) => size < base ** (exponent + 2));
    const n = found < 0 ? units.length - 1 : found;
    return `${fixed(base * size / base ** (n + 2), 1)} ${units[n]}`;
  }),
};

function truncated(value: number | bigint | undefined): Operand | undefined {
  if (value === undefined || typeof value === "bigint") return value;
  return Number.isFinite(value) ? int(BigInt(Math.trunc(value))) : undefined;
}

function roundedInt(value: bigint, places: number): Operand {
  if (places >= 0) return int(value);
  const unit = 10n ** BigInt(Math.min(-places, 4300));
  const rest = ((value % unit) + unit) % unit;
  const down = value - rest;
  const up = rest * 2n > unit || (rest * 2n === unit && (down / unit) % 2n !== 0n);
  return int(up ? down + unit : down);
}
