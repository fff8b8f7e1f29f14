// Expressions, by Python's precedence as Jinja has it.
import type { BinaryOperator } from "./operator.ts";
import { parseCall, parseFilter, parseTest } from "./parse_call.ts";
import type { Comparison } from "./compare.ts";
import type { Expr } from "./syntax.ts";
import type { Grammar, TokenStream } from "./token_stream.ts";

const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** Methods that change a list or a dictionary in place; `attr` may reach them by name. */
const MUTATING = new Set(
  "append extend insert remove pop popitem clear sort reverse update setdefault".split(" "),
);

/** The grammar of expressions, as a stream carries it. */
export const GRAMMAR: Grammar = {
  expression: (stream) => parseExpression(stream),
  operand: (stream) => parsePostfix(stream, parsePrimary(stream)),
};

/** `a if b else c`, or without a condition where `conditional` is false. */
export function parseExpression(stream: TokenStream, conditional = true): Expr {
  return stream.deeper(() => conditional ? parseConditional(stream) : parseOr(stream));
}

function parseConditional(stream: TokenStream): Expr {
  const at = stream.current.at;
  let then = parseOr(stream);
  while (stream.skip("if")) {
    const condition = parseOr(stream);
    const otherwise = stream.skip("else") ? parseExpression(stream) : null;
    then = { kind: "if", condition, then, otherwise, at };
  }
  return then;
}

function parseOr(stream: TokenStream): Expr {
  let left = parseAnd(stream);
  while (stream.is("or")) {
    const { at } = stream.next();
    left = { kind: "or", left, right: parseAnd(stream), at };
  }
  return left;
}

function parseAnd(stream: TokenStream): Expr {
  let left = parseNot(stream);
  while (stream.is("and")) {
    const { at } = stream.next();
    left = { kind: "and", left, right: parseNot(stream), at };
  }
  return left;
}

function parseNot(stream: TokenStream): Expr {
  if (!stream.is("not")) return parseCompare(stream);
  const { at } = stream.next();
  return { kind: "not", operand: stream.deeper(() => parseNot(stream)), at };
}

function parseCompare(stream: TokenStream): Expr {
  const at = stream.current.at;
  const first = parseSum(stream);
  const rest: { operator: Comparison; operand: Expr }[] = [];
  while (true) {
    const operator = comparison(stream);
    if (operator === null) break;
    rest.push({ operator, operand: parseSum(stream) });
  }
  return rest.length === 0 ? first : { kind: "compare", first, rest, at };
}

function comparison(stream: TokenStream): Comparison | null {
  if (stream.current.kind === "operator" && COMPARISONS.has(stream.current.value)) {
    return stream.next().value as Comparison;
  }
  if (stream.skip("in")) return "in";
  if (!stream.is("not") || stream.peek(1).kind !== "name" || stream.peek(1).value !== "in") return null;
  stream.next();
  stream.next();
  return "not in";
}

function leftToRight(stream: TokenStream, operators: string[], read: (stream: TokenStream) => Expr): Expr {
  let left = read(stream);
  while (stream.current.kind === "operator" && operators.includes(stream.current.value)) {
    const { value, at } = stream.next();
    left = { kind: "binary", operator: value as BinaryOperator, left, right: read(stream), at };
  }
  return left;
}

function parseSum(stream: TokenStream): Expr {
  return leftToRight(stream, ["+", "-"], parseJoin);
}

function parseJoin(stream: TokenStream): Expr {
  const at = stream.current.at;
  const parts = [parseProduct(stream)];
  while (stream.skip("~")) parts.push(parseProduct(stream));
  return parts.length === 1 ? parts[0] as Expr : { kind: "join", parts, at };
}

function parseProduct(stream: TokenStream): Expr {
  return leftToRight(stream, ["*", "/", "//", "%"], parsePower);
}

function parsePower(stream: TokenStream): Expr {
  return leftToRight(stream, ["**"], parseUnary);
}

function parseUnary(stream: TokenStream): Expr {
  return parseSigned(stream, true);
}

function parseSigned(stream: TokenStream, withFilters: boolean): Expr {
  const { value, at, kind } = stream.current;
  let expr: Expr;
  if (kind === "operator" && (value === "-" || value === "+")) {
    stream.next();
    expr = { kind: "unary", operator: value, operand: stream.deeper(() => parseSigned(stream, false)), at };
  } else expr = parsePrimary(stream);
  expr = parsePostfix(stream, expr);
  if (!withFilters) return expr;
  while (true) {
    if (stream.is("|")) expr = parseFilter(stream, expr);
    else if (stream.is("is")) expr = parseTest(stream, expr);
    else if (stream.is("(")) expr = parseCall(stream, expr);
    else return expr;
  }
}

/** A name, a literal or something in brackets. */
function parsePrimary(stream: TokenStream): Expr {
  const token = stream.current;
  const { at, value } = token;
  if (token.kind === "name") {
    stream.next();
    if (/^([Tt]rue|[Ff]alse)$/.test(value)) return { kind: "constant", value: /^[Tt]/.test(value), at };
    if (value === "none" || value === "None") return { kind: "constant", value: null, at };
    if (value === "caller" || value === "varargs" || value === "kwargs" || value === "loop") stream.uses.add(value);
    return { kind: "name", name: value, at };
  }
  if (token.kind === "string") {
    let text = "";
    while (stream.current.kind === "string") text += stream.next().value;
    return { kind: "constant", value: text, at };
  }
  if (token.number !== undefined) {
    stream.next();
    return { kind: "constant", value: token.number, at };
  }
  if (stream.skip("(")) {
    const inner = parseTuple(stream, { inParentheses: true });
    stream.expect(")");
    return inner;
  }
  if (stream.skip("[")) return { kind: "list", items: parseItems(stream), at };
  if (stream.skip("{")) return { kind: "dict", entries: parseEntries(stream), at };
  return stream.fail(`Expected an expression but found ${stream.found()}`);
}

/** Attributes, subscripts and calls after an expression. */
function parsePostfix(stream: TokenStream, start: Expr): Expr {
  let expr = start;
  while (true) {
    const at = stream.current.at;
    if (stream.skip(".")) expr = parseAttribute(stream, expr, at);
    else if (stream.skip("[")) expr = parseSubscript(stream, expr, at);
    else if (stream.is("(")) expr = parseCall(stream, expr);
    else return expr;
  }
}

function parseAttribute(stream: TokenStream, subject: Expr, at: number): Expr {
  const token = stream.current;
  if (token.kind === "name") {
    stream.mutates ||= MUTATING.has(token.value);
    return { kind: "attribute", subject, name: stream.next().value, at };
  }
  if (token.kind !== "number" || typeof token.number !== "number" || !/^\d+$/.test(token.value)) {
    stream.fail(`Expected a name or a number after "." but found ${stream.found()}`);
  }
  stream.next();
  return { kind: "item", subject, key: { kind: "constant", value: token.number, at: token.at }, at };
}

function parseSubscript(stream: TokenStream, subject: Expr, at: number): Expr {
  if (stream.is("]")) stream.fail('Expected an index before "]"');
  const from = stream.is(":") ? null : parseExpression(stream);
  if (!stream.skip(":")) {
    stream.expect("]");
    return { kind: "item", subject, key: from as Expr, at };
  }
  const to = stream.is(":") || stream.is("]") ? null : parseExpression(stream);
  const step = stream.skip(":") && !stream.is("]") ? parseExpression(stream) : null;
  stream.expect("]");
  return { kind: "slice", subject, from, to, step, at };
}

/** One expression, or a tuple where commas follow. */
export function parseTuple(
  stream: TokenStream,
  { inParentheses = false, conditional = true }: { inParentheses?: boolean; conditional?: boolean } = {},
): Expr {
  const at = stream.current.at;
  const parts: Expr[] = [];
  let isTuple = false;
  const ended = (): boolean => ["end print", "end block", "end"].includes(stream.current.kind) || stream.is(")");
  while (!ended()) {
    parts.push(parseExpression(stream, conditional));
    if (!stream.skip(",")) break;
    isTuple = true;
  }
  if (!isTuple && parts[0] !== undefined) return parts[0];
  if (!isTuple && !inParentheses) stream.fail(`Expected an expression but found ${stream.found()}`);
  return { kind: "tuple", items: parts, at };
}

function parseItems(stream: TokenStream): Expr[] {
  const found: Expr[] = [];
  while (!stream.is("]")) {
    found.push(parseExpression(stream));
    if (!stream.skip(",")) break;
  }
  stream.expect("]");
  return found;
}

function parseEntries(stream: TokenStream): [Expr, Expr][] {
  const entries: [Expr, Expr][] = [];
  while (!stream.is("}")) {
    const key = parseExpression(stream);
    stream.expect(":");
    entries.push([key, parseExpression(stream)]);
    if (!stream.skip(",")) break;
  }
  stream.expect("}");
  return entries;
}
