// Where in a text something is, and errors that say so.
import { TemplateError, UndefinedVariable } from "../model/errors.ts";

/** Line and column of an offset, from 1. */
export function position(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}

/** Throws a TemplateError at an offset. */
export function fail(text: string, at: number, message: string): never {
  const { line, column } = position(text, at);
  throw new TemplateError(message, line, column);
}

/** An error with a place: one that has none yet gets this offset's; what no stack or no memory holds becomes a sentence. */
export function placed(error: unknown, text: string, at: number): unknown {
  const { line, column } = position(text, at);
  if (error instanceof TemplateError) {
    if (error.line !== undefined) return error;
    if (error instanceof UndefinedVariable) return new UndefinedVariable(error.variable, error.message, line, column);
    return new TemplateError(error.message, line, column, { cause: error });
  }
  if (error instanceof RangeError) {
    const why = /call stack/.test(error.message) ? "a value or a call is nested too deeply" : "a value is too large";
    return new TemplateError(`Cannot evaluate: ${why}`, line, column, { cause: error });
  }
  return error;
}

/** An error in a template that another one uses: its place there goes into the sentence, its own place will be where it was used. */
export function inTemplate(error: unknown, { text, name }: { text: string; name?: string }, at: number): unknown {
  const own = placed(error, text, at);
  if (!(own instanceof TemplateError)) return own;
  const told = own.line === undefined || name === undefined || / \(in '/.test(own.message)
    ? own.message
    : `${own.message} (in '${name}', line ${own.line}, column ${own.column})`;
  if (own instanceof UndefinedVariable) return new UndefinedVariable(own.variable, told);
  return new TemplateError(told, undefined, undefined, { cause: error });
}
