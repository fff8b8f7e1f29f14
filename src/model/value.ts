// What templates and playbooks compute with: Python's plain data, so that keys keep their order and 1.0 stays a float.

/** A float whose value is a whole number: 1.0 prints as `1.0`, which a JavaScript number cannot say. Other floats are plain numbers. */
export class Float {
  constructor(readonly value: number) {}
}

/** A dictionary: insertion order kept, keys of any scalar type, and no prototype to reach. */
export type Dict = Map<Value, Value>;

/** A value of a variable or an expression. Whole numbers are ints (bigint beyond 2^53), other numbers floats. */
export type Value = null | boolean | number | bigint | Float | string | Value[] | Dict;

/** A place where names are looked up. `get` answers undefined for a name that does not exist; it may throw a TemplateError. */
export interface Scope {
  get(name: string): Value | undefined;
  names(): Iterable<string>;
}
