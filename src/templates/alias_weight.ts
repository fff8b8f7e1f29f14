// How much a document becomes where its aliases are written out: a few lines that name each other can be gigabytes.
import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";

/** Nodes that aliases may add to those that are written. */
const MOST = 1_000_000;

/** The part of a document in which its aliases come to more than a memory holds; undefined: there is none. */
export function heavyPart(root: Node | null): Node | undefined {
  const anchored = new Map<string, Node>();
  const limit = MOST + noted(root, anchored);
  const weights = new Map<string, number>();
  let heavy: Node | undefined;
  const weighAnchored = (name: string): number => {
    const known = weights.get(name);
    if (known !== undefined) return known;
    // One that stands inside what it names weighs nothing; it is refused where it is read.
    weights.set(name, 1);
    const weight = weigh(anchored.get(name) ?? null);
    weights.set(name, weight);
    return weight;
  };
  const weigh = (node: Node | null): number => {
    if (isAlias(node)) return weighAnchored(node.source);
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
  if (anchored.size > 0) weigh(root);
  return heavy;
}

/** How many nodes are written; notes those that have an anchor, the first of each name. */
function noted(node: Node | null, anchored: Map<string, Node>): number {
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined && !anchored.has(node.anchor)) {
    anchored.set(node.anchor, node);
  }
  return partsOf(node).reduce((sum, part) => sum + noted(part, anchored), 1);
}

function partsOf(node: Node | null): (Node | null)[] {
  if (isSeq(node)) return node.items as Node[];
  if (!isMap(node)) return [];
  return (node.items as { key: Node | null; value: Node | null }[]).flatMap(({ key, value }) => [key, value]);
}
