// Templates, expressions and conditions: text and variables in, values out.
import type { Dict, Scope, Value } from "../model/value.ts";
import { newlinesAtEnd } from "./characters.ts";
import { truthy } from "./compare.ts";
import { withBudget } from "./budget.ts";
import { controllerOf, fileText, type LookupScope, requireController } from "./controller.ts";
import { execute } from "./execute.ts";
import { Frame } from "./frame.ts";
import type { LexOptions } from "./lexer.ts";
import { JINJA_MARKS, type Marks } from "./lex_rules.ts";
import { includeFolders } from "./load_template.ts";
import type { Delimiters } from "./lookups/definition.ts";
import { parseBareExpression, parseTemplate } from "./parse_template.ts";
import { fail, inTemplate, placed } from "./position.ts";
import { withoutHeader } from "./template_header.ts";
import { Run } from "./run.ts";
import type { Expr, Template } from "./syntax.ts";
import type { Terms } from "./terms.ts";
import type { Operand } from "./operand.ts";
import { OMIT, settled, Tuple } from "./value.ts";

/** How a template file is rendered, in the words of Ansible's template module. */
export interface RenderOptions {
  /** The newline after a block is dropped. Default true. */
  trimBlocks?: boolean;
  /** White space before a block on its line is dropped. Default false. */
  lstripBlocks?: boolean;
  /** The text ends in as many newlines as the template does, as Ansible sees to. Default true. */
  keepTrailingNewline?: boolean;
  /** What lines end with. Default `\n`. */
  newlineSequence?: "\n" | "\r\n" | "\r";
  /** What opens and closes expressions, statements and comments; each has Jinja's own as default. */
  marks?: Partial<Marks>;
  /** The folder of the template itself: what it includes is looked for there last. */
  folder?: string;
}

const FILE: LexOptions = { trimBlocks: true, lstripBlocks: false, literalBackslashes: false };
const PLAYBOOK: LexOptions = { trimBlocks: true, lstripBlocks: false, literalBackslashes: true };

/** Whether a text has anything for a template in it. */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%") || text.includes("{#");
}

/** Throws TemplateError with line and column when a template cannot be read. */
export function checkSyntax(text: string): void {
  parseTemplate(text, PLAYBOOK);
}

/** Throws TemplateError with line and column when a bare expression cannot be read. */
export function checkExpression(text: string): void {
  parseBareExpression(bare(text));
}

/**
 * A template's text with its variables filled in. A first line `#jinja2: trim_blocks: False, lstrip_blocks: True` sets
 * options as it does for Ansible. Throws TemplateError and UndefinedVariable with line and column.
 */
export function render(text: string, scope: Scope, options: RenderOptions = {}): string {
  const { body, header } = withoutHeader(text);
  const wishes = { ...options, ...header, marks: { ...options.marks, ...header.marks } };
  const { trimBlocks = true, lstripBlocks = false, keepTrailingNewline = true, newlineSequence: newline = "\n" } =
    wishes;
  const lex = { ...FILE, trimBlocks, lstripBlocks, newline, marks: { ...JINJA_MARKS, ...wishes.marks } };
  const source = body.endsWith("\n") ? body.slice(0, body.endsWith("\r\n") ? -2 : -1) : body;
  const folders = includeFolders(controllerOf(scope), options.folder);
  const rendered = run(parseTemplate(source, lex), { scope, lex, folders }, executed);
  if (!keepTrailingNewline) return rendered;
  const missing = newlinesAtEnd(body) - newlinesAtEnd(rendered);
  return missing > 0 ? rendered + newline.repeat(missing) : rendered;
}

/** A bare expression's value, ints as ints. Throws TemplateError and UndefinedVariable with line and column. */
export function evaluate(expression: string, scope: Scope): Value {
  return run(parseBareExpression(bare(expression)), { scope }, (template, state) => settled(sole(template, state)));
}

/**
 * Whether a condition (`when`, `changed_when`, …) holds: a boolean, nothing (true), an expression, or a list of which
 * all must hold. An expression that is one lone `{{ }}` is taken without its braces. Throws as `evaluate` does.
 */
export function holds(condition: Value, scope: Scope): boolean {
  if (condition === null || condition === "") return true;
  if (Array.isArray(condition)) return condition.every((part) => holds(part, scope));
  if (typeof condition !== "string") return truthy(condition);
  const braced = condition.trim().startsWith("{{");
  const value = run(parseBareExpression(bare(condition)), { scope }, (template, state) => {
    const found = sole(template, state);
    return { found, holds: truthy(found) };
  });
  // Ansible evaluates what a braced condition gives once more; of texts only these can be meant.
  if (braced && typeof value.found === "string") return !/^(false|no|off|0|none|)$/i.test(value.found.trim());
  return value.holds;
}

/**
 * A value with every template in it filled in, as in a playbook: inside `{{ }}` backslashes stand for themselves. A text
 * that is one lone `{{ expression }}` becomes that expression's value; entries and items that come out as `omit` are left
 * out. The result may itself be OMIT.
 */
export function templateValue(value: Value, scope: Scope): Value {
  if (typeof value === "string") return isTemplate(value) ? templateText(value, scope) : value;
  if (Array.isArray(value)) {
    const parts = Array.from(value, (part) => templateValue(part, scope)).filter((part) => part !== OMIT);
    return value instanceof Tuple ? Tuple.holding(parts) : parts;
  }
  if (!(value instanceof Map) || value === OMIT) return value;
  const made: Dict = new Map();
  for (const [key, part] of value) {
    const filled = templateValue(part, scope);
    if (filled !== OMIT) made.set(typeof key === "string" ? templateValue(key, scope) : key, filled);
  }
  return made;
}

function templateText(text: string, scope: Scope): Value {
  // One newline at the end (a YAML block) does not make text of a lone expression.
  const source = text.endsWith("\n") ? text.slice(0, -1) : text;
  const template = parseTemplate(source, PLAYBOOK);
  const value = run(template, { scope }, (_, state): Value => {
    const expression = lone(template);
    return expression === null ? executed(template, state) : settled(state.evaluate(expression, new Frame()));
  });
  if (typeof value !== "string") return value;
  const missing = newlinesAtEnd(text) - newlinesAtEnd(value);
  return missing > 0 ? value + "\n".repeat(missing) : value;
}

function lone({ body }: Template): Expr | null {
  const [only] = body;
  return body.length === 1 && only?.kind === "output" ? only.expression : null;
}

function sole(template: Template, state: Run): Operand {
  const expression = lone(template);
  return expression === null ? executed(template, state) : state.evaluate(expression, new Frame());
}

function executed(template: Template, state: Run): string {
  return execute(state, template, new Frame());
}

interface Surroundings {
  scope: Scope;
  lex?: LexOptions;
  folders?: string[];
}

function run<T>(
  template: Template,
  { scope, lex = PLAYBOOK, folders }: Surroundings,
  work: (template: Template, state: Run) => T,
): T {
  return withBudget((budget) => {
    const terms: Terms = {
      budget,
      lex,
      folders: folders ?? includeFolders(controllerOf(scope), undefined),
      render: renderFile,
      copies: template.mutates,
    };
    const state = new Run(scope, template, terms);
    try {
      return work(template, state);
    } catch (error) {
      throw placed(error, template.text, state.at);
    }
  });
}

// The lookup `template`. Its own folder comes first for what it includes.
/** A template file's text, with some more variables and its own marks. Throws TemplateError. */
export function renderFile(path: string, vars: Map<string, Value>, marks: Delimiters, scope: Scope): string {
  const controller = requireController(scope, "The lookup 'template'");
  const text = fileText(controller, path);
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const over: LookupScope = {
    get: (name) => vars.get(name) ?? scope.get(name),
    names: () => new Set([...vars.keys(), ...scope.names()]),
    controller: { ...controller, searchPath: [folder, ...controller.searchPath] },
  };
  try {
    return render(text, over, { marks });
  } catch (error) {
    throw inTemplate(error, { text, name: path }, 0);
  }
}

// Braces become blanks, so that places in the text stay right.
function bare(condition: string): string {
  const [, before = "", inner, after = ""] = /^(\s*)\{\{([^]*)\}\}(\s*)$/.exec(condition) ?? [];
  if (inner !== undefined && !inner.includes("{{")) return `${before}  ${inner}  ${after}`;
  const at = /^\s*\{\{|\{%/.exec(condition);
  if (at === null) return condition;
  return fail(condition, at.index, 'Expected one expression: write it without "{{" and "}}" or "{%" and "%}"');
}
