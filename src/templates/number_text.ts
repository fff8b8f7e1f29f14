// Numbers from text and into text, as Python's int(), float(), round() and format() do it.
import { floatRepr } from "./python_text.ts";
import { strip } from "./characters.ts";
import { int } from "./value.ts";

const INT = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^\d+$/, 16: /^[\da-f]+$/ } as const;
const PREFIX: Record<number, RegExp> = { 2: /^0b_?/, 8: /^0o_?/, 16: /^0x_?/ };

/** `int(text, base)`; undefined where Python raises ValueError. Base 0 goes by the prefix. */
export function parseInteger(text: string, base = 10): number | bigint | undefined {
  const [, sign = "", body = ""] = /^([+-]?)(.*)$/s.exec(strip(text).toLowerCase()) ?? [];
  if (base === 0) {
    const found = [2, 8, 16].find((candidate) => PREFIX[candidate]?.test(body));
    return found === undefined ? parseInteger(sign + body, 10) : parseInteger(sign + body, found);
  }
  const digits = body.replace(PREFIX[base] ?? /^$/, "");
  if (!/^[\da-z]+(_[\da-z]+)*$/.test(digits)) return undefined;
  const plain = digits.replaceAll("_", "");
  const pattern = INT[base as keyof typeof INT];
  let value = 0n;
  if (pattern !== undefined) {
    if (!pattern.test(plain) || plain.length > 4300) return undefined;
    value = BigInt(base === 10 ? plain : `0${base === 2 ? "b" : base === 8 ? "o" : "x"}${plain}`);
  } else {
    for (const digit of plain.slice(0, 4300)) {
      const worth = parseInt(digit, 36);
      if (worth >= base) return undefined;
      value = value * BigInt(base) + BigInt(worth);
    }
  }
  return int(sign === "-" ? -value : value);
}

/** `float(text)`; undefined where Python raises ValueError. */
export function parseFloatText(text: string): number | undefined {
  const body = strip(text).toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(body);
  if (special !== null) return special[2] === "nan" ? NaN : special[1] === "-" ? -Infinity : Infinity;
  const ok = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/.test(body);
  return ok ? Number(body.replaceAll("_", "")) : undefined;
}

/** A float with a fixed number of decimals, ties to even as Python rounds them. */
export function fixed(value: number, decimals: number): string {
  const places = Math.min(decimals, 100);
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (places > 0 ? `.${"0".repeat(places)}` : "");
  const text = value.toFixed(places);
  const exact = value.toFixed(100);
  const point = exact.indexOf(".");
  const tail = exact.slice(point + 1 + places);
  if (!/^50*$/.test(tail)) return text;
  // A tie: toFixed went away from zero or not, the even neighbour is wanted.
  const truncated = exact.slice(0, point + 1 + places).replace(/\.$/, "");
  if (Number(truncated.at(-1)) % 2 === 0) return truncated;
  return Number(text) === Number(truncated) ? (value < 0 ? "-" : "") + bumped(truncated.replace("-", "")) : text;
}

function bumped(digits: string): string {
  const places = digits.length - 1 - digits.indexOf(".");
  const whole = (BigInt(digits.replace(".", "")) + 1n).toString();
  return digits.includes(".") ? `${whole.slice(0, -places)}.${whole.slice(-places)}` : whole;
}

/** `round(value, decimals)` of a float. */
export function roundFloat(value: number, decimals: number): number {
  if (!Number.isFinite(value) || decimals > 100) return value;
  if (value === 0) return value;
  if (decimals >= 0) return Number(fixed(value, decimals));
  const unit = 10 ** -decimals;
  return Number(fixed(value / unit, 0)) * unit;
}

/** `%e` or `%g` as C writes them: exponents of two digits at least, ties to even. */
export function exponential(value: number, precision: number): string {
  const places = Math.min(precision, 100);
  const [mantissa = "", exponent = ""] = value.toExponential(100).split("e");
  const kept = mantissa.length - 100 + places;
  const isTie = /^50*$/.test(mantissa.slice(kept)) && /[02468]\.?$/.test(mantissa.slice(0, kept));
  // Of two that are as near JavaScript takes the larger one.
  const text = isTie ? `${mantissa.slice(0, kept).replace(/\.$/, "")}e${exponent}` : value.toExponential(places);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** `%g`: the shorter of fixed and exponential, without trailing zeros unless `keepZeros`. */
export function general(value: number, precision: number, keepZeros = false): string {
  const digits = Math.min(Math.max(precision, 1), 100);
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split("e")[1]);
  const long = exponent < -4 || exponent >= digits;
  const text = long ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (keepZeros || !text.includes(".")) return text;
  return long ? text.replace(/\.?0+e/, "e") : text.replace(/\.?0+$/, "");
}

/** A float's digits for a format type (`e f g %`, or none for repr); infinities and NaN by name. */
export function floatText(value: number, type: string, precision: number | undefined, alternate = false): string {
  if (!Number.isFinite(value)) return floatRepr(value);
  const places = precision ?? 6;
  if (type === "e") return exponential(value, places);
  if (type === "f") return fixed(value, places);
  if (type === "%") return `${fixed(value * 100, places)}%`;
  if (type === "g") return general(value, places, alternate);
  if (precision === undefined) return floatRepr(value);
  const text = general(value, precision);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
