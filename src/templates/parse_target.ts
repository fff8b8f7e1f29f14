// Names that statements bind: targets of assignments and parameters of macros.
import { parseExpression } from "./parse_expression.ts";
import type { Expr, Signature, Target } from "./syntax.ts";
import type { TokenStream } from "./token_stream.ts";

const CONSTANTS = new Set(["true", "false", "none", "True", "False", "None"]);

/** One name, `space.field` where `fields` allows it, or names separated by commas, up to the word that ends them. */
export function parseTarget(stream: TokenStream, end: string, { fields = false }: { fields?: boolean } = {}): Target {
  const at = stream.current.at;
  if (fields && stream.peek(1).kind === "operator" && stream.peek(1).value === ".") {
    const name = stream.expectName("a name").value;
    stream.expect(".");
    return { kind: "field", name, field: stream.expectName("a field's name").value, at };
  }
  const items: Target[] = [];
  let isTuple = false;
  while (!stream.is(end)) {
    items.push(parseOne(stream));
    if (!stream.skip(",")) break;
    isTuple = true;
  }
  const [first] = items;
  if (first === undefined) stream.fail(`Expected a name but found ${stream.found()}`);
  return isTuple ? { kind: "tuple", items, at } : first;
}

function parseOne(stream: TokenStream): Target {
  if (stream.skip("(")) {
    const inner = stream.deeper(() => parseTarget(stream, ")"));
    stream.expect(")");
    return inner;
  }
  const { value, at } = stream.expectName("a name");
  if (CONSTANTS.has(value)) stream.fail(`Cannot assign to "${value}"`, at);
  return { kind: "name", name: value, at };
}

/** `(a, b=default)`. */
export function parseSignature(stream: TokenStream): Omit<Signature, "uses"> {
  const signature = { names: [] as string[], defaults: new Map<string, Expr>() };
  stream.expect("(");
  while (!stream.is(")")) {
    const { value: name, at } = stream.expectName("a parameter's name");
    signature.names.push(name);
    if (stream.skip("=")) signature.defaults.set(name, parseExpression(stream));
    else if (signature.defaults.size > 0) {
      stream.fail("A parameter without a default cannot follow one with a default", at);
    }
    if (!stream.skip(",")) break;
  }
  stream.expect(")");
  return signature;
}
