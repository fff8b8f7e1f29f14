// Statements become text here.
import { TemplateError } from "../model/errors.ts";
import { assign } from "./assign.ts";
import { items } from "./coerce.ts";
import { truthy } from "./compare.ts";
import { Frame } from "./frame.ts";
import { checkText } from "./limits.ts";
import { findTemplate, requireTemplate } from "./load_template.ts";
import { Loop } from "./loop.ts";
import { bindMacro, Macro } from "./macro.ts";
import { Blank, Callable, found, type Operand, Undefined } from "./operand.ts";
import { BlockReader, Module, Page } from "./page.ts";
import { pyStr } from "./python_text.ts";
import type { Run } from "./run.ts";
import type { Expr, FilterExpr, Signature, Statement, Template } from "./syntax.ts";
import { settled } from "./value.ts";

/** Runs a whole template, and those that it extends, and gives its text. Throws TemplateError. */
export function execute(run: Run, template: Template, frame: Frame): string {
  if (frame.page !== undefined || template.mutates || template.blocks.size > 0) return wholePage(run, template, frame);
  return textOf(run, template.body, frame);
}

function textOf(run: Run, body: Statement[], frame: Frame): string {
  const out = new Output();
  runBody(run, body, { frame, out });
  return out.text;
}

function wholePage(run: Run, template: Template, frame: Frame): string {
  const page = new Page();
  const out = new Output();
  frame.page = page;
  page.add(template);
  frame.set("self", new BlockReader((name) => blockReader(run, name, 0, frame)));
  let next: Template | undefined = template;
  while (next !== undefined) {
    const { body } = next;
    run.inside(next, () => runBody(run, body, { frame, out }));
    next = page.parent;
    page.parent = undefined;
    out.muted = false;
  }
  return out.text;
}

class Output {
  text = "";
  /** After `{% extends %}`: what the template has besides its blocks is not shown. */
  muted = false;

  write(piece: string): void {
    if (this.muted) return;
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
      const text = textOf(run, statement.body, new Frame(frame));
      const value = statement.filter === null ? text : run.evaluate(feeding(statement.filter, text), frame);
      return assign(statement.target, value, frame);
    }
    case "with": {
      const inner = new Frame(frame);
      for (const { target, value } of statement.bindings) assign(target, run.evaluate(value, frame), inner);
      return runBody(run, statement.body, { frame: inner, out });
    }
    case "filter block": {
      const text = textOf(run, statement.body, new Frame(frame));
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
    case "block":
      if (out.muted || frame.page === undefined) return;
      run.at = statement.at;
      frame.page.requireFilled(statement.name);
      return out.write(blockText(run, statement.name, 0, statement.scoped ? frame : topOf(frame)) ?? "");
    case "extends":
      return runExtends(run, statement, { frame, out });
    default:
      return runFile(run, statement, { frame, out });
  }
}

function runExtends(run: Run, { source, at }: Statement & { kind: "extends" }, { frame, out }: Place): void {
  const name = run.evaluate(source, frame);
  run.at = at;
  const page = frame.page;
  if (page === undefined) return;
  if (page.parent !== undefined) throw new TemplateError("extended multiple times");
  page.parent = requireTemplate(run, name);
  page.add(page.parent);
  run.step(1000);
  out.muted = true;
}

function runFile(run: Run, statement: Statement & { kind: "include" | "import" | "from" }, place: Place): void {
  const { frame, out } = place;
  const name = run.evaluate(statement.source, frame);
  run.at = statement.at;
  const template = statement.kind === "include" && statement.ignoreMissing
    ? findTemplate(run, name)
    : requireTemplate(run, name);
  if (template === undefined) return;
  run.step(100);
  const inner = new Frame(statement.withContext ? frame : null);
  const own = statement.withContext ? run : run.apart();
  const text = run.terms.budget.nested(() => own.inside(template, () => wholePage(own, template, inner)));
  if (statement.kind === "include") return out.write(text);
  const module = new Module(inner.names, text);
  if (statement.kind === "import") return frame.set(statement.name, module);
  for (const { name: wanted, as } of statement.names) {
    frame.set(
      as,
      found(
        module.attribute(wanted),
        () => new Undefined(wanted, `the template ${template.name} does not export the requested name '${wanted}'`),
      ),
    );
  }
}

// A block sees the names of the top level; a scoped one those of the place where it stands.
function blockText(run: Run, name: string, level: number, frame: Frame): string | undefined {
  const owned = frame.page?.block(name, level);
  if (owned === undefined) return undefined;
  const { block, template } = owned;
  const inner = new Frame(frame);
  inner.set(
    "super",
    found<Operand>(
      frame.page?.block(name, level + 1) === undefined ? undefined : blockReader(run, name, level + 1, frame),
      () => new Undefined("super", `there is no parent block called '${name}'.`),
    ),
  );
  return run.inside(template, () => textOf(run, block.body, inner));
}

function blockReader(run: Run, name: string, level: number, frame: Frame): Callable | undefined {
  if (frame.page?.block(name, level) === undefined) return undefined;
  return new Callable(name, () => blockText(run, name, level, topOf(frame)) ?? "");
}

function topOf(frame: Frame): Frame {
  let top = frame;
  while (top.outer !== null && top.outer.page === frame.page) top = top.outer;
  return top;
}

function macro(
  run: Run,
  name: string,
  { signature, body, at }: { signature: Signature; body: Statement[]; at: number },
  frame: Frame,
): Macro {
  const { template } = run;
  return new Macro(name, signature, (args) =>
    run.inside(template, () => {
      const inner = bindMacro(run, { name, signature }, args, frame);
      run.at = at;
      return textOf(run, body, inner);
    }));
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
    if (statement.usesLoop) inner.set("loop", loop);
    run.at = statement.at;
    assign(target, item, inner);
    runBody(run, statement.body, { frame: inner, out });
  }
}

// The innermost filter of a chain has no subject of its own: the block's text is put there.
function feeding(filter: Expr, text: string): Expr {
  const { subject, ...rest } = filter as FilterExpr;
  return {
    ...rest,
    subject: subject === null ? { kind: "constant", value: text, at: rest.at } : feeding(subject, text),
  };
}
