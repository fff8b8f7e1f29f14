// Statements become text here.
import { TemplateError } from "../model/errors.ts";
import { asText, items } from "./coerce.ts";
import { truthy } from "./compare.ts";
import { Frame } from "./frame.ts";
import { Namespace } from "./globals.ts";
import { checkText } from "./limits.ts";
import { Loop } from "./loop.ts";
import { type Args, Blank, Callable, found, type Operand } from "./operand.ts";
import { pyStr } from "./python_text.ts";
import type { Run } from "./run.ts";
import type { Expr, FilterExpr, Signature, Statement, Target } from "./syntax.ts";
import { settled, Tuple } from "./value.ts";

/** Runs statements and gives their text. Throws TemplateError. */
export function execute(run: Run, body: Statement[], frame: Frame): string {
  const out = new Output();
  runBody(run, body, { frame, out });
  return out.text;
}

class Output {
  text = "";

  write(piece: string): void {
    checkText(this.text.length + piece.length);
    this.text += piece;
  }
}

interface Place {
  frame: Frame;
  out: Output;
}

function runBody(run: Run, body: Statement[], place: Place): void {
  for (const statement of body) runStatement(run, statement, place);
}

function runStatement(run: Run, statement: Statement, { frame, out }: Place): void {
  run.step();
  switch (statement.kind) {
    case "text":
      return out.write(statement.text);
    case "output": {
      const value = run.evaluate(statement.expression, frame);
      run.at = statement.expression.at;
      return out.write(shown(value));
    }
    case "if": {
      const branch = statement.branches.find(({ condition }) => truthy(run.evaluate(condition, frame)));
      return runBody(run, branch?.body ?? statement.otherwise, { frame, out });
    }
    case "for":
      return runFor(run, statement, { place: { frame, out }, depth0: 0 });
    case "set":
      return assign(statement.target, run.evaluate(statement.value, frame), frame);
    case "set block": {
      const text = execute(run, statement.body, new Frame(frame));
      const value = statement.filter === null ? text : run.evaluate(feeding(statement.filter, text), frame);
      return assign(statement.target, value, frame);
    }
    case "with": {
      const inner = new Frame(frame);
      for (const { target, value } of statement.bindings) assign(target, run.evaluate(value, frame), inner);
      return runBody(run, statement.body, { frame: inner, out });
    }
    case "filter block": {
      const text = execute(run, statement.body, new Frame(frame));
      return out.write(shown(run.evaluate(feeding(statement.filter, text), frame)));
    }
    case "macro":
      return frame.set(statement.name, macro(run, statement.name, statement, frame));
    case "call block": {
      const caller = macro(run, "caller", statement, frame);
      const call = statement.call as Expr & { kind: "call" };
      const subject = run.evaluate(call.subject, frame);
      const args = run.args(call.args, frame);
      args.named.set("caller", caller);
      return out.write(shown(run.call(subject, args)));
    }
  }
}

/** A value in a template's text: none prints as nothing, as Ansible's templates have it. */
function shown(value: Operand): string {
  return value === null || value instanceof Blank ? "" : pyStr(typeof value === "string" ? value : settled(value));
}

type ForStatement = Statement & { kind: "for" };

function runFor(run: Run, statement: ForStatement, { place, depth0, source }: {
  place: Place;
  depth0: number;
  source?: Operand;
}): void {
  const { frame, out } = place;
  const all = items(found(source, () => run.evaluate(statement.source, frame)));
  const { condition, target } = statement;
  const chosen = condition === null ? all : all.filter((item) => {
    const inner = new Frame(frame);
    assign(target, item, inner);
    return truthy(run.evaluate(condition, inner));
  });
  if (chosen.length === 0) return runBody(run, statement.otherwise, { frame: new Frame(frame), out });
  const loop = new Loop([...chosen], depth0, ({ positional }) => {
    if (!statement.recursive) throw new TemplateError("The loop must have the word 'recursive' to be called");
    const inner = new Output();
    runFor(run, statement, { place: { frame, out: inner }, depth0: depth0 + 1, source: positional[0] ?? null });
    return inner.text;
  });
  for (const [n, item] of loop.items.entries()) {
    run.step();
    loop.index0 = n;
    const inner = new Frame(frame);
    inner.set("loop", loop);
    run.at = statement.at;
    assign(target, item, inner);
    runBody(run, statement.body, { frame: inner, out });
  }
}

function assign(target: Target, value: Operand, frame: Frame): void {
  if (target.kind === "name") return frame.set(target.name, value);
  if (target.kind === "field") {
    const space = frame.get(target.name);
    if (space instanceof Namespace) return void space.fields.set(target.field, value);
    throw new TemplateError(`cannot assign attribute on non-namespace object '${target.name}'`);
  }
  const parts = items(value);
  if (parts.length !== target.items.length) {
    const [few, wanted] = [parts.length < target.items.length, target.items.length];
    throw new TemplateError(
      few
        ? `not enough values to unpack (expected ${wanted}, got ${parts.length})`
        : `too many values to unpack (expected ${wanted})`,
    );
  }
  target.items.forEach((part, n) => assign(part, parts[n] as Operand, frame));
}

// The innermost filter of a chain has no subject of its own: the block's text is put there.
function feeding(filter: Expr, text: string): Expr {
  const { subject, ...rest } = filter as FilterExpr;
  return {
    ...rest,
    subject: subject === null ? { kind: "constant", value: text, at: rest.at } : feeding(subject, text),
  };
}

function macro(
  run: Run,
  name: string,
  { signature, body, at }: { signature: Signature; body: Statement[]; at: number },
  frame: Frame,
): Callable {
  const call = ({ positional, named }: Args): Operand => {
    const inner = new Frame(frame);
    const extra = new Map<Operand, Operand>(named);
    signature.names.forEach((parameter, n) => {
      const given = n < positional.length ? positional[n] : named.get(parameter);
      extra.delete(parameter);
      if (given !== undefined) return inner.set(parameter, given);
      const fallback = signature.defaults.get(parameter);
      if (fallback !== undefined) inner.set(parameter, run.evaluate(fallback, inner));
    });
    if (extra.has("caller")) inner.set("caller", extra.get("caller") as Operand);
    extra.delete("caller");
    inner.set("varargs", Tuple.holding(positional.slice(signature.names.length)));
    inner.set("kwargs", extra);
    run.at = at;
    return execute(run, body, inner);
  };
  return new Macro(name, call, signature);
}

class Macro extends Callable {
  constructor(name: string, call: (args: Args) => Operand, readonly signature: Signature) {
    super(name, call, "Macro");
  }

  override attribute(name: string): Operand | undefined {
    if (name === "name") return asText(this.name, name);
    return name === "arguments" ? Tuple.holding(this.signature.names) : undefined;
  }
}
