// Which variables a template reads, found without running it.
import { GLOBALS } from "./globals.ts";
import { parseBareExpression, parseTemplate } from "./parse_template.ts";
import type { CallArgs, Expr, Signature, Statement, Target } from "./syntax.ts";
import { isTemplate } from "./template.ts";

/** Free variable names of a template (not those of files that it includes), or of a bare expression where the text has no braces. Throws TemplateError. */
export function names(text: string): Set<string> {
  const { body, blocks } = isTemplate(text)
    ? parseTemplate(text, { trimBlocks: true, lstripBlocks: false, literalBackslashes: true })
    : parseBareExpression(text);
  const free = new Set<string>();
  inBody(body, new Set(GLOBALS.keys()), free);
  for (const block of blocks.values()) inBody(block.body, new Set([...GLOBALS.keys(), "super", "self"]), free);
  return free;
}

function inBody(body: Statement[], known: Set<string>, free: Set<string>): void {
  for (const statement of body) inStatement(statement, known, free);
}

function inStatement(statement: Statement, known: Set<string>, free: Set<string>): void {
  const expr = (part: Expr | null): void => part === null ? undefined : inExpr(part, known, free);
  const nested = (body: Statement[], bound: Iterable<string> = []): void =>
    inBody(body, new Set([...known, ...bound]), free);
  switch (statement.kind) {
    case "text":
      return;
    case "output":
      return expr(statement.expression);
    case "if":
      for (const { condition, body } of statement.branches) {
        expr(condition);
        nested(body);
      }
      return nested(statement.otherwise);
    case "for": {
      expr(statement.source);
      const bound = targets(statement.target);
      if (statement.condition !== null) inExpr(statement.condition, new Set([...known, ...bound]), free);
      nested(statement.body, [...bound, "loop"]);
      return nested(statement.otherwise);
    }
    case "set":
      expr(statement.value);
      return targets(statement.target).forEach((name) => known.add(name));
    case "set block":
      nested(statement.body);
      expr(statement.filter);
      return targets(statement.target).forEach((name) => known.add(name));
    case "with":
      statement.bindings.forEach(({ value }) => expr(value));
      return nested(statement.body, statement.bindings.flatMap(({ target }) => targets(target)));
    case "filter block":
      expr(statement.filter);
      return nested(statement.body);
    case "macro":
      known.add(statement.name);
      inSignature(statement.signature, known, free);
      return nested(statement.body, [...statement.signature.names, "varargs", "kwargs", "caller"]);
    case "call block":
      expr(statement.call);
      inSignature(statement.signature, known, free);
      return nested(statement.body, statement.signature.names);
    case "include":
    case "extends":
      return expr(statement.source);
    case "import":
      expr(statement.source);
      return void known.add(statement.name);
    case "from":
      expr(statement.source);
      return statement.names.forEach((name) => known.add(name.as));
    case "block":
      return;
  }
}

function inSignature({ names, defaults }: Signature, known: Set<string>, free: Set<string>): void {
  for (const part of defaults.values()) inExpr(part, new Set([...known, ...names]), free);
}

function targets(target: Target): string[] {
  if (target.kind === "tuple") return target.items.flatMap(targets);
  return target.kind === "name" ? [target.name] : [];
}

// A long chain of operators is a deep tree, which no stack of calls would hold.
function inExpr(expr: Expr, known: Set<string>, free: Set<string>): void {
  const open = [expr];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one.kind === "name" && !known.has(one.name)) free.add(one.name);
    for (const part of parts(one).toReversed()) open.push(part);
  }
}

function parts(expr: Expr): Expr[] {
  switch (expr.kind) {
    case "constant":
    case "name":
      return [];
    case "list":
    case "tuple":
      return expr.items;
    case "dict":
      return expr.entries.flat();
    case "unary":
    case "not":
      return [expr.operand];
    case "binary":
    case "and":
    case "or":
      return [expr.left, expr.right];
    case "compare":
      return [expr.first, ...expr.rest.map(({ operand }) => operand)];
    case "join":
      return expr.parts;
    case "if":
      return [expr.condition, expr.then, ...written([expr.otherwise])];
    case "attribute":
      return [expr.subject];
    case "item":
      return [expr.subject, expr.key];
    case "slice":
      return [expr.subject, ...written([expr.from, expr.to, expr.step])];
    case "call":
    case "test":
      return [expr.subject, ...argParts(expr.args)];
    case "filter":
      return [...written([expr.subject]), ...argParts(expr.args)];
  }
}

function argParts({ positional, named, spread, spreadNamed }: CallArgs): Expr[] {
  return [...positional, ...named.map(([, part]) => part), ...written([spread, spreadNamed])];
}

function written(maybe: (Expr | null)[]): Expr[] {
  return maybe.filter((part) => part !== null);
}
