// A regular expression's text as a tree: the part of JavaScript's syntax that translations from Python's dialect use.
import { TemplateError } from "../../model/errors.ts";

/** A piece of an expression. */
export type Node =
  | { kind: "char"; source: string; ignoreCase: boolean }
  | { kind: "sequence"; parts: Node[] }
  | { kind: "choice"; options: Node[] }
  | { kind: "group"; index: number; body: Node }
  | { kind: "look"; behind: boolean; negated: boolean; body: Node }
  | { kind: "repeat"; body: Node; least: number; most: number; lazy: boolean }
  | { kind: "reference"; group: string; ignoreCase: boolean };

/** An expression: `names` are its groups' names by number. */
export interface Tree {
  root: Node;
  groups: number;
  names: Map<string, number>;
}

/** Reads the source of a regular expression with the flag `v`. Throws TemplateError for what is not expected. */
export function readRegex(source: string, ignoreCase: boolean): Tree {
  const reader = new Reader(source);
  const root = reader.choice(ignoreCase);
  return { root, groups: reader.groups, names: reader.names };
}

class Reader {
  groups = 0;
  readonly names = new Map<string, number>();
  #at = 0;

  constructor(readonly source: string) {}

  choice(ignoreCase: boolean): Node {
    const options = [this.#sequence(ignoreCase)];
    while (this.#skip("|")) options.push(this.#sequence(ignoreCase));
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
  }

  #sequence(ignoreCase: boolean): Node {
    const parts: Node[] = [];
    while (this.#at < this.source.length && !/[|)]/.test(this.source.charAt(this.#at))) {
      parts.push(this.#repeated(this.#atom(ignoreCase)));
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: "sequence", parts };
  }

  #repeated(body: Node): Node {
    const [whole, sign, least, comma, most] = this.#match(/([*+?])|\{(\d+)(,?)(\d*)\}/y) ?? [];
    if (whole === undefined) return body;
    const lazy = this.#skip("?");
    if (sign !== undefined) {
      return { kind: "repeat", body, least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Infinity, lazy };
    }
    const from = Number(least);
    const to = comma === "" ? from : most === "" || most === undefined ? Infinity : Number(most);
    return { kind: "repeat", body, least: from, most: to, lazy };
  }

  #atom(ignoreCase: boolean): Node {
    if (this.#skip("(")) return this.#group(ignoreCase);
    const reference = this.#match(/\\(?:([1-9]\d*)|k<([^>]+)>)/y);
    if (reference !== null) return { kind: "reference", group: reference[1] ?? reference[2] ?? "", ignoreCase };
    if (this.source[this.#at] === "[") return { kind: "char", source: this.#set(), ignoreCase };
    const char = this.#match(/\\u\{[^}]*\}|\\[pP]\{[^}]*\}|\\x[\da-fA-F]{2}|\\[^]|[^]/uy);
    return { kind: "char", source: char?.[0] ?? this.#fail(), ignoreCase };
  }

  #group(ignoreCase: boolean): Node {
    const [, name, look, modifiers] = this.#match(/\?(?:<([^=!>][^>]*)>|(<?[=!])|([i-]*):)/y) ?? [];
    const inner = modifiers === undefined || modifiers === "" ? ignoreCase : !modifiers.startsWith("-");
    const isCapturing = look === undefined && modifiers === undefined;
    const index = isCapturing ? ++this.groups : 0;
    if (name !== undefined) this.names.set(name, index);
    const body = this.choice(inner);
    if (!this.#skip(")")) this.#fail();
    if (look !== undefined) return { kind: "look", behind: look.startsWith("<"), negated: look.endsWith("!"), body };
    return isCapturing ? { kind: "group", index, body } : body;
  }

  // Sets may stand in sets; a bracket that means itself is escaped.
  #set(): string {
    const start = this.#at;
    let depth = 0;
    do {
      const char = this.source[this.#at++];
      if (char === undefined) this.#fail();
      if (char === "\\") this.#at++;
      else if (char === "[") depth++;
      else if (char === "]") depth--;
    } while (depth > 0);
    return this.source.slice(start, this.#at);
  }

  #skip(text: string): boolean {
    if (!this.source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.source);
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #fail(): never {
    throw new TemplateError(`Cannot read the regular expression "${this.source}" at ${this.#at}`);
  }
}
