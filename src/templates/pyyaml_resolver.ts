// What a scalar without quotes means: PyYAML's resolver, and the parser's tags made to agree with it.
import type { Tags } from "yaml";
import { Float, type Value } from "../model/value.ts";

/** What PyYAML looks for in a text without quotes, by what it takes it for then. */
export const IMPLICIT = {
  true: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/,
  false: /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  /** 08 is text, and so is 0:30. */
  int:
    /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  /** With a point, and a sign in the exponent: 1e3 is text. */
  float:
    /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  null: /^(?:~|null|Null|NULL|)$/,
  merge: /^<<$/,
  value: /^=$/,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
} as const;

/** A scalar's value as PyYAML has it. `source` is what is written, where it stands without quotes and tag. */
export function scalarOf(value: unknown, source: string | undefined): Value {
  if (typeof value === "bigint") {
    if (source !== undefined && !IMPLICIT.int.test(source)) return source;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (typeof value === "number") {
    if (source !== undefined && !IMPLICIT.float.test(source)) return source;
    return Number.isInteger(value) ? new Float(value) : value;
  }
  if (typeof value === "boolean" || typeof value === "string") return value;
  return value === null || value === undefined ? null : String(value);
}

/** The parser's tags as PyYAML's resolver has them: no y/n booleans, and dates stay the text they print as. */
export function pyyamlTags(tags: Tags): Tags {
  return tags.filter((tag) =>
    typeof tag === "string" ||
    !["timestamp", "binary", "omap", "pairs", "set", "merge"].some((name) => tag.tag.endsWith(`:${name}`))
  ).map((tag) =>
    typeof tag !== "string" && tag.tag.endsWith(":bool") && tag.test !== undefined
      ? {
        ...tag,
        test: tag.test.test("yes") ? IMPLICIT.true : IMPLICIT.false,
      }
      : tag
  );
}
