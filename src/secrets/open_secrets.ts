// The secrets of a loop: bindings with the values that their sources give now.
import { InputError } from "../model/errors.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Modules } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";
import { guarded } from "./argument_guard.ts";
import { type Binding, shown } from "./binding.ts";
import { type Bindings, FREE, parseBindings, type Target } from "./bindings.ts";
import { hide } from "./hide.ts";
import { SHORT, TOO_SHORT } from "./patterns.ts";
import { MARKER, Redactor } from "./redactor.ts";
import { valueOf } from "./source_value.ts";
import type { Sources } from "./sources.ts";

/** What is opened besides the bindings. */
export interface Opening {
  modules: Modules;
  /** Values that are secret without being bound. */
  also?: Iterable<string>;
  /** Checksums of a text, which modules return of a file that holds nothing else: a short value could be found by trying. */
  digests?: (text: string) => string[];
  /** A value that is not there is left out, and no program is asked: for who only checks what is to be put on record. Default false. */
  lenient?: boolean;
}

/** Reads bindings (`MODULE.PARAM=SOURCE`) and their values, each source once. Throws InputError, which names a binding and never a value. */
export async function openSecrets(
  texts: readonly string[],
  sources: Sources,
  { modules, also = [], digests = () => [], lenient = false }: Opening,
): Promise<Secrets> {
  const bindings = parseBindings(texts, modules);
  const values = new Map<Binding, string>();
  const read = new Map<string, Promise<string | undefined>>();
  for (const binding of bindings.all) {
    const key = JSON.stringify(binding.source);
    const reading = read.get(key) ?? (lenient ? perhaps(binding, sources) : valueOf(binding, sources));
    read.set(key, reading);
    const value = await reading;
    if (value !== undefined) values.set(binding, value);
  }
  for (const [binding, value] of values) demandElsewhere(binding, value);
  const checksums = [...values.values()].flatMap((value) => [value, `${value}\n`].flatMap(digests));
  return new OpenSecrets(bindings, values, [...also, ...checksums]);
}

/** The value, where it is there without asking a program. */
async function perhaps(binding: Binding, sources: Sources): Promise<string | undefined> {
  if (binding.source.kind === "command") return undefined;
  try {
    return await valueOf(binding, sources);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Sentences about values that are too short to be taken out wherever they stand. */
export function shortValues(secrets: Secrets): string[] {
  return secrets instanceof OpenSecrets ? secrets.warnings : [];
}

/** Who names a file or a program by its own secret has it on record: options are kept. */
function demandElsewhere(binding: Binding, value: string): void {
  if (value.length < SHORT || !binding.text.includes(value)) return;
  throw new InputError(
    `--secret ${binding.module}.${binding.param}=…: the value stands in the binding itself, which is kept on record: ` +
      "name another variable, file or program",
  );
}

class OpenSecrets implements Secrets {
  readonly #bindings: Bindings;
  readonly #values: ReadonlyMap<Binding, string>;
  /** Of all that is to be hidden, and of what is bound alone. */
  readonly #all = new Redactor();
  readonly #own = new Redactor();

  constructor(bindings: Bindings, values: ReadonlyMap<Binding, string>, also: Iterable<string>) {
    this.#bindings = bindings;
    this.#values = values;
    this.#own.add(values.values());
    this.#all.add(values.values());
    this.#all.add(also);
  }

  get idle(): boolean {
    return this.#all.idle;
  }

  get warnings(): string[] {
    return [...this.#values].flatMap(([binding, value]) => {
      const length = [...value].length;
      if (length >= SHORT) return [];
      const what = length < TOO_SHORT
        ? "it cannot be taken out of what is kept and shown"
        : "it is taken out of what is kept and shown only where it stands as a word of its own";
      return [`${shown(binding)}: the value has fewer than ${SHORT} characters: ${what}`];
    });
  }

  bound(module: string): string[] {
    return this.#bindings.bound(module);
  }

  inject(
    module: string,
    params: JsonObject,
    { recorded }: { recorded: boolean } = { recorded: false },
  ): { params: JsonObject; environment?: Record<string, string> } {
    if (recorded) demandKnown(module, params);
    const targets = this.#bindings.targets(module);
    if (targets.length === 0) return { params };
    let filled = params;
    const environment: Record<string, string> = {};
    for (const target of targets) {
      const value = this.#values.get(target.binding) ?? "";
      if (target.environment) environment[target.path[0]!] = value;
      else filled = withValue(filled, { module, target, value });
    }
    return { params: filled, ...(Object.keys(environment).length === 0 ? {} : { environment }) };
  }

  redact(text: string): string {
    return this.#all.redact(text);
  }

  hide<T>(value: T): T {
    return hide(value, this.#all);
  }

  holds(text: string): boolean {
    return this.#own.isIn(text);
  }

  learn(values: Iterable<string>): void {
    this.#all.add(values);
  }

  guard(shell: Parameters<Secrets["guard"]>[0], module: string): ReturnType<Secrets["guard"]> {
    return this.#own.idle ? shell : guarded(shell, module, (text) => this.#own.isIn(text));
  }
}

/**
 * The call with a value put in where it is left out: what the call gives itself stands. A module that runs its text takes it on its standard input
 * alone.
 */
function withValue(
  params: JsonObject,
  { module, target: { path, instead, binding }, value }: { module: string; target: Target; value: string },
): JsonObject {
  const [name = "", key] = path;
  const given = instead.find((each) => (params[each] ?? null) !== null);
  if (key !== undefined) return withKey(params, { module, name: given ?? name, key, binding, value });
  if (given !== undefined) return params;
  const own = module.replace(/^.*\./, "");
  if (FREE.includes(own) && name !== "stdin") {
    throw new InputError(`${shown(binding)}: no secret may be in the text of ${own}: bind its environment instead`);
  }
  return { ...params, [name]: value };
}

/** The same for one key of a mapping. */
function withKey(
  params: JsonObject,
  { module, name, key, binding, value }: {
    module: string;
    name: string;
    key: string;
    binding: Binding;
    value: string;
  },
): JsonObject {
  const outer: Json = params[name] ?? {};
  if (!isObject(outer)) {
    throw new InputError(`${shown(binding)}: ${name} of ${module} is no mapping here, so it cannot take a key ${key}`);
  }
  return Object.hasOwn(outer, key) ? params : { ...params, [name]: { ...outer, [key]: value } };
}

/** What a record says in place of a value must not be taken for one. */
function demandKnown(module: string, params: JsonObject): void {
  const name = Object.keys(params).find((name) => JSON.stringify([name, params[name]]).includes(MARKER));
  if (name === undefined) return;
  throw new InputError(
    `${name} of ${module} has "${MARKER}" in it: a secret value stood there, and what is on record does not say which; ` +
      `bind it with -s ${module}.${name}=SOURCE, or let what it comes from be done again`,
  );
}
