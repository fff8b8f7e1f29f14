// YAML 1.1 as PyYAML's safe loader reads it.
import { parse, YAMLParseError } from "yaml";
import { TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { float, fromPlain, int } from "./value.ts";

/** A YAML text's value: `yes` is true, `1.0` a float, dates stay text. Throws TemplateError in words. */
export function readYaml(text: string): Value {
  try {
    const plain: unknown = parse(text, {
      version: "1.1",
      mapAsMap: true,
      intAsBigInt: true,
      merge: true,
      prettyErrors: true,
      logLevel: "error",
      maxAliasCount: 100,
      customTags: (tags) => tags.flatMap(asPyYaml),
    });
    return valued(plain);
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof ReferenceError || error instanceof TypeError) {
      throw new TemplateError(`Cannot read YAML: ${error.message.split("\n")[0]?.replace(/:$/, "")}`);
    }
    throw error;
  }
}

// PyYAML wants a point and a sign in a float's exponent form; dates stay text here.
function asPyYaml<T>(tag: T): T[] {
  if (typeof tag !== "object" || tag === null || !("tag" in tag)) return tag === "timestamp" ? [] : [tag];
  if (tag.tag === "tag:yaml.org,2002:timestamp") return [];
  if (tag.tag !== "tag:yaml.org,2002:float" || !("format" in tag) || tag.format !== "EXP") return [tag];
  return [{ ...tag, test: /^[-+]?[0-9][0-9_]*\.[0-9_]*[eE][-+][0-9]+$/ }];
}

// The parser gives ints as bigints and floats as numbers, which keeps 1 and 1.0 apart.
function valued(plain: unknown): Value {
  if (typeof plain === "bigint") return int(plain);
  if (typeof plain === "number") return float(plain);
  if (Array.isArray(plain)) return plain.map(valued);
  if (plain instanceof Map) return new Map([...plain].map(([key, value]) => [valued(key), valued(value)]));
  if (plain instanceof Set) return new Map([...plain].map((key) => [valued(key), null]));
  return fromPlain(plain);
}
