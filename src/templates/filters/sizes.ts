// Filters between numbers of bytes and what people write for them.
import { TemplateError } from "../../model/errors.ts";
import { asNumber, asText } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { fixed } from "../number_text.ts";
import { pyStr } from "../python_text.ts";
import { int } from "../value.ts";
import { filter, type Filters } from "./definition.ts";

const LETTERS = ["B", "K", "M", "G", "T", "P", "E", "Z", "Y"];

/** Size filters by name. */
export const SIZES: Filters = {
  human_readable: filter(["isbits=", "unit="], (value, [isBits = false, unit = null]) => {
    const size = asNumber(value, "human_readable()");
    const wanted = unit === null ? null : asText(unit, "human_readable(): unit").toUpperCase();
    let power = LETTERS.length - 1;
    while (power > 0 && (wanted === null ? size < 1024 ** power : wanted !== LETTERS[power])) power--;
    const base = truthy(isBits) ? "bits" : "Bytes";
    return `${Object.is(size, -0) ? "-" : ""}${fixed(size / 1024 ** power, 2)} ${
      power === 0 ? base : `${LETTERS[power]}${base.charAt(0)}`
    }`;
  }),
  human_to_bytes: filter(["default_unit=", "isbits="], (value, [fallback = null, isBits = false]) => {
    const text = pyStr(value);
    const [, digits = "", written] = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text) ?? [];
    if (!/\d/.test(digits) || !Number.isFinite(Number(digits))) throw failure(text);
    const unit = written ?? (fallback === null ? null : asText(fallback, "human_to_bytes(): default_unit"));
    if (unit === null) return rounded(Number(digits));
    const power = LETTERS.indexOf(unit.charAt(0).toUpperCase());
    const [letter, name] = truthy(isBits) ? ["b", "bit"] : ["B", "byte"];
    if (power < 0) throw failure(text);
    if (unit.length > 1 && !unit.toLowerCase().includes(name) && unit[1] !== letter) throw failure(text);
    return rounded(Number(digits) * 1024 ** power);
  }),
};

function failure(text: string): TemplateError {
  return new TemplateError(`human_to_bytes() can't interpret following string: ${text}`);
}

// Python rounds halves to even.
function rounded(value: number): number | bigint {
  const floor = Math.floor(value);
  const half = value - floor === 0.5;
  return int(BigInt(half ? floor + floor % 2 : Math.round(value)));
}
