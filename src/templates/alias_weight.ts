// How much a document becomes where its aliases are written out: a few lines that name each other can be gigabytes.
import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";

/** Nodes that aliases may add to those that are written. */
const MOST = 1_000_000;

/** What the aliases of a document may name. */
export interface Anchors {
  named: ReadonlyMap<string, Node>;
  /** The first whose name another one had before. */
  twice: Node | undefined;
  /** How many nodes are written. */
  nodes: number;
}

/** The anchors of a document. */
export function anchorsOf(root: Node | null): Anchors {
  const named = new Map<string, Node>();
  let twice: Node | undefined;
  let nodes = 0;
  const note = (node: Node | null): void => {
    nodes++;
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) {
      if (named.has(node.anchor)) twice ??= node;
      else named.set(node.anchor, node);
    }
    partsOf(node).forEach(note);
  };
  note(root);
  return { named, twice, nodes };
}

/** The part of a document in which its aliases come to more than a memory holds; undefined: there is none. */
export function heavyPart(root: Node | null, { named, nodes }: Anchors): Node | undefined {
  const limit = MOST + nodes;
  const weights = new Map<string, number>();
  let heavy: Node | undefined;
  const weighNamed = (name: string): number => {
    const known = weights.get(name);
    if (known !== undefined) return known;
    // One that stands inside what it names weighs nothing; it is refused where it is read.
    weights.set(name, 1);
    const weight = weigh(named.get(name) ?? null);
    weights.set(name, weight);
    return weight;
  };
  const weigh = (node: Node | null): number => {
    if (isAlias(node)) return weighNamed(node.source);
    let weight = 1;
    for (const part of partsOf(node)) {
      weight += weigh(part);
      if (weight <= limit) continue;
      heavy ??= part ?? undefined;
      // No number is large enough for all of it.
      return limit + 1;
    }
    return weight;
  };
  if (named.size > 0) weigh(root);
  return heavy;
}

function partsOf(node: Node | null): (Node | null)[] {
  if (isSeq(node)) return node.items as Node[];
  if (!isMap(node)) return [];
  return (node.items as { key: Node | null; value: Node | null }[]).flatMap(({ key, value }) => [key, value]);
}
