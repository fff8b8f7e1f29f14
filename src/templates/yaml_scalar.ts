// Which ways of writing a text YAML allows, as PyYAML's analyze_scalar and resolver decide it.
import { Float, type Value } from "../model/value.ts";
import { floatRepr } from "./python_text.ts";
import { IMPLICIT } from "./pyyaml_resolver.ts";

/** What a text may be written as. */
export interface ScalarAnalysis {
  multiline: boolean;
  /** Without quotes inside `[]` and `{}`. */
  flowPlain: boolean;
  /** Without quotes elsewhere. */
  blockPlain: boolean;
  singleQuoted: boolean;
}

const BREAK = /[\n\x85\u2028\u2029]/;

/** Looks at a text character by character. */
export function analyse(text: string): ScalarAnalysis {
  if (text === "") return { multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true };
  const multiline = BREAK.test(text);
  // libyaml, with which Ansible writes, takes nothing above U+FFFD for printable.
  const special = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]|\ufeff/u.test(text);
  const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text);
  const breakThenSpace = /[\n\x85\u2028\u2029] /.test(text);
  const spaceThenBreak = / [\n\x85\u2028\u2029]/.test(text);
  const plain = !multiline && !special && !edges && !breakThenSpace && !spaceThenBreak;
  const blockIndicator = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[\0 \t\r\n\x85\u2028\u2029]|$))/.test(text) ||
    /.:(?:[\0 \t\r\n\x85\u2028\u2029]|$)|[\0 \t\r\n\x85\u2028\u2029]#/s.test(text);
  const flowIndicator = blockIndicator || /^[?:]|[,?[\]{}:]/.test(text);
  return {
    multiline,
    flowPlain: plain && !flowIndicator,
    blockPlain: plain && !blockIndicator,
    singleQuoted: !special && !breakThenSpace && !spaceThenBreak,
  };
}

/** Whether an unquoted text would be read back as text. */
export function resolvesToText(text: string): boolean {
  return !Object.values(IMPLICIT).some((pattern) => pattern.test(text));
}

/** A value that is no collection. */
export type Scalar = null | boolean | number | bigint | Float | string;

/** Whether a value is no collection. */
export function isScalar(value: Value): value is Scalar {
  return !Array.isArray(value) && !(value instanceof Map);
}

/** A scalar without quotes: null, true, 1.0, .inf. */
export function scalarText(value: Scalar): string {
  if (typeof value === "string") return value;
  if (value === null) return "null";
  const isFloat = value instanceof Float || (typeof value === "number" && !Number.isInteger(value));
  if (!isFloat) return String(value);
  const text = floatRepr(value instanceof Float ? value.value : value);
  if (/^-?inf$|^nan$/.test(text)) return text.replace(/(inf|nan)/, ".$1");
  return text.includes(".") ? text : text.replace("e", ".0e");
}

const ESCAPES = new Map(Object.entries({
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
}));

/** A character inside double quotes. */
export function escaped(char: string): string {
  const named = ESCAPES.get(char);
  if (named !== undefined) return named;
  const code = char.codePointAt(0) ?? 0;
  if (
    (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  ) {
    return char;
  }
  const hex = code.toString(16).toUpperCase();
  if (code > 0xffff) return `\\U${hex.padStart(8, "0")}`;
  return code <= 0xff ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
