// Statements: what stands between `{%` and `%}`, and the text and expressions around them.
import { parseFilterName } from "./parse_call.ts";
import { parseExpression, parseTuple } from "./parse_expression.ts";
import { FILE_READERS } from "./parse_files.ts";
import { parseSignature, parseTarget } from "./parse_target.ts";
import type { Expr, Signature, Statement } from "./syntax.ts";
import type { TokenStream } from "./token_stream.ts";

/** What Jinja has and this program does not, with what to write instead. */
const UNSUPPORTED = new Map(Object.entries({
  autoescape: "use the filter escape where it is needed",
  do: "write {% set _ = expression %}",
  break: "use {% for x in list if condition %}",
  continue: "use {% for x in list if condition %}",
}));

/** Reads pieces up to one of the closing words, which is left as the next token after its `{%`. */
export function parseBody(
  stream: TokenStream,
  until: string[] = [],
  opener?: { word: string; at: number },
): Statement[] {
  return stream.deeper(() => {
    const body: Statement[] = [];
    while (stream.current.kind !== "end") {
      const { kind, value, at } = stream.next();
      if (kind === "data") body.push({ kind: "text", text: value });
      else if (kind === "print") {
        body.push({ kind: "output", expression: parseTuple(stream), at });
        stream.expectEnd("end print");
      } else {
        if (stream.current.kind === "name" && until.includes(stream.current.value)) return body;
        body.push(...parseStatement(stream, until, opener));
      }
    }
    if (opener !== undefined) {
      const wanted = until.map((word) => `{% ${word} %}`).join(" or ");
      stream.fail(`"{% ${opener.word} %}" is never closed: expected ${wanted}`, opener.at);
    }
    return body;
  });
}

function parseStatement(stream: TokenStream, until: string[], opener?: { word: string; at: number }): Statement[] {
  const { value: word, at } = stream.expectName("a statement");
  const read = READERS.get(word);
  if (read !== undefined) return read(stream, at);
  const instead = UNSUPPORTED.get(word);
  if (instead !== undefined) stream.fail(`The statement "${word}" is not supported: ${instead}`, at);
  if (opener !== undefined && /^(end|else|elif)/.test(word)) {
    const wanted = until.map((closing) => `"${closing}"`).join(" or ");
    stream.fail(`Unexpected "${word}": "${opener.word}" is open and needs ${wanted} first`, at);
  }
  return stream.fail(`Unknown statement "${word}": expected one of ${[...READERS.keys(), "raw"].join(", ")}`, at);
}

type Reader = (stream: TokenStream, at: number) => Statement[];

const READERS = new Map<string, Reader>(Object.entries({
  if: parseIf,
  for: parseFor,
  set: parseSet,
  with: parseWith,
  filter: parseFilterBlock,
  macro: parseMacro,
  call: parseCallBlock,
  print: parsePrint,
  block: parseBlock,
  ...FILE_READERS,
}));

/** The block's end, the body, and the closing word (already read). */
function block(stream: TokenStream, word: string, at: number, until: string[]): { body: Statement[]; closing: string } {
  stream.skip(":");
  stream.expectEnd("end block");
  const body = parseBody(stream, until, { word, at });
  return { body, closing: stream.next().value };
}

function wholeBlock(stream: TokenStream, word: string, at: number): Statement[] {
  const { body } = block(stream, word, at, [`end${word}`]);
  stream.expectEnd("end block");
  return body;
}

function parseIf(stream: TokenStream, at: number): Statement[] {
  const branches: { condition: Expr; body: Statement[] }[] = [];
  let otherwise: Statement[] = [];
  let closing = "elif";
  while (closing === "elif") {
    const condition = parseTuple(stream, { conditional: false });
    const found = block(stream, "if", at, ["elif", "else", "endif"]);
    branches.push({ condition, body: found.body });
    closing = found.closing;
  }
  if (closing === "else") otherwise = block(stream, "else", at, ["endif"]).body;
  stream.expectEnd("end block");
  return [{ kind: "if", branches, otherwise, at }];
}

function parseFor(stream: TokenStream, at: number): Statement[] {
  const target = parseTarget(stream, "in");
  stream.expect("in");
  const source = parseTuple(stream, { conditional: false });
  const condition = stream.skip("if") ? parseExpression(stream) : null;
  const recursive = stream.skip("recursive");
  const { found: { body, closing }, uses } = using(stream, () => block(stream, "for", at, ["else", "endfor"]));
  const otherwise = closing === "else" ? block(stream, "else", at, ["endfor"]).body : [];
  stream.expectEnd("end block");
  return [{
    kind: "for",
    target,
    source,
    condition,
    recursive,
    usesLoop: recursive || uses.has("loop"),
    body,
    otherwise,
    at,
  }];
}

function parseSet(stream: TokenStream, at: number): Statement[] {
  const target = parseTarget(stream, "=", { fields: true });
  if (stream.skip("=")) {
    const value = parseTuple(stream);
    stream.expectEnd("end block");
    return [{ kind: "set", target, value, at }];
  }
  const filter = parseFilters(stream);
  return [{ kind: "set block", target, filter, body: wholeBlock(stream, "set", at), at }];
}

function parseFilters(stream: TokenStream): Expr | null {
  let filter: Expr | null = null;
  while (stream.is("|")) filter = parseFilterName(stream, filter, stream.next().at);
  return filter;
}

function parseFilterBlock(stream: TokenStream, at: number): Statement[] {
  let filter: Expr = parseFilterName(stream, null, at);
  while (stream.is("|")) filter = parseFilterName(stream, filter, stream.next().at);
  return [{ kind: "filter block", filter, body: wholeBlock(stream, "filter", at), at }];
}

function parseWith(stream: TokenStream, at: number): Statement[] {
  const bindings: { target: ReturnType<typeof parseTarget>; value: Expr }[] = [];
  while (stream.current.kind === "name") {
    const target = parseTarget(stream, "=");
    stream.expect("=");
    bindings.push({ target, value: parseExpression(stream) });
    if (!stream.skip(",")) break;
  }
  return [{ kind: "with", bindings, body: wholeBlock(stream, "with", at), at }];
}

function parseMacro(stream: TokenStream, at: number): Statement[] {
  const name = stream.expectName("a macro's name").value;
  const parameters = parseSignature(stream);
  const { found: body, uses } = using(stream, () => wholeBlock(stream, "macro", at));
  return [{ kind: "macro", name, signature: checked(stream, { ...parameters, uses }, at), body, at }];
}

function parseCallBlock(stream: TokenStream, at: number): Statement[] {
  const parameters = stream.is("(") ? parseSignature(stream) : { names: [], defaults: new Map<string, Expr>() };
  const call = parseExpression(stream);
  if (call.kind !== "call") stream.fail("Expected a macro's call: {% call name(arguments) %}", call.at);
  const { found: body, uses } = using(stream, () => wholeBlock(stream, "call", at));
  return [{ kind: "call block", call, signature: checked(stream, { ...parameters, uses }, at), body, at }];
}

/** What a reader finds, and which of the names that only macros and loops know it met. */
function using<T>(stream: TokenStream, read: () => T): { found: T; uses: Set<string> } {
  const outer = stream.uses;
  stream.uses = new Set();
  const found = read();
  const { uses } = stream;
  stream.uses = new Set([...outer, ...uses]);
  return { found, uses };
}

function checked(stream: TokenStream, signature: Signature, at: number): Signature {
  const { names, defaults, uses } = signature;
  if (names.includes("caller") && uses.has("caller") && !defaults.has("caller")) {
    stream.fail('A parameter named "caller" must have a default', at);
  }
  return { ...signature, uses: new Set([...uses].filter((name) => !names.includes(name))) };
}

function parsePrint(stream: TokenStream, at: number): Statement[] {
  const outputs: Statement[] = [];
  do outputs.push({ kind: "output", expression: parseExpression(stream), at }); while (stream.skip(","));
  stream.expectEnd("end block");
  return outputs;
}

function parseBlock(stream: TokenStream, at: number): Statement[] {
  const name = stream.expectName("a block's name").value;
  if (stream.is("-")) stream.fail("A block's name has no hyphen: write an underscore");
  if (stream.blocks.has(name)) stream.fail(`The block '${name}' is defined twice`, at);
  const scoped = stream.skip("scoped");
  const required = stream.skip("required");
  const entry = { name, body: [] as Statement[], required, at };
  stream.blocks.set(name, entry);
  const { body } = block(stream, "block", at, ["endblock"]);
  stream.skip(name);
  stream.expectEnd("end block");
  if (required && body.some((part) => part.kind !== "text" || part.text.trim() !== "")) {
    stream.fail("A required block may hold nothing but blanks and comments", at);
  }
  entry.body = body;
  if (scoped) stream.uses.add("loop");
  return [{ kind: "block", name, scoped, at }];
}
