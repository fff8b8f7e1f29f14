// Arguments, filters and tests.
import { plainName } from "./filters/definition.ts";
import { REFUSED_FILTERS } from "./filters/refused.ts";
import { FILTERS } from "./filters/registry.ts";
import { lookupProblem } from "./lookups/registry.ts";
import { nearest } from "./nearest.ts";
import type { CallArgs, Expr, FilterExpr } from "./syntax.ts";
import { TESTS } from "./tests/registry.ts";
import type { TokenStream } from "./token_stream.ts";

const LOOKUP_CALLS = new Set(["lookup", "query", "q"]);
const NO_ARGS: CallArgs = { positional: [], named: [], spread: null, spreadNamed: null };

/** `subject(args)`. A lookup whose name is written out must be one that there is. */
export function parseCall(stream: TokenStream, subject: Expr): Expr {
  const { at } = stream.current;
  const args = parseArgs(stream);
  const [name] = args.positional;
  if (subject.kind === "name" && LOOKUP_CALLS.has(subject.name) && name?.kind === "constant") {
    const problem = typeof name.value === "string" ? lookupProblem(name.value) : undefined;
    if (problem !== undefined) stream.fail(problem, name.at);
  }
  return { kind: "call", subject, args, at };
}

/** `(a, b=c, *d, **e)`. */
function parseArgs(stream: TokenStream): CallArgs {
  const args: CallArgs = { positional: [], named: [], spread: null, spreadNamed: null };
  stream.expect("(");
  while (!stream.is(")")) {
    const at = stream.current.at;
    if (stream.skip("**")) args.spreadNamed = stream.grammar.expression(stream);
    else if (stream.skip("*")) args.spread = stream.grammar.expression(stream);
    else if (stream.current.kind === "name" && stream.peek(1).kind === "operator" && stream.peek(1).value === "=") {
      const name = stream.next().value;
      stream.next();
      args.named.push([name, stream.grammar.expression(stream)]);
    } else {
      if (args.named.length > 0 || args.spread !== null || args.spreadNamed !== null) {
        stream.fail("An argument without a name cannot follow one with a name", at);
      }
      args.positional.push(stream.grammar.expression(stream));
    }
    if (!stream.skip(",")) break;
  }
  stream.expect(")");
  return args;
}

/** `| name(args)`; also the names after `{% filter %}` and `{% set x | name %}`, where `subject` is null. */
export function parseFilter(stream: TokenStream, subject: Expr | null): FilterExpr {
  const { at } = stream.expect("|");
  return parseFilterName(stream, subject, at);
}

/** A filter's name and arguments without the bar. */
export function parseFilterName(stream: TokenStream, subject: Expr | null, at: number): FilterExpr {
  const start = stream.current.at;
  const name = parseDotted(stream, "a filter's name");
  const filter = FILTERS.get(name) ?? stream.fail(unknown("filter", name, [...FILTERS.keys()]), start);
  if (name === "attr") stream.mutates = true;
  return { kind: "filter", subject, name, filter, args: stream.is("(") ? parseArgs(stream) : NO_ARGS, at };
}

/** `is name`, `is not name(args)`, `is name argument`. */
export function parseTest(stream: TokenStream, subject: Expr): Expr {
  const { at } = stream.expect("is");
  const negated = stream.skip("not");
  const start = stream.current.at;
  const name = parseDotted(stream, "a test's name");
  const test = TESTS.get(name) ?? stream.fail(unknown("test", name, [...TESTS.keys()]), start);
  const expr: Expr = { kind: "test", subject, name, test, args: testArgs(stream), at };
  return negated ? { kind: "not", operand: expr, at } : expr;
}

function testArgs(stream: TokenStream): CallArgs {
  if (stream.is("(")) return parseArgs(stream);
  const { kind, value } = stream.current;
  const starts = kind === "name" || kind === "string" || kind === "number" || stream.is("[") || stream.is("{");
  if (!starts || (kind === "name" && ["else", "or", "and", "if", "in", "not"].includes(value))) return NO_ARGS;
  if (stream.is("is")) stream.fail('Cannot chain tests with "is": join them with "and"');
  return { ...NO_ARGS, positional: [stream.grammar.operand(stream)] };
}

function parseDotted(stream: TokenStream, what: string): string {
  let name = stream.expectName(what).value;
  while (stream.skip(".")) name += `.${stream.expectName(what).value}`;
  return plainName(name);
}

function unknown(kind: "filter" | "test", name: string, names: string[]): string {
  const instead = kind === "filter" ? REFUSED_FILTERS.get(name.split(".").at(-1) ?? name) : undefined;
  if (instead !== undefined) return `The filter '${name}' ${instead}`;
  const near = nearest(name, names);
  const hint = near === undefined ? "" : `: did you mean '${near}'?`;
  return `No ${kind} named '${name}'${hint}`;
}
