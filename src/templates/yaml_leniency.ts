// What the parser of YAML lets pass and PyYAML does not, and what could not be gone through later.
import { isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { type Anchors, anchorsOf, heavyPart } from "./alias_weight.ts";
import { MAX_LEVELS } from "./limits.ts";

/** A mistake, and the node where it is. */
export interface Mistake {
  node: Node;
  sentence: string;
}

const NO_ANCHORS: Anchors = { named: new Map(), twice: undefined, nodes: 0 };

/** To what is nested without end. */
export const TOO_DEEP = `Lists and mappings are nested here more than ${MAX_LEVELS} levels deep: write it flatter`;

/** The first mistake of a document, or what its aliases may name. `twice`: a key may stand twice, and the last counts. */
export function mistakeOrAnchors(
  root: Node | null,
  text: string,
  { twice }: { twice: boolean },
): Mistake | { anchors: Anchors["named"] } {
  const mistake = mistakeIn(root, twice);
  if (mistake !== undefined) return mistake;
  const anchors = text.includes("&") ? anchorsOf(root) : NO_ANCHORS;
  if (anchors.twice !== undefined) {
    const { anchor } = anchors.twice as Scalar;
    const sentence = `the anchor &${anchor} stands here twice, and *${anchor} means one: give each its own name`;
    return { node: anchors.twice, sentence: `This is not valid YAML: ${sentence}` };
  }
  const heavy = heavyPart(root, anchors);
  if (heavy === undefined) return { anchors: anchors.named };
  const sentence = "Aliases (*name) repeat each other here until nothing could hold it: write out what is meant";
  return { node: heavy, sentence };
}

function mistakeIn(node: Node | null, twice: boolean, level = 0): Mistake | undefined {
  if (node !== null && level > MAX_LEVELS) return { node, sentence: TOO_DEEP };
  const pairs = isMap(node) ? node.items as { key: Node; value: Node | null }[] : [];
  const seen = new Set<unknown>();
  for (const { key, value } of pairs) {
    if (!twice && isScalar(key) && seen.has(key.value) && !isMerge(key)) {
      const sentence = `map keys must be unique: "${key.source ?? key.value}" stands here twice`;
      return { node: key, sentence: `This is not valid YAML: ${sentence}` };
    }
    seen.add(isScalar(key) ? key.value : key);
    const below = mistakeIn(value, twice, level + 1);
    if (below !== undefined) return below;
  }
  for (const item of isSeq(node) ? node.items as Node[] : []) {
    const below = mistakeIn(item, twice, level + 1);
    if (below !== undefined) return below;
  }
}

/** `<<`, which takes in the keys of other mappings. */
export function isMerge(key: Node): boolean {
  return isScalar(key) && key.source === "<<" && key.type === "PLAIN";
}
