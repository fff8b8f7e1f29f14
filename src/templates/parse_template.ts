// Texts to trees, each parsed once and kept while it is in use.
import { lexExpression, type LexOptions, lexTemplate, normalized } from "./lexer.ts";
import { GRAMMAR, parseTuple } from "./parse_expression.ts";
import { parseBody } from "./parse_statement.ts";
import { Recent } from "./recent.ts";
import type { Template } from "./syntax.ts";
import { TokenStream } from "./token_stream.ts";

// A playbook has some hundreds of texts; a loop over hosts meets the same ones again and again.
const parsed = new Recent<Template>(2000);

/** A template's tree. Throws TemplateError with line and column. */
export function parseTemplate(text: string, options: LexOptions): Template {
  const flags = `${options.trimBlocks ? 1 : 0}${options.lstripBlocks ? 1 : 0}${options.literalBackslashes ? 1 : 0}`;
  return parsed.get(`${flags}${text}`, () => {
    const clean = normalized(text);
    const stream = new TokenStream(clean, lexTemplate(clean, options), GRAMMAR);
    return { text: clean, body: parseBody(stream), mutates: stream.mutates };
  });
}

/** The tree of a bare expression, as a template that has nothing but one output. Throws TemplateError. */
export function parseBareExpression(text: string): Template {
  return parsed.get(`e${text}`, () => {
    const clean = normalized(text);
    const stream = new TokenStream(clean, lexExpression(clean, false), GRAMMAR);
    const expression = parseTuple(stream);
    stream.expectEnd("end");
    return { text: clean, body: [{ kind: "output", expression, at: 0 }], mutates: stream.mutates };
  });
}
