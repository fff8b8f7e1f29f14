// A template's text cut into tokens, by the rules of Jinja's lexer.
import { TemplateError } from "../model/errors.ts";
import { Float } from "../model/value.ts";
import { JINJA_MARKS, lexRules, type Marks } from "./lex_rules.ts";
import { fail } from "./position.ts";
import { unescape } from "./string_literal.ts";
import { int } from "./value.ts";

/** How text is read. */
export interface LexOptions {
  /** The newline after a block or comment is dropped. */
  trimBlocks: boolean;
  /** White space before a block or comment on its line is dropped. */
  lstripBlocks: boolean;
  /** Backslashes in strings inside `{{ }}` stand for themselves, as in Ansible's playbooks. */
  literalBackslashes: boolean;
  /** What opens and closes; Jinja's own without it. */
  marks?: Marks;
  /** What a newline of the template becomes. Default `\n`. */
  newline?: string;
}

/** A token. `value` is the text of data, names and operators, and the content of strings. */
export interface Token {
  kind: "data" | "print" | "end print" | "block" | "end block" | "name" | "string" | "number" | "operator" | "end";
  value: string;
  number?: number | bigint | Float;
  at: number;
}

const SPACE = /\s+/y;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const STRING = /'([^'\\]*(?:\\.[^'\\]*)*)'|"([^"\\]*(?:\\.[^"\\]*)*)"/sy;
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const CLOSING: Record<string, string> = { "{": "}", "(": ")", "[": "]" };

/** All newlines as `\n`, as Jinja reads them; offsets of tokens and errors count in this text. */
export function normalized(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** Tokens of a whole template (normalized text). Throws TemplateError. */
export function lexTemplate(text: string, options: LexOptions): Token[] {
  const tokens: Token[] = [];
  let pos = 0;
  let lineStarting = true;
  const data = (from: number, to: number, sign: string, isPrint: boolean): void => {
    let value = text.slice(from, to);
    if (sign === "-") value = value.trimEnd();
    else if (sign !== "+" && options.lstripBlocks && !isPrint) {
      const lineStart = value.lastIndexOf("\n") + 1;
      if ((lineStart > 0 || lineStarting) && /^\s+$/.test(value.slice(lineStart))) value = value.slice(0, lineStart);
    }
    if (value !== "") tokens.push({ kind: "data", value, at: from });
  };
  const rules = lexRules(options.marks ?? JINJA_MARKS, options.trimBlocks);
  const { marks } = rules;
  while (pos < text.length) {
    const open = found(rules.opening, text, pos);
    if (open === null) {
      tokens.push({ kind: "data", value: text.slice(pos), at: pos });
      break;
    }
    const [whole, rawSign, tag, sign = ""] = open;
    data(pos, open.index, rawSign ?? sign, tag === marks.variableStart);
    const after = open.index + whole.length;
    if (tag === undefined) {
      const close = found(rules.rawEnd, text, after) ??
        fail(text, open.index, "Missing end of raw directive: write {% endraw %}");
      lineStarting = false;
      data(after, close.index, close[1] ?? "", false);
      pos = close.index + close[0].length;
    } else if (tag === marks.commentStart) {
      const close = found(rules.commentEnd, text, after) ??
        fail(text, open.index, `Missing end of comment tag: write "${marks.commentEnd}"`);
      pos = close.index + close[0].length;
    } else {
      const kind = tag === marks.variableStart ? "print" : "block";
      tokens.push({ kind, value: tag, at: open.index });
      const end = kind === "print" ? rules.printEnd : rules.blockEnd;
      const literal = kind === "print" && options.literalBackslashes;
      const closing = kind === "print" ? marks.variableEnd : marks.blockEnd;
      pos = lexTag(text, after, tokens, { end, kind, literal, closing });
    }
    lineStarting = text[pos - 1] === "\n";
  }
  tokens.push({ kind: "end", value: "", at: text.length });
  const { newline = "\n" } = options;
  return newline === "\n" ? tokens : tokens.map((token) => withNewlines(token, newline));
}

function withNewlines(token: Token, newline: string): Token {
  if (token.kind !== "data" && token.kind !== "string") return token;
  return { ...token, value: token.value.replaceAll("\n", newline) };
}

/** Tokens of a bare expression (normalized text). Throws TemplateError. */
export function lexExpression(text: string, literalBackslashes: boolean): Token[] {
  const tokens: Token[] = [];
  lexTag(text, 0, tokens, { end: null, kind: "print", literal: literalBackslashes, closing: "" });
  tokens.push({ kind: "end", value: "", at: text.length });
  return tokens;
}

interface Tag {
  /** Matches the end of the tag; null reads to the end of the text. */
  end: RegExp | null;
  kind: "print" | "block";
  literal: boolean;
  /** The end as written, for errors. */
  closing: string;
}

function found(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function lexTag(text: string, start: number, tokens: Token[], { end, kind, literal, closing }: Tag): number {
  const open: { bracket: string; at: number }[] = [];
  let pos = start;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = pos;
    return pattern.exec(text);
  };
  while (pos < text.length) {
    const close = end !== null && open.length === 0 ? match(end) : null;
    if (close !== null) {
      tokens.push({ kind: kind === "print" ? "end print" : "end block", value: closing, at: pos });
      return pos + close[0].length;
    }
    const space = match(SPACE);
    if (space !== null) {
      pos += space[0].length;
      continue;
    }
    const token = numberToken(match) ?? nameToken(match) ?? stringToken(text, pos, match, literal) ??
      operatorToken(text, pos, match, open);
    if (token === null) fail(text, pos, `Unexpected character "${String.fromCodePoint(text.codePointAt(pos) ?? 0)}"`);
    tokens.push({ ...token.token, at: pos });
    pos += token.length;
  }
  const last = open.at(-1);
  if (last !== undefined) fail(text, last.at, `"${last.bracket}" is never closed`);
  if (end !== null) {
    const what = kind === "print" ? "expression" : "statement";
    fail(text, start, `This ${what} does not end: expected "${closing}"`);
  }
  return pos;
}

type Match = (pattern: RegExp) => RegExpExecArray | null;
type Found = { token: Omit<Token, "at">; length: number } | null;

function numberToken(match: Match): Found {
  const fraction = match(FLOAT)?.[0];
  if (fraction !== undefined) {
    const value = Number(fraction.replaceAll("_", ""));
    return {
      token: { kind: "number", value: fraction, number: Number.isInteger(value) ? new Float(value) : value },
      length: fraction.length,
    };
  }
  const whole = match(INTEGER)?.[0];
  if (whole === undefined) return null;
  if (whole.length > 4300) throw new TemplateError("A number may have at most 4300 digits");
  const value = int(BigInt(/^0[_0]*$/.test(whole) ? "0" : whole.replaceAll("_", "")));
  return { token: { kind: "number", value: whole, number: value }, length: whole.length };
}

function nameToken(match: Match): Found {
  const name = match(NAME)?.[0];
  return name === undefined ? null : { token: { kind: "name", value: name }, length: name.length };
}

function stringToken(text: string, pos: number, match: Match, literal: boolean): Found {
  const found = match(STRING);
  if (found !== null) {
    const body = found[1] ?? found[2] ?? "";
    const quote = text.charAt(pos);
    const value = literal ? body.replaceAll(`\\${quote}`, quote) : unescape(body, (why) => fail(text, pos, why));
    return { token: { kind: "string", value }, length: found[0].length };
  }
  if (text[pos] === "'" || text[pos] === '"') fail(text, pos, "This string does not end: its closing quote is missing");
  return null;
}

function operatorToken(text: string, pos: number, match: Match, open: { bracket: string; at: number }[]): Found {
  const value = match(OPERATOR)?.[0];
  if (value === undefined) return null;
  if (value in CLOSING) open.push({ bracket: value, at: pos });
  if (value === "}" || value === ")" || value === "]") {
    const last = open.pop();
    if (last === undefined) fail(text, pos, `Unexpected "${value}"`);
    const wanted = CLOSING[last.bracket];
    if (wanted !== value) fail(text, pos, `Unexpected "${value}", expected "${wanted}"`);
  }
  return { token: { kind: "operator", value }, length: value.length };
}
