// A regular expression's tree as instructions for a machine that counts its steps.
import { TemplateError } from "../../model/errors.ts";
import type { Node, Tree } from "./tree.ts";

/** Whether a character (one code point) fits. */
export type CharTest = (char: string) => boolean;

/** An instruction. Targets are places in the program. */
export type Instruction =
  | { do: "char"; fits: CharTest; back: boolean }
  /** A run of one kind of character, without a way back for each of them. */
  | { do: "run"; fits: CharTest; least: number; most: number; lazy: boolean; back: boolean }
  | { do: "split"; first: number; second: number }
  | { do: "jump"; to: number }
  | { do: "save"; slot: number }
  /** Remembers the place in a slot; `moved` fails where nothing was read since. */
  | { do: "mark"; slot: number }
  | { do: "moved"; slot: number }
  | { do: "look"; negated: boolean; end: number }
  | { do: "reference"; group: number; ignoreCase: boolean; back: boolean }
  | { do: "match" };

/** Instructions; slots 2n and 2n+1 hold where group n begins and ends. */
export interface Program {
  code: Instruction[];
  slots: number;
  groups: number;
  names: ReadonlyMap<string, number>;
  /** A text with which every match begins; empty where there is none. */
  prefix: string;
}

const MOST_INSTRUCTIONS = 20_000;

/** The program of a tree. Throws TemplateError for one that would be too long. */
export function compileRegex({ root, groups, names }: Tree): Program {
  const compiler = new Compiler(2 * (groups + 1), names);
  compiler.add({ do: "save", slot: 0 });
  compiler.node(root, false);
  compiler.add({ do: "save", slot: 1 });
  compiler.add({ do: "match" });
  return { code: compiler.code, slots: compiler.slots, groups, names, prefix: prefixOf(root) };
}

class Compiler {
  readonly code: Instruction[] = [];

  constructor(public slots: number, readonly names: ReadonlyMap<string, number>) {}

  add(instruction: Instruction): number {
    if (this.code.length >= MOST_INSTRUCTIONS) throw new TemplateError("The regular expression repeats too much");
    return this.code.push(instruction) - 1;
  }

  /** `back` matches from right to left, as in what must stand before. */
  node(node: Node, back: boolean): void {
    switch (node.kind) {
      case "char":
        return void this.add({ do: "char", fits: charTest(node.source, node.ignoreCase), back });
      case "sequence":
        return (back ? node.parts.toReversed() : node.parts).forEach((part) => this.node(part, back));
      case "choice":
        return this.#choice(node.options, back);
      case "group":
        this.add({ do: "save", slot: 2 * node.index + (back ? 1 : 0) });
        this.node(node.body, back);
        return void this.add({ do: "save", slot: 2 * node.index + (back ? 0 : 1) });
      case "look": {
        const look = { do: "look" as const, negated: node.negated, end: 0 };
        this.add(look);
        this.node(node.body, node.behind);
        this.add({ do: "match" });
        look.end = this.code.length;
        return;
      }
      case "repeat":
        return this.#repeat(node, back);
      case "reference": {
        const group = /^\d+$/.test(node.group) ? Number(node.group) : this.names.get(node.group) ?? 0;
        return void this.add({ do: "reference", group, ignoreCase: node.ignoreCase, back });
      }
    }
  }

  #choice(options: Node[], back: boolean): void {
    const ends: { do: "jump"; to: number }[] = [];
    for (const [n, option] of options.entries()) {
      if (n === options.length - 1) {
        this.node(option, back);
        break;
      }
      const split = { do: "split" as const, first: 0, second: 0 };
      split.first = this.add(split) + 1;
      this.node(option, back);
      const end = { do: "jump" as const, to: 0 };
      ends.push(end);
      this.add(end);
      split.second = this.code.length;
    }
    for (const end of ends) end.to = this.code.length;
  }

  #repeat({ body, least, most, lazy }: Node & { kind: "repeat" }, back: boolean): void {
    if (body.kind === "char") {
      return void this.add({ do: "run", fits: charTest(body.source, body.ignoreCase), least, most, lazy, back });
    }
    for (let n = 0; n < least; n++) this.node(body, back);
    // A turn that reads nothing is none, as in JavaScript.
    const mayStand = canBeEmpty(body);
    if (most !== Infinity) {
      const splits = Array.from({ length: most - least }, () => {
        const split = this.#split(lazy);
        const slot = mayStand ? this.slots++ : -1;
        if (mayStand) this.add({ do: "mark", slot });
        this.node(body, back);
        if (mayStand) this.add({ do: "moved", slot });
        return split;
      });
      for (const split of splits) this.#leave(split, lazy);
      return;
    }
    const split = this.#split(lazy);
    const start = this.code.length - 1;
    const slot = mayStand ? this.slots++ : -1;
    if (mayStand) this.add({ do: "mark", slot });
    this.node(body, back);
    if (mayStand) this.add({ do: "moved", slot });
    this.add({ do: "jump", to: start });
    this.#leave(split, lazy);
  }

  #split(lazy: boolean): { do: "split"; first: number; second: number } {
    const split = { do: "split" as const, first: 0, second: 0 };
    const into = this.add(split) + 1;
    if (lazy) split.second = into;
    else split.first = into;
    return split;
  }

  #leave(split: { first: number; second: number }, lazy: boolean): void {
    if (lazy) split.first = this.code.length;
    else split.second = this.code.length;
  }
}

function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case "char":
      return false;
    case "look":
    case "reference":
      return true;
    case "sequence":
      return node.parts.every(canBeEmpty);
    case "choice":
      return node.options.some(canBeEmpty);
    case "group":
      return canBeEmpty(node.body);
    case "repeat":
      return node.least === 0 || canBeEmpty(node.body);
  }
}

// Asked once for each character; the texts of a playbook have few different ones.
function charTest(source: string, ignoreCase: boolean): CharTest {
  const plain = literalOf(source);
  if (plain !== undefined && !ignoreCase) return (char) => char === plain;
  const pattern = new RegExp(`^${source}$`, ignoreCase ? "vi" : "v");
  const known = new Map<string, boolean>();
  return (char) => {
    const found = known.get(char);
    if (found !== undefined) return found;
    const fits = pattern.test(char);
    if (known.size < 2000) known.set(char, fits);
    return fits;
  };
}

function literalOf(source: string): string | undefined {
  const code = /^\\u\{([^}]*)\}$/.exec(source)?.[1];
  if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
  return /^[\p{L}\p{N}_ ]$/u.test(source) ? source : undefined;
}

function prefixOf(root: Node): string {
  const parts = root.kind === "sequence" ? root.parts : [root];
  let prefix = "";
  for (const part of parts) {
    const plain = part.kind === "char" && !part.ignoreCase ? literalOf(part.source) : undefined;
    if (plain === undefined) break;
    prefix += plain;
  }
  return prefix;
}
