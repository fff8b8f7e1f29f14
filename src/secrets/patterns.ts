// The forms of a secret value as patterns: each a row of units, each unit the spellings that it may have.
import { spellings } from "./spellings.ts";

/** What is looked for. */
export interface Pattern {
  /** One spelling of each, in a row. */
  units: readonly (readonly string[])[];
  /** What may stand between two units: an encoder breaks its lines. */
  gaps: readonly string[];
  /** It counts only where no letter, digit or `_` stands beside it. */
  whole?: true;
  /** `=` and the like behind it belong to it. */
  padded?: true;
}

/** Characters that a value must have for all its forms to be looked for. A shorter one stands in texts by chance. */
export const SHORT = 6;
/** Characters below which nothing can be done about a value. */
export const TOO_SHORT = 3;

const NONE: readonly string[] = [];
const BASE64_BREAKS = ["\n", "\r\n", "\\n", "\\r\\n"];
const HEX_BREAKS = ["\n", " ", ":", "-"];
const encoder = new TextEncoder();

/**
 * Patterns of a value: as it is and as programs escape it, as base64 at each of the three places in a longer text, as hexadecimal digits; of a value of
 * several lines also each line. Of a short one only itself, as a whole word.
 */
export function patternsOf(value: string): Pattern[] {
  const length = [...value].length;
  if (length < TOO_SHORT) return [];
  if (length < SHORT) return [{ units: [...value].map((each) => [each]), gaps: NONE, whole: true }];
  const trimmed = value.trim();
  const lines = value.split(/\r\n|\n|\r/).map((line) => line.trim()).filter((line) => [...line].length >= SHORT);
  const texts = new Set([value, ...[...trimmed].length >= SHORT ? [trimmed] : [], ...lines]);
  const bytes = encoder.encode(value);
  return [
    ...[...texts].map((text) => ({ units: [...text].map(spellings), gaps: NONE })),
    ...base64Forms(bytes).map((text) => ({
      units: [...text].map((each) => BASE64[each] ?? [each]),
      gaps: BASE64_BREAKS,
      padded: true as const,
    })),
    { units: Array.from(bytes, (byte) => HEX[byte] ?? []), gaps: HEX_BREAKS },
  ];
}

/** The same pattern read backwards. */
export function reversed({ units, gaps, whole }: Pattern): Pattern {
  return {
    units: units.map(turned).reverse(),
    gaps: gaps.map(backwards),
    ...(whole === undefined ? {} : { whole }),
  };
}

/** Worked out already: the units of a long value are the same few. */
const known = new WeakMap<readonly string[], readonly string[]>();

function turned(unit: readonly string[]): readonly string[] {
  const found = known.get(unit) ?? unit.map(backwards);
  known.set(unit, found);
  return found;
}

/** A text from its last code unit to its first. */
export function backwards(text: string): string {
  let turned = "";
  for (let at = text.length - 1; at >= 0; at--) turned += text[at];
  return turned;
}

/** By itself, and the characters that are the value's alone where 0, 1 or 2 bytes stand before it in a group of three. */
function base64Forms(bytes: Uint8Array): string[] {
  const alone = base64(bytes);
  const within = [0, 1, 2].map((before) => {
    const text = base64(new Uint8Array([...new Uint8Array(before), ...bytes]));
    const bits = 8 * (before + bytes.length);
    return text.slice(Math.ceil(8 * before / 6), Math.floor(bits / 6));
  });
  return [...new Set([alone, ...within])];
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/=+$/, "");
}

/** The standard alphabet's and the one for URLs. */
const BASE64: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"].map((each) => [each, [each]]),
  ),
  "+": ["+", "-", "%2B", "%2b", "\\u002b", "\\u002B"],
  "/": ["/", "_", "%2F", "%2f", "\\/", "\\u002f", "\\u002F"],
};

/** Both cases of a byte's digits. */
const HEX: readonly (readonly string[])[] = Array.from({ length: 256 }, (_, byte) => {
  const digits = byte.toString(16).padStart(2, "0");
  return [...new Set([digits, digits.toUpperCase()])];
});
