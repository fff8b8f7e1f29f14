// Tokens, read one after another.
import { MAX_DEPTH } from "./limits.ts";
import type { Token } from "./lexer.ts";
import { fail } from "./position.ts";
import type { Block, Expr } from "./syntax.ts";

/** How expressions are read, for the parts of the grammar that contain them. */
export interface Grammar {
  expression(stream: TokenStream): Expr;
  /** A name or literal with what is attached to it, but no operator, filter or test. */
  operand(stream: TokenStream): Expr;
}

/** A place in a list of tokens; every reader of the grammar moves it on. */
export class TokenStream {
  #place = 0;
  #depth = 0;
  /** Whether anything was read that may change a value in place. */
  mutates = false;
  /** Which of the names that only macros know were read. */
  uses = new Set<string>();
  /** Blocks by name. */
  readonly blocks = new Map<string, Block>();

  constructor(readonly text: string, readonly tokens: Token[], readonly grammar: Grammar) {}

  /** The token that comes next; the last one is the end of the text. */
  get current(): Token {
    return this.peek(0);
  }

  /** A token further on. */
  peek(ahead: number): Token {
    return this.tokens[Math.min(this.#place + ahead, this.tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.current;
    this.#place++;
    return token;
  }

  /** Whether the next token is this operator or this word. */
  is(value: string): boolean {
    const { kind, value: found } = this.current;
    return (kind === "operator" || kind === "name") && found === value;
  }

  /** Moves past an operator or word if it is next. */
  skip(value: string): boolean {
    if (!this.is(value)) return false;
    this.#place++;
    return true;
  }

  expect(value: string): Token {
    return this.is(value) ? this.next() : this.fail(`Expected "${value}" but found ${this.found()}`);
  }

  expectName(what: string): Token {
    return this.current.kind === "name" ? this.next() : this.fail(`Expected ${what} but found ${this.found()}`);
  }

  expectEnd(kind: "end print" | "end block" | "end"): Token {
    if (this.current.kind === kind) return this.next();
    const wanted = { "end print": '"}}"', "end block": '"%}"', end: "the end of the expression" }[kind];
    return this.fail(`Expected ${wanted} but found ${this.found()}`);
  }

  /** Runs a reader one level deeper; too many levels are an error. */
  deeper<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.fail(`Nested more than ${MAX_DEPTH} levels deep`);
    const result = read();
    this.#depth--;
    return result;
  }

  fail(message: string, at = this.current.at): never {
    return fail(this.text, at, message);
  }

  /** The next token in words. */
  found(): string {
    const { kind, value } = this.current;
    if (kind === "end") return "the end of the text";
    if (kind === "end print" || kind === "end block") return `"${value}"`;
    return kind === "string" ? `the string "${value}"` : `"${value}"`;
  }
}
