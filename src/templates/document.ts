// YAML as Ansible's loader reads it (PyYAML, YAML 1.1), with a place for every node.
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type ParsedNode,
  parseDocument,
  type YAMLParseError,
} from "yaml";
import type { Anchors } from "./alias_weight.ts";
import { InputError, type Place } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import { pyyamlTags, scalarOf } from "./pyyaml_resolver.ts";
import { isMerge, mistakeOrAnchors, TOO_DEEP } from "./yaml_leniency.ts";
import { QUOTE_TEMPLATE, yamlMistake } from "./yaml_mistake.ts";

export type YamlNode = ParsedNode;

/** A key and its value in a mapping, with the node of each. */
export interface Entry {
  key: string;
  keyNode: YamlNode;
  value: YamlNode | null;
}

/** A parsed YAML file. */
export interface Document {
  file: string;
  root: YamlNode | null;
  /** By the names that aliases call them. */
  anchors: Anchors["named"];
  /** What `!unsafe` makes of a text. Absent: the tag is refused. */
  unsafe?: (text: string) => Value;
  /** What `!vault` makes of a text. Absent: the tag is refused. */
  vaulted?: (text: string, place: Place) => Value;
  place(node: YamlNode | null): Place;
}

/** What tags in a text mean, and whose it is. */
export interface YamlTerms extends Pick<Document, "unsafe" | "vaulted"> {
  /** It is a value and no file that somebody wrote: of a key that stands twice the last counts, and what was no UTF-8 passes. Default false. */
  lenient?: boolean;
}

const OPTIONS = {
  version: "1.1",
  intAsBigInt: true,
  // Found for every error, a place costs the square of a broken text; the first one's is ours.
  prettyErrors: false,
  // The parser compares each key with all before it: of ten thousand hosts, two seconds.
  uniqueKeys: false,
  // "silent" would also drop the error about a second document.
  logLevel: "error",
  customTags: pyyamlTags,
} as const;

/** Parses one document. Throws InputError with the place of the first mistake. */
export function parseYaml(text: string, file: string, terms: YamlTerms = {}): Document {
  const lineCounter = new LineCounter();
  return checked(parseDocument(text, { ...OPTIONS, lineCounter }), { text, file, lineCounter, terms });
}

/** The documents of a text that may hold several. Throws InputError with the place of the first mistake. */
export function parseYamlAll(text: string, file: string, terms: YamlTerms = {}): Document[] {
  const lineCounter = new LineCounter();
  const all = parseAllDocuments(text, { ...OPTIONS, lineCounter });
  return Array.isArray(all) ? all.map((each) => checked(each, { text, file, lineCounter, terms })) : [];
}

function checked(
  { contents, errors }: { contents: YamlNode | null; errors: readonly YAMLParseError[] },
  { text, file, lineCounter, terms: { unsafe, vaulted, lenient = false } }: {
    text: string;
    file: string;
    lineCounter: LineCounter;
    terms: YamlTerms;
  },
): Document {
  const at = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  const foreign = lenient ? -1 : text.indexOf("\ufffd");
  if (foreign >= 0) throw new InputError("This is not UTF-8: save the file as UTF-8", at(foreign));
  const [error] = errors;
  if (error !== undefined) throw new InputError(inWords(error, text), at(error.pos[0]));
  const found = mistakeOrAnchors(contents, text, { twice: lenient });
  if ("sentence" in found) throw new InputError(found.sentence, at(found.node.range?.[0] ?? 0));
  return {
    file,
    root: contents,
    anchors: found.anchors,
    ...(unsafe === undefined ? {} : { unsafe }),
    ...(vaulted === undefined ? {} : { vaulted }),
    place: (node) => node === null ? { file, line: 1, column: 1 } : at(node.range[0]),
  };
}

function inWords(error: YAMLParseError, text: string): string {
  if (error.code === "MULTIPLE_DOCS") {
    return 'A file is one document: write what it holds below each other, without "---"';
  }
  return /call stack/.test(error.message) ? TOO_DEEP : `This is not valid YAML: ${yamlMistake(error, text)}`;
}

/** The entries of a mapping; undefined for any other node. Keys are text as written. */
export function entries(node: YamlNode | null): Entry[] | undefined {
  if (!isMap(node)) return undefined;
  return (node.items as { key: YamlNode; value: YamlNode | null }[]).map(({ key, value }) => ({
    key: isScalar(key) ? String(key.source ?? key.value) : String(key),
    keyNode: key,
    value,
  }));
}

/** The items of a sequence; undefined for any other node. */
export function items(node: YamlNode | null): YamlNode[] | undefined {
  return isSeq(node) ? node.items as YamlNode[] : undefined;
}

/** A node's value: mappings keep the order and the types of their keys, 1.0 stays a float. */
export function valueOf(node: Node | null, document: Document): Value {
  if (node === null) return null;
  if (isAlias(node)) {
    const anchored = document.anchors.get(node.source);
    const [start, , end] = anchored?.range ?? [0, 0, 0];
    const at = node.range?.[0] ?? end;
    if (anchored === undefined || at < start) {
      const sentence =
        `no &${node.source} stands before it that *${node.source} could mean: put a text that begins with "*" in quotes`;
      throw new InputError(`This is not valid YAML: ${sentence}`, document.place(node as YamlNode));
    }
    if (at < end) {
      throw new InputError(`The alias *${node.source} stands inside what it names`, document.place(node as YamlNode));
    }
    return valueOf(anchored, document);
  }
  if (node.tag === "!unsafe" && document.unsafe !== undefined) {
    return isScalar(node)
      ? document.unsafe(String(node.value ?? ""))
      : unsafely(plainOf(node, document), document.unsafe);
  }
  const isVault = node.tag === "!vault" || node.tag === "!vault-encrypted";
  if (isVault && document.vaulted !== undefined && isScalar(node)) {
    return document.vaulted(String(node.value ?? ""), document.place(node as YamlNode));
  }
  if (isVault || node.tag === "!unsafe") {
    throw new InputError(
      `The tag ${node.tag} is not supported ${isVault ? `here: ${NO_VAULT}` : `yet: ${NO_UNSAFE}`}`,
      document.place(node as YamlNode),
    );
  }
  if (node.tag === "tag:yaml.org,2002:binary") {
    throw new InputError(
      "The tag !!binary is not supported: write the text as it is, or take it through the filter b64decode",
      document.place(node as YamlNode),
    );
  }
  if (/^!./.test(node.tag ?? "")) {
    throw new InputError(
      `The tag ${node.tag} means nothing here: leave it out, or put a text that begins with "!" in quotes`,
      document.place(node as YamlNode),
    );
  }
  return plainOf(node, document);
}

/** A node's value without its tag. */
function plainOf(node: Node, document: Document): Value {
  if (isSeq(node)) return node.items.map((item) => valueOf(item as Node, document));
  if (isMap(node)) return mapOf(node.items as { key: Node; value: Node | null }[], document);
  if (isScalar(node)) {
    return scalarOf(node.value, node.type === "PLAIN" && node.tag === undefined ? node.source : undefined);
  }
  throw new InputError("This YAML node is of no known kind", document.place(node as YamlNode));
}

/** A value whose texts are no templates. */
function unsafely(value: Value, unsafe: (text: string) => Value): Value {
  if (typeof value === "string") return unsafe(value);
  if (Array.isArray(value)) return value.map((item) => unsafely(item, unsafe));
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, item]) => [key, unsafely(item, unsafe)]));
}

function mapOf(pairs: { key: Node; value: Node | null }[], document: Document): Dict {
  const [inherited, own]: [Dict, Dict] = [new Map(), new Map()];
  for (const { key, value } of pairs) {
    if (isMap(key) || isSeq(key)) {
      const template = isMap(key) && key.flow === true && value === null;
      const sentence = template ? QUOTE_TEMPLATE : "a key is a text or a number, no mapping or list";
      throw new InputError(`This is not valid YAML: ${sentence}`, document.place(key as YamlNode));
    }
    const read = valueOf(value, document);
    if (!isMerge(key)) {
      own.set(valueOf(key, document), read);
      continue;
    }
    for (const source of (Array.isArray(read) ? read : [read]).toReversed()) {
      if (!(source instanceof Map)) {
        const sentence = 'after "<<" stands a mapping, or a list of mappings: *name, or [*one, *other]';
        throw new InputError(`This is not valid YAML: ${sentence}`, document.place(key as YamlNode));
      }
      for (const [name, part] of source) inherited.set(name, part);
    }
  }
  // As PyYAML has it: what is taken in comes first, and gives way to the mapping's own.
  return inherited.size === 0 ? own : new Map([...inherited, ...own]);
}

/** What to write in place of Ansible's own tags. */
const NO_UNSAFE = "put {% raw %} and {% endraw %} around the text";
const NO_VAULT = "it is for values of variables and tasks, each with what `ansible-vault encrypt_string` prints";
