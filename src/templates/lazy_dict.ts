// A dictionary that computes its entries when they are asked for.
import { TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import type { Operand } from "./operand.ts";

/** Entries are made by a function each time they are asked for; nothing can be set. */
export class LazyDict extends Map<Value, Value> {
  constructor(readonly list: () => Iterable<string>, readonly make: (name: string) => Value | undefined) {
    super();
  }

  /** The same dictionary with every entry passed through a function. */
  through(change: (value: Operand) => Operand): LazyDict {
    return new LazyDict(this.list, (name) => {
      const made = this.make(name);
      return made === undefined ? undefined : change(made) as Value;
    });
  }

  override get(key: Value): Value | undefined {
    return typeof key === "string" ? this.make(key) : undefined;
  }

  override has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  override get size(): number {
    return [...this.keys()].length;
  }

  override *keys(): MapIterator<Value> {
    yield* new Set(this.list());
  }

  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override *entries(): MapIterator<[Value, Value]> {
    for (const name of this.keys()) {
      const value = this.get(name);
      if (value !== undefined) yield [name, value];
    }
  }

  override [Symbol.iterator](): MapIterator<[Value, Value]> {
    return this.entries();
  }

  override forEach(work: (value: Value, key: Value, map: Map<Value, Value>) => void): void {
    for (const [key, value] of this.entries()) work(value, key, this);
  }

  override set(key: Value): never {
    throw new TemplateError(`Cannot set "${String(key)}": this dictionary cannot be changed`);
  }

  override delete(key: Value): never {
    throw new TemplateError(`Cannot remove "${String(key)}": this dictionary cannot be changed`);
  }

  override clear(): never {
    throw new TemplateError("Cannot clear this dictionary: it cannot be changed");
  }
}
