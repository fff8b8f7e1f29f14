// What a scalar without quotes means: PyYAML's resolver, where it differs from the parser's.
import type { Tags } from "yaml";
import { Float, type Value } from "../model/value.ts";

/** A scalar's value as PyYAML has it. `source` is what is written, where it stands without quotes and tag. */
export function scalarOf(value: unknown, source: string | undefined): Value {
  if (typeof value === "bigint") {
    if (source !== undefined && !PYYAML_INT.test(source)) return source;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (typeof value === "number") {
    if (source !== undefined && !PYYAML_FLOAT.test(source)) return source;
    return Number.isInteger(value) ? new Float(value) : value;
  }
  if (typeof value === "boolean" || typeof value === "string") return value;
  return value === null || value === undefined ? null : String(value);
}

/** PyYAML's ints: 08 is text, and so is 0:30. */
const PYYAML_INT = /^[-+]?(?:0b[01_]+|0[0-7_]+|0x[\da-fA-F_]+|0|[1-9][\d_]*(?::[0-5]?\d)*)$/;

/** PyYAML wants a point and a signed exponent: 1e3 is text there. */
const PYYAML_FLOAT =
  /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|\.(?:inf|Inf|INF|nan|NaN|NAN))$/;

/** The parser's tags as PyYAML's resolver has them: no y/n booleans, and dates stay the text they print as. */
export function pyyamlTags(tags: Tags): Tags {
  return tags.filter((tag) =>
    typeof tag === "string" ||
    !["timestamp", "binary", "omap", "pairs", "set", "merge"].some((name) => tag.tag.endsWith(`:${name}`))
  ).map((tag) =>
    typeof tag !== "string" && tag.tag.endsWith(":bool") && tag.test !== undefined
      ? {
        ...tag,
        test: tag.test.test("yes")
          ? /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/
          : /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/,
      }
      : tag
  );
}
