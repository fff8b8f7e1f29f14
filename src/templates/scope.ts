// Variables in layers, templated when they are asked for.
import { TemplateError, UndefinedVariable } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import type { Controller, LookupScope } from "./controller.ts";
import { isTemplate, templateValue } from "./template.ts";
import { isOmit } from "./value.ts";

/** Variables of one origin. */
export interface Layer {
  values: Dict;
  /** Whether templates in the values are filled in. False for what came from a host: facts, registered results, output. */
  trusted: boolean;
}

/** A scope of layers. Layers are read when a name is asked for and must not change afterwards. */
export interface LayeredScope extends LookupScope {
  /** A scope with one more layer on top. Costs nothing until it is asked; what templates refer to is looked up from the top again. */
  child(layer: Layer): LayeredScope;
}

/**
 * Variables of layers, later ones over earlier ones. A value of a trusted layer is templated on first access and kept;
 * one that refers to itself throws TemplateError "recursive loop detected in variable …". With a controller, templates
 * may use lookups.
 */
export function lazyScope(layers: readonly Layer[], controller?: Controller): LayeredScope {
  let scope: LayeredScope = new Layered(null, { values: new Map(), trusted: false }, controller);
  for (const layer of layers) scope = scope.child(layer);
  return scope;
}

// Whether a variable of a layer has templates in it: scanned once for all scopes above the layer.
const plain = new WeakMap<Dict, Map<string, boolean>>();

class Layered implements LayeredScope {
  #made = new Map<string, Value>();
  #making = new Set<string>();

  constructor(readonly below: Layered | null, readonly layer: Layer, readonly controller: Controller | undefined) {}

  child(layer: Layer): LayeredScope {
    return new Layered(this, layer, this.controller);
  }

  get(name: string): Value | undefined {
    const found = this.#find(name);
    if (found === undefined) return undefined;
    const { layer, value } = found;
    return layer.trusted && !isPlain(layer.values, name, value) ? this.#templated(name, value) : value;
  }

  names(): Iterable<string> {
    const own = [...this.layer.values.keys()].filter((name) => typeof name === "string");
    return new Set([...(this.below?.names() ?? []), ...own]);
  }

  #find(name: string): { layer: Layer; value: Value } | undefined {
    const value = this.layer.values.get(name);
    if (value !== undefined) return { layer: this.layer, value };
    return this.below === null ? undefined : this.below.#find(name);
  }

  #templated(name: string, value: Value): Value {
    const kept = this.#made.get(name);
    if (kept !== undefined) return kept;
    if (this.#making.has(name)) throw new TemplateError(`recursive loop detected in variable '${name}'`);
    this.#making.add(name);
    try {
      const made = templateValue(value, this);
      this.#made.set(name, made);
      return made;
    } catch (error) {
      throw inVariable(error, name);
    } finally {
      this.#making.delete(name);
    }
  }
}

// The place in the variable's own text goes into the sentence; the error's place will be where the variable is used.
function inVariable(error: unknown, name: string): unknown {
  if (error instanceof UndefinedVariable) return new UndefinedVariable(error.variable, error.message);
  if (!(error instanceof TemplateError) || error.line === undefined) return error;
  const message = /^recursive loop|\(in variable '/.test(error.message)
    ? error.message
    : `${error.message} (in variable '${name}', line ${error.line}, column ${error.column})`;
  return new TemplateError(message, undefined, undefined, { cause: error });
}

function isPlain(values: Dict, name: string, value: Value): boolean {
  const known = plain.get(values) ?? new Map<string, boolean>();
  plain.set(values, known);
  const found = known.get(name) ?? !hasTemplate(value);
  known.set(name, found);
  return found;
}

function hasTemplate(value: Value): boolean {
  if (typeof value === "string") return isTemplate(value);
  if (Array.isArray(value)) return value.some(hasTemplate);
  if (!(value instanceof Map) || isOmit(value)) return false;
  for (const [key, part] of value) if (hasTemplate(key) || hasTemplate(part)) return true;
  return false;
}
