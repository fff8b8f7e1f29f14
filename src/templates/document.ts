// YAML as Ansible's loader reads it (PyYAML, YAML 1.1), with a place for every node.
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type Scalar,
} from "yaml";
import { heavyPart } from "./alias_weight.ts";
import { InputError, type Place } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import { pyyamlTags, scalarOf } from "./pyyaml_resolver.ts";
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
  /** What `!unsafe` makes of a text. Absent: the tag is refused. */
  unsafe?: (text: string) => Value;
  /** What `!vault` makes of a text. Absent: the tag is refused. */
  vaulted?: (text: string, place: Place) => Value;
  place(node: YamlNode | null): Place;
}

/** Parses one document. Throws InputError with the place of the first mistake. */
export function parseYaml(
  text: string,
  file: string,
  { unsafe, vaulted }: Pick<Document, "unsafe" | "vaulted"> = {},
): Document {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    intAsBigInt: true,
    lineCounter: lines,
    prettyErrors: false,
    // The parser compares each key with all before it: of ten thousand hosts, two seconds.
    uniqueKeys: false,
    // "silent" would also drop the error about a second document.
    logLevel: "error",
    customTags: pyyamlTags,
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const foreign = text.indexOf("\ufffd");
  if (foreign >= 0) throw new InputError("This is not UTF-8: save the file as UTF-8", at(foreign));
  const [error] = document.errors;
  if (error?.code === "MULTIPLE_DOCS") {
    throw new InputError(
      'A file is one document: write what it holds below each other, without "---"',
      at(error.pos[0]),
    );
  }
  if (error !== undefined) {
    throw new InputError(`This is not valid YAML: ${yamlMistake(error, text)}`, at(error.pos[0]));
  }
  const twice = keyTwice(document.contents);
  if (twice !== undefined) {
    throw new InputError(
      `This is not valid YAML: map keys must be unique: "${twice.source ?? twice.value}" stands here twice`,
      at(twice.range?.[0] ?? 0),
    );
  }
  const heavy = text.includes("&") ? heavyPart(document.contents) : undefined;
  if (heavy !== undefined) {
    const sentence = "Aliases (*name) repeat each other here until nothing could hold it: write out what is meant";
    throw new InputError(sentence, at(heavy.range?.[0] ?? 0));
  }
  return {
    file,
    root: document.contents,
    ...(unsafe === undefined ? {} : { unsafe }),
    ...(vaulted === undefined ? {} : { vaulted }),
    place: (node) => node === null ? { file, line: 1, column: 1 } : at(node.range[0]),
  };
}

/** The first key that its mapping had before. */
function keyTwice(node: Node | null): Scalar | undefined {
  const pairs = isMap(node) ? node.items as { key: Node; value: Node | null }[] : [];
  const seen = new Set<unknown>();
  for (const { key, value } of pairs) {
    if (isScalar(key) && seen.has(key.value)) return key;
    seen.add(isScalar(key) ? key.value : key);
    const below = keyTwice(value);
    if (below !== undefined) return below;
  }
  for (const item of isSeq(node) ? node.items as Node[] : []) {
    const below = keyTwice(item);
    if (below !== undefined) return below;
  }
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
    const anchored = find(document.root, node.source);
    if (anchored === null) {
      const sentence =
        `there is no &${node.source} that *${node.source} could stand for: put a text that begins with "*" in quotes`;
      throw new InputError(`This is not valid YAML: ${sentence}`, document.place(node as YamlNode));
    }
    const [start, , end] = anchored?.range ?? [0, 0, 0];
    if (node.range && start <= node.range[0] && node.range[0] < end) {
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
  const dict: Dict = new Map();
  for (const { key, value } of pairs) {
    if (isMap(key) || isSeq(key)) {
      const template = isMap(key) && key.flow === true && value === null;
      const sentence = template ? QUOTE_TEMPLATE : "a key is a text or a number, no mapping or list";
      throw new InputError(`This is not valid YAML: ${sentence}`, document.place(key as YamlNode));
    }
    const merged = valueOf(value, document);
    if (isScalar(key) && key.source === "<<" && key.type === "PLAIN") {
      const sources = Array.isArray(merged) ? merged : [merged];
      for (const source of sources.filter((each) => each instanceof Map)) {
        for (const [name, inherited] of source) if (!dict.has(name)) dict.set(name, inherited);
      }
    } else dict.set(valueOf(key, document), merged);
  }
  return dict;
}

function find(node: Node | null, anchor: string): Node | null {
  if (node === null || isAlias(node)) return null;
  if ("anchor" in node && node.anchor === anchor) return node;
  const children: (Node | null)[] = isSeq(node)
    ? node.items as Node[]
    : isMap(node)
    ? node.items.flatMap((pair) => [pair.key as Node, pair.value as Node | null])
    : [];
  for (const child of children) {
    const found = find(child, anchor);
    if (found !== null) return found;
  }
  return null;
}

/** What to write in place of Ansible's own tags. */
const NO_UNSAFE = "put {% raw %} and {% endraw %} around the text";
const NO_VAULT = "it is for values of variables and tasks, each with what `ansible-vault encrypt_string` prints";
