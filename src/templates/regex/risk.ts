// How long a regular expression may take on a text, guessed from its shape.
import type { Node } from "./tree.ts";

/** A few optional pieces in a row cost little; each doubles the ways to match. */
const FEW_OPTIONS = 6;
const FEW_TIMES = 4;

/** With a degree of d, matching takes at most about n^(d+1) steps on n characters; Infinity where it may be exponential. */
export function degree(root: Node): number {
  const found = inspect(root);
  return found.options > FEW_OPTIONS ? Infinity : found.degree;
}

interface Shape {
  degree: number;
  /** Optional pieces. */
  options: number;
  /** There is more than one way to match the same text. */
  isOpen: boolean;
}

const PLAIN: Shape = { degree: 0, options: 0, isOpen: false };

function inspect(node: Node): Shape {
  switch (node.kind) {
    case "char":
      return PLAIN;
    case "reference":
      return { degree: 1, options: 0, isOpen: true };
    case "sequence":
      return node.parts.map(inspect).reduce((all, one) => ({
        degree: all.degree + one.degree,
        options: all.options + one.options,
        isOpen: all.isOpen || one.isOpen,
      }), PLAIN);
    case "choice":
      return { ...widest(node.options.map(inspect)), isOpen: true };
    case "group":
      return inspect(node.body);
    case "look":
      return inspect(node.body);
    case "repeat": {
      const body = inspect(node.body);
      const many = node.most > FEW_TIMES;
      if (many && (body.isOpen || body.degree > 0)) return { degree: Infinity, options: 0, isOpen: true };
      if (node.least === node.most) return { ...body, degree: body.degree * Math.max(1, node.most) };
      if (many) return { degree: 1, options: 0, isOpen: true };
      return { degree: body.degree * node.most, options: (body.options + 1) * node.most, isOpen: true };
    }
  }
}

function widest(shapes: Shape[]): Shape {
  return shapes.reduce((all, one) => ({
    degree: Math.max(all.degree, one.degree),
    options: Math.max(all.options, one.options),
    isOpen: all.isOpen || one.isOpen,
  }), PLAIN);
}
