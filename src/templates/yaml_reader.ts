// YAML 1.1 as PyYAML's safe loader reads it.
import { parse, parseAllDocuments, type Tags, YAMLParseError } from "yaml";
import { TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { position } from "./position.ts";
import { IMPLICIT } from "./pyyaml_resolver.ts";
import { float, fromPlain, int } from "./value.ts";

/**
 * A YAML text's value: `yes` is true, `1.0` a float, dates stay text. Throws TemplateError in words. `vaulted` is what `!vault` makes of a text; without
 * it the tag means nothing.
 */
export function readYaml(text: string, { vaulted }: { vaulted?: (text: string) => string } = {}): Value {
  const vaults = vaulted === undefined ? [] : VAULT_TAGS.map((tag) => ({ tag, resolve: vaulted }));
  const tags = (known: Tags): Tags => [...customTags(known), ...vaults];
  return telling(text, () => valued(parse(text, { ...OPTIONS, customTags: tags })));
}

const VAULT_TAGS = ["!vault", "!vault-encrypted"];

/** The values of a text of several documents. Throws TemplateError in words. */
export function readYamlAll(text: string): Value[] {
  return telling(text, () => {
    const documents = parseAllDocuments(text, { ...OPTIONS, customTags });
    if (!Array.isArray(documents)) return [];
    return documents.map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw error;
      return valued(document.toJS({ mapAsMap: true, maxAliasCount: 100 }));
    });
  });
}

const OPTIONS = {
  version: "1.1",
  mapAsMap: true,
  intAsBigInt: true,
  merge: true,
  // Found for every error, a place costs the square of a broken text; we ask for the first one's only.
  prettyErrors: false,
  // Looked for in a mapping of n keys, one that is there twice costs n². PyYAML takes the last one, too.
  uniqueKeys: false,
  logLevel: "error",
  maxAliasCount: 100,
} as const;

function customTags<T>(tags: T[]): T[] {
  return tags.flatMap(asPyYaml);
}

function telling<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof ReferenceError || error instanceof TypeError) {
      throw new TemplateError(`Cannot read YAML: ${inWords(error, text)}`);
    }
    if (error instanceof RangeError) throw new TemplateError("Cannot read YAML: it is nested too deeply");
    throw error;
  }
}

function inWords(error: Error, text: string): string {
  if (/call stack/.test(error.message)) return "it is nested too deeply";
  const words = error.message.split("\n")[0]?.replace(/:$/, "") ?? "";
  if (!(error instanceof YAMLParseError)) return words;
  const { line, column } = position(text, error.pos[0]);
  return `${words} at line ${line}, column ${column}`;
}

// Where the parser's idea of YAML 1.1 is wider than PyYAML's: `y`, `.`, `1e3`, `08` and `0:30` are text there.
const NARROWER: [tag: string, accepts: string, instead: RegExp][] = [
  ["bool", "true", IMPLICIT.true],
  ["bool", "false", IMPLICIT.false],
  ["int", "12", /^[-+]?(?:0|[1-9][0-9_]*)$/],
  ["int", "1:30", /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/],
  ["float", "1e3", /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)[eE][-+][0-9]+$/],
  ["float", "1.5", /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/],
];

// Dates stay text: there is no such value here.
function asPyYaml<T>(tag: T): T[] {
  if (typeof tag !== "object" || tag === null || !("tag" in tag) || !("test" in tag)) {
    return tag === "timestamp" ? [] : [tag];
  }
  const { tag: name, test } = tag;
  if (name === "tag:yaml.org,2002:timestamp") return [];
  if (!(test instanceof RegExp)) return [tag];
  const narrower = NARROWER.find(([kind, accepts]) => name === `tag:yaml.org,2002:${kind}` && test.test(accepts));
  return [narrower === undefined ? tag : { ...tag, test: narrower[2] }];
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
