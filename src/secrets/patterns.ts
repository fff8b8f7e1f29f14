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
      units: [...text].map(base64Spellings),
      gaps: BASE64_BREAKS,
      padded: true as const,
    })),
    { units: [...bytes].map(hexSpellings), gaps: HEX_BREAKS },
  ];
}

/** The same pattern read backwards. */
export function reversed({ units, gaps, whole }: Pattern): Pattern {
  return {
    units: units.map((unit) => unit.map(backwards)).reverse(),
    gaps: gaps.map(backwards),
    ...(whole === undefined ? {} : { whole }),
  };
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
function base64Spellings(character: string): string[] {
  if (character === "+") return ["+", "-", "%2B", "%2b", "\\u002b", "\\u002B"];
  if (character === "/") return ["/", "_", "%2F", "%2f", "\\/", "\\u002f", "\\u002F"];
  return [character];
}

function hexSpellings(byte: number): string[] {
  const digits = byte.toString(16).padStart(2, "0");
  return [...new Set([digits, digits.toUpperCase()])];
}
