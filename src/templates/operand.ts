// What an expression computes with while it runs: plain values, and the few things that never leave a template.
import { UndefinedVariable } from "../model/errors.ts";
import type { Float } from "../model/value.ts";
import type { BinaryOperator } from "./operator.ts";
import type { Controller } from "./controller.ts";

/** What was found (none counts as found), else what stands in for it. */
export function found<T extends Operand>(value: T | undefined, instead: () => T): T {
  return value === undefined ? instead() : value;
}

/** A name or attribute that does not exist. It may be tested and defaulted; any other use of it fails. */
export class Undefined {
  /** `message` is Jinja's sentence: `'foo' is undefined`. */
  constructor(readonly variable: string, readonly message: string) {}

  /** Throws UndefinedVariable; whoever knows the text adds line and column. */
  fail(): never {
    throw new UndefinedVariable(this.variable, this.message);
  }
}

/** What an inline `if` without `else` gives when it does not hold: undefined, but it prints as nothing. */
export class Blank extends Undefined {
  constructor() {
    super("", "the inline if-expression evaluated to false and no else section was defined");
  }
}

/** A thing that only templates know (a loop, a macro, a method): attributes of its own choosing, nothing of JavaScript's. */
export abstract class Native {
  /** Its class as Python prints it. */
  abstract readonly typeName: string;
  /** An attribute, or undefined for one that it does not have. */
  attribute(_name: string): Operand | undefined {
    return undefined;
  }
  /** What an operator gives, `swapped` when this stands on its right; undefined for one that does not fit. */
  binary(_operator: BinaryOperator, _other: Operand, _swapped: boolean): Operand | undefined {
    return undefined;
  }
  /** Less than zero, zero or more as this comes before, with or after the other; undefined for what has no order. */
  order(_other: Operand): number | undefined {
    return undefined;
  }
  /** What `str()` gives; undefined for a thing that has no text. */
  text(): string | undefined {
    return undefined;
  }
}

/** Arguments of a call, a filter or a test. */
export interface Args {
  positional: Operand[];
  named: Map<string, Operand>;
}

/** What functions, filters and tests may ask of the running template. */
export interface Caller {
  /** Counts work that is more than it looks; too much ends the evaluation. */
  step(count: number): void;
  filter(name: string, value: Operand, args: Args): Operand;
  test(name: string, value: Operand, args: Args): boolean;
  /** Whether a filter or a test of this name exists. */
  knows(kind: "filter" | "test", name: string): boolean;
  /** Runs a lookup plugin; throws where none is wired. */
  lookup(name: string, args: Args): Operand[];
  /** The machine that the template is rendered on; throws TemplateError where it may not be seen, in words about `who`. */
  controller(who: string): Controller;
}

/** Something that can be called. */
export class Callable extends Native {
  constructor(
    readonly name: string,
    readonly call: (args: Args, caller: Caller) => Operand,
    readonly typeName: string = "function",
  ) {
    super();
  }
}

/** Values inside a running template. */
export type Operand =
  | null
  | boolean
  | number
  | bigint
  | Float
  | string
  | Operand[]
  | Map<Operand, Operand>
  | Undefined
  | Native;

/** A dictionary inside a running template. */
export type Mapping = Map<Operand, Operand>;
