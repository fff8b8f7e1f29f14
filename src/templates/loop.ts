// The variable `loop` inside a `for`.
import { TemplateError } from "../model/errors.ts";
import { equals } from "./compare.ts";
import { type Args, Callable, found, type Operand, Undefined } from "./operand.ts";

const FIELDS: Record<string, (loop: Loop) => Operand> = {
  index: (loop) => loop.index0 + 1,
  index0: (loop) => loop.index0,
  revindex: (loop) => loop.items.length - loop.index0,
  revindex0: (loop) => loop.items.length - loop.index0 - 1,
  first: (loop) => loop.index0 === 0,
  last: (loop) => loop.index0 === loop.items.length - 1,
  length: (loop) => loop.items.length,
  depth: (loop) => loop.depth0 + 1,
  depth0: (loop) => loop.depth0,
  previtem: (loop) => found(loop.items[loop.index0 - 1], () => new Undefined("previtem", "there is no previous item")),
  nextitem: (loop) => found(loop.items[loop.index0 + 1], () => new Undefined("nextitem", "there is no next item")),
  cycle: (loop) =>
    new Callable("cycle", ({ positional }) => {
      if (positional.length === 0) throw new TemplateError("no items for cycling given");
      return positional[loop.index0 % positional.length] ?? null;
    }),
  changed: (loop) => new Callable("changed", ({ positional }) => loop.changed(positional)),
};

/** Where a loop stands. Called, a recursive one runs its body over other items. */
export class Loop extends Callable {
  index0 = 0;
  #seen: Operand[] | null = null;

  constructor(readonly items: Operand[], readonly depth0: number, recurse: (args: Args) => Operand) {
    super("loop", recurse, "LoopContext");
  }

  override attribute(name: string): Operand | undefined {
    return Object.hasOwn(FIELDS, name) ? FIELDS[name]?.(this) : undefined;
  }

  /** Whether the values differ from those of the last call. */
  changed(values: Operand[]): boolean {
    const same = this.#seen !== null && equals(this.#seen, values);
    this.#seen = values;
    return !same;
  }
}
