// Methods of Python's dict.
import { TemplateError } from "../../model/errors.ts";
import { asDict, items } from "../coerce.ts";
import { entry, equals, setEntry } from "../compare.ts";
import { found, type Mapping, type Operand } from "../operand.ts";
import { pyRepr } from "../python_text.ts";
import { Tuple } from "../value.ts";
import { method, type Methods } from "./method.ts";

/** Methods of dictionaries by name. */
export const DICT_METHODS: Methods<Mapping> = {
  items: method([], (self) => pairs(self)),
  keys: method([], (self) => [...self.keys()]),
  values: method([], (self) => [...self.values()]),
  get: method(["key", "default="], (self, [key = null, fallback = null]) => found(entry(self, key), () => fallback)),
  copy: method([], (self) => new Map(self)),
  fromkeys: method(["keys", "value="], (_, [keys = null, value = null]) => {
    const made: Mapping = new Map();
    for (const key of items(keys)) setEntry(made, key, value);
    return made;
  }),
  setdefault: method(["key", "default="], (self, [key = null, fallback = null]) => {
    const kept = entry(self, key);
    if (kept !== undefined) return kept;
    setEntry(self, key, fallback);
    return fallback;
  }),
  update: {
    parameters: [],
    run: () => null,
    raw(self, { positional, named }) {
      for (const other of positional) for (const [key, value] of asDict(other, "update()")) setEntry(self, key, value);
      for (const [key, value] of named) setEntry(self, key, value);
      return null;
    },
  },
  pop: method(["key", "default="], (self, [key = null, fallback]) => {
    const taken = entry(self, key);
    if (taken === undefined) {
      if (fallback !== undefined) return fallback;
      throw new TemplateError(`pop(): the dictionary has no key ${pyRepr(key)}`);
    }
    self.delete([...self.keys()].find((other) => equals(other, key)) as Operand);
    return taken;
  }),
  popitem: method([], (self) => {
    const last = pairs(self).at(-1);
    if (last === undefined) throw new TemplateError("popitem(): the dictionary is empty");
    self.delete(last[0] as Operand);
    return last;
  }),
  clear: method([], (self) => {
    self.clear();
    return null;
  }),
};

/** A dictionary's entries as `(key, value)` tuples. */
export function pairs(dict: Mapping): Tuple[] {
  return [...dict].map((pair) => Tuple.holding(pair));
}
