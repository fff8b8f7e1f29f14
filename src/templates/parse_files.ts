// Statements that bring in other files: include, import, from, extends.
import { parseExpression } from "./parse_expression.ts";
import type { Statement } from "./syntax.ts";
import type { TokenStream } from "./token_stream.ts";

/** Readers by the statement's word. */
export const FILE_READERS = {
  include(stream: TokenStream, at: number): Statement[] {
    const source = parseExpression(stream);
    const ignoreMissing = stream.is("ignore") && stream.peek(1).value === "missing";
    if (ignoreMissing) [stream.next(), stream.next()];
    return ended(stream, { kind: "include", source, ignoreMissing, withContext: context(stream, true), at });
  },
  import(stream: TokenStream, at: number): Statement[] {
    const source = parseExpression(stream);
    stream.expect("as");
    const name = stream.expectName("a name").value;
    return ended(stream, { kind: "import", source, name, withContext: context(stream, false), at });
  },
  from(stream: TokenStream, at: number): Statement[] {
    const source = parseExpression(stream);
    stream.expect("import");
    const names: { name: string; as: string }[] = [];
    while (!startsContext(stream)) {
      const { value: name, at: place } = stream.expectName("a name to import");
      if (name.startsWith("_")) stream.fail("Names that begin with an underscore cannot be imported", place);
      names.push({ name, as: stream.skip("as") ? stream.expectName("a name").value : name });
      if (!stream.skip(",")) break;
    }
    return ended(stream, { kind: "from", source, names, withContext: context(stream, false), at });
  },
  extends(stream: TokenStream, at: number): Statement[] {
    return ended(stream, { kind: "extends", source: parseExpression(stream), at });
  },
};

// What is included may change a value in place.
function ended(stream: TokenStream, statement: Statement): Statement[] {
  stream.mutates = true;
  stream.expectEnd("end block");
  return [statement];
}

function startsContext(stream: TokenStream): boolean {
  return (stream.is("with") || stream.is("without")) && stream.peek(1).value === "context";
}

function context(stream: TokenStream, fallback: boolean): boolean {
  if (!startsContext(stream)) return fallback;
  const withContext = stream.next().value === "with";
  stream.next();
  return withContext;
}
