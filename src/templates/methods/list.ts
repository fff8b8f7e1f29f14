// Methods of Python's list (a tuple has the first two).
import { TemplateError } from "../../model/errors.ts";
import { asInt, items } from "../coerce.ts";
import { equals, order, truthy } from "../compare.ts";
import { checkItems } from "../limits.ts";
import type { Operand } from "../operand.ts";
import { pyRepr } from "../python_text.ts";
import { Tuple } from "../value.ts";
import { type Method, method, type Methods } from "./method.ts";

/** Methods of lists by name. */
export const LIST_METHODS: Methods<Operand[]> = {
  index: method(["value", "start=", "stop="], (self, [value = null, start = 0, stop = self.length]) => {
    const found = self.findIndex((item, n) =>
      n >= asInt(start, "start") && n < asInt(stop, "stop") && equals(item, value)
    );
    if (found < 0) throw new TemplateError(`${pyRepr(value)} is not in list`);
    return found;
  }),
  count: method(["value"], (self, [value = null]) => self.filter((item) => equals(item, value)).length),
  copy: method([], (self) => [...self]),
  append: changing(["value"], (self, value) => void self.push(value)),
  extend: changing(["items"], (self, value) => {
    const added = items(value);
    checkItems(self.length + added.length);
    for (const one of Array.from(added)) self.push(one);
  }),
  insert: method(["position", "value"], (self, [position = null, value = null]) => {
    mutable(self).splice(asInt(position, "insert()"), 0, value);
    checkItems(self.length);
    return null;
  }),
  remove: changing(["value"], (self, value) => {
    const found = self.findIndex((item) => equals(item, value));
    if (found < 0) throw new TemplateError("remove(): the value is not in the list");
    self.splice(found, 1);
  }),
  pop: method(["position="], (self, [position = -1]) => {
    const place = asInt(position, "pop()") + (Number(position) < 0 ? self.length : 0);
    if (place < 0 || place >= mutable(self).length) throw new TemplateError("pop(): there is no such item");
    return self.splice(place, 1)[0] as Operand;
  }),
  clear: changing([], (self) => void self.splice(0)),
  reverse: changing([], (self) => void self.reverse()),
  sort: method(["reverse="], (self, [reverse = false]) => {
    const sign = truthy(reverse) ? -1 : 1;
    mutable(self).sort((a, b) => sign * order(a, b));
    return null;
  }),
};

function changing(parameters: string[], change: (self: Operand[], value: Operand) => void): Method<Operand[]> {
  return method(parameters, (self, [value = null]) => {
    change(mutable(self), value);
    checkItems(self.length);
    return null;
  });
}

function mutable(self: Operand[]): Operand[] {
  if (self instanceof Tuple) throw new TemplateError("A tuple cannot be changed: make a list of it first");
  return self;
}
