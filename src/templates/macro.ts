// Macros: their parameters, and what can be asked of them.
import { TemplateError } from "../model/errors.ts";
import { Frame } from "./frame.ts";
import { type Args, Callable, type Operand, Undefined } from "./operand.ts";
import { pyRepr } from "./python_text.ts";
import type { Run } from "./run.ts";
import type { Signature } from "./syntax.ts";
import { Tuple } from "./value.ts";

/** A macro, or the block of a `{% call %}`. */
export class Macro extends Callable {
  constructor(name: string, readonly signature: Signature, call: (args: Args) => Operand) {
    super(name, call, "Macro");
  }

  override attribute(name: string): Operand | undefined {
    if (name === "name") return this.name;
    if (name === "arguments") return Tuple.holding(this.signature.names);
    if (name === "catch_varargs") return this.signature.uses.has("varargs");
    if (name === "catch_kwargs") return this.signature.uses.has("kwargs");
    return name === "caller" ? this.signature.uses.has("caller") : undefined;
  }
}

/** The names of a macro's body for one call. Throws TemplateError in Jinja's words for arguments that it does not take. */
export function bindMacro(run: Run, macro: { name: string; signature: Signature }, args: Args, outer: Frame): Frame {
  const { name, signature } = macro;
  const inner = new Frame(outer);
  const extra = new Map<Operand, Operand>(args.named);
  for (const [n, parameter] of signature.names.entries()) {
    const given = n < args.positional.length ? args.positional[n] : args.named.get(parameter);
    if (n >= args.positional.length) extra.delete(parameter);
    if (given !== undefined) {
      inner.set(parameter, given);
      continue;
    }
    const fallback = signature.defaults.get(parameter);
    inner.set(
      parameter,
      fallback === undefined
        ? new Undefined(parameter, `parameter ${pyRepr(parameter)} was not provided`)
        : run.evaluate(fallback, inner),
    );
  }
  const caller = extra.get("caller");
  if (signature.uses.has("caller")) {
    inner.set("caller", caller ?? new Undefined("caller", "No caller defined"));
    extra.delete("caller");
  }
  const beyond = args.positional.slice(signature.names.length);
  if (signature.uses.has("kwargs")) inner.set("kwargs", extra);
  else if (extra.size > 0) refuse(name, [...extra.keys()], caller !== undefined);
  if (signature.uses.has("varargs")) inner.set("varargs", Tuple.holding(beyond));
  else if (beyond.length > 0) {
    throw new TemplateError(`macro '${name}' takes not more than ${signature.names.length} argument(s)`);
  }
  return inner;
}

function refuse(name: string, extra: Operand[], called: boolean): never {
  if (called) {
    throw new TemplateError(
      `macro '${name}' does not use caller(), so it cannot be used in a call block`,
    );
  }
  throw new TemplateError(`macro '${name}' takes no keyword argument ${pyRepr(extra[0] ?? null)}`);
}
