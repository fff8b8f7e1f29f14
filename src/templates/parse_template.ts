// Texts to trees, each parsed once and kept while it is in use.
import { lexExpression, type LexOptions, lexTemplate, normalized } from "./lexer.ts";
import { GRAMMAR, parseTuple } from "./parse_expression.ts";
import { parseBody } from "./parse_statement.ts";
import { inTemplate } from "./position.ts";
import { Recent } from "./recent.ts";
import type { Template } from "./syntax.ts";
import { TokenStream } from "./token_stream.ts";

// A playbook has some hundreds of texts; a loop over hosts meets the same ones again and again.
const parsed = new Recent<Template>(2000);

/** A template's tree; `name` is the file's, where it is one that another includes. Throws TemplateError with line and column. */
export function parseTemplate(text: string, options: LexOptions, name?: string): Template {
  const flags = `${options.trimBlocks ? 1 : 0}${options.lstripBlocks ? 1 : 0}${options.literalBackslashes ? 1 : 0}`;
  const marks = options.marks === undefined ? "" : Object.values(options.marks).join("\x01");
  return parsed.get(`${flags}${options.newline ?? ""}${marks}\0${name ?? ""}\0${text}`, () => {
    const clean = normalized(text);
    const named = name === undefined ? {} : { name };
    return inNamed({ text: clean, ...named }, () => {
      const stream = new TokenStream(clean, lexTemplate(clean, options), GRAMMAR);
      const body = parseBody(stream);
      return { text: clean, ...named, body, blocks: stream.blocks, mutates: stream.mutates };
    });
  });
}

function inNamed<T>(template: { text: string; name?: string }, read: () => T): T {
  if (template.name === undefined) return read();
  try {
    return read();
  } catch (error) {
    throw inTemplate(error, template, 0);
  }
}

/** The tree of a bare expression, as a template that has nothing but one output. Throws TemplateError. */
export function parseBareExpression(text: string): Template {
  return parsed.get(`e${text}`, () => {
    const clean = normalized(text);
    const stream = new TokenStream(clean, lexExpression(clean, false), GRAMMAR);
    const expression = parseTuple(stream);
    stream.expectEnd("end");
    return {
      text: clean,
      body: [{ kind: "output", expression, at: 0 }],
      blocks: stream.blocks,
      mutates: stream.mutates,
    };
  });
}
