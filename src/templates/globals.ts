// Functions that every template knows.
import { TemplateError, UndefinedVariable } from "../model/errors.ts";
import { asInt, asText, bind, items } from "./coerce.ts";
import { setEntry, truthy } from "./compare.ts";
import { clockOf } from "./controller.ts";
import { civilOf, localCivil } from "./dates/civil.ts";
import { DateTime } from "./dates/datetime.ts";
import { strftime } from "./dates/strftime.ts";
import { checkItems, joined } from "./limits.ts";
import { type Args, Callable, type Caller, type Mapping, Native, type Operand, Undefined } from "./operand.ts";
import { pyStr } from "./python_text.ts";
import { OMIT } from "./value.ts";

/** Attributes that a template sets itself: `{% set space.name = value %}`. */
export class Namespace extends Native {
  readonly typeName = "Namespace";
  readonly fields = new Map<string, Operand>();

  override attribute(name: string): Operand | undefined {
    return this.fields.get(name);
  }
}

class Cycler extends Native {
  readonly typeName = "Cycler";
  #place = 0;

  constructor(readonly values: Operand[]) {
    super();
  }

  override attribute(name: string): Operand | undefined {
    if (name === "current") return this.values[this.#place % this.values.length];
    if (name === "next") return new Callable("next", () => this.values[this.#place++ % this.values.length] ?? null);
    if (name !== "reset") return undefined;
    return new Callable("reset", () => {
      this.#place = 0;
      return null;
    });
  }
}

const functions: [string, (args: Args, caller: Caller) => Operand][] = [
  ["range", range],
  ["dict", dict],
  ["namespace", ({ positional, named }, caller) => {
    const space = new Namespace();
    for (const [key, value] of dict({ positional, named }, caller)) space.fields.set(pyStr(key), value);
    return space;
  }],
  ["cycler", ({ positional }) => {
    if (positional.length === 0) throw new TemplateError("at least one item has to be provided");
    return new Cycler(positional);
  }],
  ["joiner", (args) => {
    const [separator = ", "] = bind(["sep="], args, "joiner()");
    let used = false;
    return new Callable("joiner", () => used ? separator : (used = true, ""));
  }],
  ["lookup", (args, caller) => lookup(args, caller, false)],
  ["query", (args, caller) => lookup(args, caller, true)],
  ["q", (args, caller) => lookup(args, caller, true)],
  ["now", (args, caller) => {
    const [utc = false, format = ""] = bind(["utc=", "fmt="], args, "now()");
    const ms = clockOf(caller.controller("now()"), "now()")();
    const { offset: _, zone: __, ...at } = truthy(utc)
      ? civilOf(ms, ms % 1000 * 1000)
      : localCivil(ms, ms % 1000 * 1000);
    const made = new DateTime({ ...at, offset: null, zone: "" });
    return truthy(format) ? strftime(asText(format, "now(): fmt"), made.at) : made;
  }],
  ["lipsum", () => {
    throw new TemplateError("The function 'lipsum' is not supported: each pass would see another text");
  }],
  ["undef", (args) => {
    const [hint = "Mandatory variable has not been overridden"] = bind(["hint="], args, "undef()");
    return new Undefined("", asText(hint, "undef()"));
  }],
];

/** Globals by name; a variable of the same name hides them. */
export const GLOBALS: ReadonlyMap<string, Operand> = new Map<string, Operand>([
  ...functions.map(([name, call]): [string, Operand] => [name, new Callable(name, call)]),
  ["omit", OMIT],
]);

function range(args: Args): Operand {
  const [first = 0, second, third = 1] = bind(["start", "stop=", "step="], args, "range()");
  const start = second === undefined ? 0 : asInt(first, "range()");
  const stop = asInt(second === undefined ? first : second, "range()");
  const step = asInt(third, "range()");
  if (step === 0) throw new TemplateError("range() arg 3 must not be zero");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  checkItems(count);
  return Array.from({ length: count }, (_, n) => start + n * step);
}

function dict({ positional, named }: Args, _caller: Caller): Mapping {
  const made: Mapping = new Map();
  const [source] = positional;
  if (source instanceof Map) { for (const [key, value] of source) made.set(key, value); }
  else if (source !== undefined) {
    for (const pair of items(source)) {
      const [key, value, ...more] = items(pair);
      if (key === undefined || value === undefined || more.length > 0) {
        throw new TemplateError("dict() needs pairs of key and value");
      }
      setEntry(made, key, value);
    }
  }
  for (const [key, value] of named) made.set(key, value);
  return made;
}

// One text, several texts joined by commas, or the list where they are no texts; with `wantlist` always the list.
function lookup({ positional, named }: Args, caller: Caller, listed: boolean): Operand {
  const [name = null, ...terms] = positional;
  const { wantlist = listed, errors = "strict", ...rest } = Object.fromEntries(named);
  const isList = truthy(wantlist);
  const policy = asText(errors, "lookup(): errors");
  if (!["strict", "warn", "ignore"].includes(policy)) {
    throw new TemplateError(`lookup(): errors must be strict, warn or ignore, not '${policy}'`);
  }
  const plugin = asText(name, "The name of a lookup");
  terms.forEach((term) => term instanceof Undefined ? term.fail() : term);
  const options = new Map(Object.entries(rest));
  try {
    const found = caller.lookup(plugin, { positional: terms, named: options });
    if (isList || found.length === 0) return found;
    return found.every((one) => typeof one === "string")
      ? joined(found, ",")
      : found.length === 1
      ? found[0] as Operand
      : found;
  } catch (error) {
    if (policy === "strict" || !(error instanceof TemplateError) || error instanceof UndefinedVariable) throw error;
    return isList ? [] : null;
  }
}
