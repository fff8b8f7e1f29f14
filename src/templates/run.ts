// One evaluation of one text: expressions become values here.
import { TemplateError, UndefinedVariable } from "../model/errors.ts";
import type { Scope } from "../model/value.ts";
import { binary, unary } from "./arithmetic.ts";
import { asDict, items } from "./coerce.ts";
import { type Comparison, holdsBetween, setEntry, truthy, typeName } from "./compare.ts";
import { plainName } from "./filters/definition.ts";
import { FILTERS } from "./filters/registry.ts";
import type { Frame } from "./frame.ts";
import { GLOBALS } from "./globals.ts";
import { type Controller, controllerOf, type LookupScope, requireController } from "./controller.ts";
import { copied } from "./copies.ts";
import { joined, MAX_DEPTH } from "./limits.ts";
import { runLookup } from "./lookups/registry.ts";
import { attribute, item, slice } from "./member.ts";
import { type Args, Blank, Callable, type Caller, found, type Mapping, type Operand, Undefined } from "./operand.ts";
import { pyStr } from "./python_text.ts";
import { inTemplate } from "./position.ts";
import type { CallArgs, Expr, Template } from "./syntax.ts";
import type { Terms } from "./terms.ts";
import { TESTS } from "./tests/registry.ts";
import { Tuple } from "./value.ts";

/** Holds what one evaluation knows: its variables, where it stands, how much it has done. */
export class Run implements Caller {
  /** Offset of what is being evaluated in the template that is being run, for errors. */
  at = 0;
  #depth = 0;
  #copies: Map<string, Operand> | null;

  constructor(readonly scope: Scope, public template: Template, readonly terms: Terms) {
    this.#copies = terms.copies ? new Map() : null;
  }

  /** Counts steps; too many end the evaluation. */
  step(count = 1): void {
    this.terms.budget.step(count);
  }

  /** Counts a value that was made. */
  spend<T extends Operand>(made: T): T {
    this.terms.budget.spend(made);
    return made;
  }

  /** Does what belongs to a template; an error in another one than runs already is told with its place there. */
  inside<T>(template: Template, work: () => T): T {
    if (template === this.template) return work();
    const before = { template: this.template, at: this.at };
    this.template = template;
    this.at = 0;
    try {
      return this.deeper(work);
    } catch (error) {
      throw inTemplate(error, this.template, this.at);
    } finally {
      this.template = before.template;
      this.at = before.at;
    }
  }

  /** A run with the same terms that knows no variables: what is imported without context sees none. */
  apart(): Run {
    const nothing: LookupScope = { get: () => undefined, names: () => [], controller: controllerOf(this.scope) };
    return new Run(nothing, this.template, this.terms);
  }

  /** Runs a call one level deeper; too many levels are an error. */
  deeper<T>(call: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new TemplateError(`Calls are nested more than ${MAX_DEPTH} levels deep`);
    try {
      return call();
    } finally {
      this.#depth--;
    }
  }

  /** An expression's value; may be undefined. Throws TemplateError. */
  evaluate(expr: Expr, frame: Frame): Operand {
    this.step();
    switch (expr.kind) {
      case "constant":
        return expr.value;
      case "name":
        this.at = expr.at;
        return this.#name(expr.name, frame);
      case "list":
        return expr.items.map((part) => this.evaluate(part, frame));
      case "tuple":
        return Tuple.holding(expr.items.map((part) => this.evaluate(part, frame)));
      case "dict":
        return this.#dict(expr.entries, frame);
      case "unary": {
        const operand = this.evaluate(expr.operand, frame);
        this.at = expr.at;
        return unary(expr.operator, operand);
      }
      case "binary": {
        const left = this.evaluate(expr.left, frame);
        const right = this.evaluate(expr.right, frame);
        this.at = expr.at;
        return this.spend(binary(expr.operator, left, right));
      }
      case "compare":
        return this.#compare(expr.first, expr.rest, frame);
      case "join":
        return this.spend(joined(expr.parts.map((part) => pyStr(this.evaluate(part, frame)))));
      case "and":
      case "or": {
        const left = this.evaluate(expr.left, frame);
        return truthy(left) === (expr.kind === "or") ? left : this.evaluate(expr.right, frame);
      }
      case "not":
        return !truthy(this.evaluate(expr.operand, frame));
      case "if":
        if (truthy(this.evaluate(expr.condition, frame))) return this.evaluate(expr.then, frame);
        return expr.otherwise === null ? new Blank() : this.evaluate(expr.otherwise, frame);
      case "attribute": {
        const subject = this.evaluate(expr.subject, frame);
        this.at = expr.at;
        return attribute(subject, expr.name);
      }
      case "item": {
        const subject = this.evaluate(expr.subject, frame);
        const key = this.evaluate(expr.key, frame);
        this.at = expr.at;
        return item(subject, key);
      }
      case "slice": {
        const [subject = null, from = null, to = null, step = null] = [expr.subject, expr.from, expr.to, expr.step]
          .map((part) => part === null ? null : this.evaluate(part, frame));
        this.at = expr.at;
        return slice(subject, from, to, step);
      }
      case "call": {
        const subject = this.evaluate(expr.subject, frame);
        const args = this.args(expr.args, frame);
        this.at = expr.at;
        return this.call(subject, args);
      }
      case "filter": {
        const subject = expr.subject === null ? "" : this.evaluate(expr.subject, frame);
        const args = this.args(expr.args, frame);
        this.at = expr.at;
        return this.spend(expr.filter.apply(this.spend(subject), args, this, expr.name));
      }
      case "test": {
        const subject = this.evaluate(expr.subject, frame);
        const args = this.args(expr.args, frame);
        this.at = expr.at;
        return expr.test.holds(subject, args, this, expr.name);
      }
    }
  }

  /** Arguments of a call, evaluated. */
  args(args: CallArgs, frame: Frame): Args {
    const positional = args.positional.map((part) => this.evaluate(part, frame));
    const named = new Map(args.named.map(([name, part]) => [name, this.evaluate(part, frame)]));
    if (args.spread !== null) positional.push(...items(this.evaluate(args.spread, frame)));
    if (args.spreadNamed !== null) {
      for (const [name, value] of asDict(this.evaluate(args.spreadNamed, frame), "**")) named.set(pyStr(name), value);
    }
    return { positional, named };
  }

  /** Calls a function, a method or a macro. */
  call(subject: Operand, args: Args): Operand {
    if (subject instanceof Undefined) return subject.fail();
    if (!(subject instanceof Callable)) throw new TemplateError(`'${typeName(subject)}' object is not callable`);
    return this.spend(this.deeper(() => subject.call(args, this)));
  }

  filter(name: string, value: Operand, args: Args): Operand {
    this.step();
    const filter = FILTERS.get(plainName(name));
    if (filter === undefined) throw new TemplateError(`No filter named '${name}'`);
    return this.spend(this.deeper(() => filter.apply(this.spend(value), args, this, name)));
  }

  test(name: string, value: Operand, args: Args): boolean {
    this.step();
    const test = TESTS.get(plainName(name));
    if (test === undefined) throw new TemplateError(`No test named '${name}'`);
    return test.holds(value, args, this, name);
  }

  knows(kind: "filter" | "test", name: string): boolean {
    return (kind === "filter" ? FILTERS : TESTS).has(plainName(name));
  }

  lookup(name: string, args: Args): Operand[] {
    const found = runLookup(name, args, {
      scope: this.scope,
      controller: () => this.controller(`The lookup '${name}'`),
      render: (path, vars, delimiters) => this.deeper(() => this.terms.render(path, vars, delimiters, this.scope)),
      subfolder: "files",
    });
    return this.#copies === null ? found : found.map(copied);
  }

  controller(who: string): Controller {
    return requireController(this.scope, who);
  }

  #name(name: string, frame: Frame): Operand {
    const bound = frame.get(name);
    if (bound !== undefined) return bound;
    const variable = this.#variable(name);
    if (variable !== undefined) return variable;
    return found(GLOBALS.get(name), () => new Undefined(name, `'${name}' is undefined`));
  }

  // A variable whose own template meets an undefined one is undefined itself, so that `default` and `is defined` see it.
  #variable(name: string): Operand | undefined {
    const kept = this.#copies?.get(name);
    if (kept !== undefined) return kept;
    try {
      const value = this.scope.get(name);
      if (value === undefined || this.#copies === null) return value;
      const copy = copied(value);
      this.#copies.set(name, copy);
      return copy;
    } catch (error) {
      if (error instanceof UndefinedVariable) return new Undefined(error.variable, error.message);
      throw error;
    }
  }

  #dict(entries: [Expr, Expr][], frame: Frame): Mapping {
    const dict: Mapping = new Map();
    for (const [key, value] of entries) setEntry(dict, this.evaluate(key, frame), this.evaluate(value, frame));
    return dict;
  }

  #compare(first: Expr, rest: { operator: Comparison; operand: Expr }[], frame: Frame): boolean {
    let left = this.evaluate(first, frame);
    for (const { operator, operand } of rest) {
      const right = this.evaluate(operand, frame);
      if (operator.endsWith("in")) this.spend(right);
      if (!holdsBetween(operator, left, right)) return false;
      left = right;
    }
    return true;
  }
}
