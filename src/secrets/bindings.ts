// Bindings and the modules that they are for: which parameters of a call take which value.
import { InputError } from "../model/errors.ts";
import type { Module, ModuleDoc, Modules, Parameter } from "../ports/module.ts";
import { type Binding, parseBinding, shown } from "./binding.ts";

/** Modules that run the text they are given. */
export const FREE: readonly string[] = ["shell", "command", "raw", "script"];

/** Where a binding's value goes in a call of one module. */
export interface Target {
  binding: Binding;
  /** The parameter, and a key in it where that is bound alone (`uri.headers.Authorization`); of an environment the variable. */
  path: readonly string[];
  environment: boolean;
  /** All names of the parameter, and of those that cannot be given beside it. */
  instead: readonly string[];
}

/** Reads bindings. Throws InputError for one that makes no sense or that no module could take. */
export function parseBindings(texts: readonly string[], modules: Modules): Bindings {
  const bindings = texts.map((text) => demandUse(parseBinding(text), modules));
  return new Bindings(bindings, modules);
}

/** All bindings of a loop. */
export class Bindings {
  readonly all: readonly Binding[];
  readonly #modules: Modules;

  constructor(all: readonly Binding[], modules: Modules) {
    this.all = all;
    this.#modules = modules;
  }

  /** Where values go in a call of a module; of several for one place the most specific, and of equals the last. */
  targets(module: string): Target[] {
    const { name = short(module), doc } = this.#modules.get(module) ?? {};
    const found = new Map<string, Target & { weight: number }>();
    for (const binding of this.all) {
      for (const path of pathsOf(binding, { name, as: module, doc })) {
        const { environment } = binding;
        const key = JSON.stringify([environment, ...path]);
        const weight = weightOf(binding);
        if ((found.get(key)?.weight ?? -1) <= weight) {
          const instead = environment ? [] : insteadOf(path[0]!, doc);
          found.set(key, { binding, path, environment, instead, weight });
        }
      }
    }
    return [...found.values()].map(({ weight: _, ...target }) => target);
  }

  /** Names of the parameters that are bound for a module. */
  bound(module: string): string[] {
    const targets = this.targets(module).filter(({ environment }) => !environment);
    return [...new Set(targets.map(({ path }) => path[0]!))];
  }
}

/** Names of a parameter, and of those that exclude it. */
export function insteadOf(name: string, doc: ModuleDoc | undefined): string[] {
  const names = (doc?.mutuallyExclusive ?? []).filter((group) => group.includes(name)).flat();
  return [...new Set([name, ...names])].flatMap((each) => [each, ...doc?.parameters[each]?.aliases ?? []]);
}

/** A call's module: its own name, the one it is called by, and what it takes. */
interface Called {
  name: string;
  as: string;
  doc: ModuleDoc | undefined;
}

/** The places in a call that a binding is for. */
function pathsOf({ module, param, environment }: Binding, called: Called): string[][] {
  if (isMeant(module, called)) {
    if (environment) return [[param]];
    const names = parametersOf(called.doc).filter(([name, parameter]) =>
      [name, ...parameter.aliases ?? []].includes(param) ||
      (isGlob(param) && glob(param).test(name) && takes(parameter))
    );
    if (names.length > 0) return names.map(([name]) => [name]);
    return called.doc?.anyParameter === true && !isGlob(param) && !isGlob(module) ? [[param]] : [];
  }
  // uri.headers.Authorization: a key of a parameter that is a mapping.
  const dot = module.lastIndexOf(".");
  if (environment || dot < 1 || !isMeant(module.slice(0, dot), called)) return [];
  const outer = module.slice(dot + 1);
  const found = parametersOf(called.doc).find(([name, { aliases = [] }]) => name === outer || aliases.includes(outer));
  return found !== undefined && (found[1].type === "dict" || found[1].type === "raw") ? [[found[0], param]] : [];
}

function isMeant(module: string, { name, as }: Called): boolean {
  const names = [name, as, short(as), ...as.includes(".") ? [as.slice(as.lastIndexOf(".") + 1)] : []];
  if (isGlob(module)) return names.some((each) => glob(module).test(each));
  return names.includes(module) || names.includes(short(module));
}

function short(name: string): string {
  return name.replace(/^ansible\.(builtin|legacy)\./, "");
}

function parametersOf(doc: ModuleDoc | undefined): [string, Parameter][] {
  return Object.entries(doc?.parameters ?? {});
}

/** Whether a glob may mean a parameter: `update_password: always` is none that a secret is meant for. */
function takes({ type, choices }: Parameter): boolean {
  return choices === undefined && ["str", "raw", "path", "jsonarg"].includes(type);
}

function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/** fnmatch's `*`, `?` and `[…]`. */
function glob(pattern: string): RegExp {
  const source = pattern.replaceAll(/\[[!^]?[^\]]+\]|[*?]|[^A-Za-z0-9_]/g, (part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    if (part.length > 2 && part.startsWith("[")) {
      const inside = part.slice(1, -1).replaceAll(/[\\[\]]/g, "\\$&");
      return /^[!^]/.test(inside) ? `[^${inside.slice(1)}]` : `[${inside}]`;
    }
    return `\\u{${part.codePointAt(0)?.toString(16)}}`;
  });
  return new RegExp(`^(?:${source})$`, "u");
}

/** A name weighs more than a glob, a module's more than a parameter's, a long glob more than a short one. */
function weightOf({ module, param }: Binding): number {
  const weight = (text: string) => isGlob(text) ? text.replaceAll(/[*?]/g, "").length : 1000;
  return 2 * weight(module) + weight(param);
}

/** A binding that nothing could ever take was mistyped, and its value would be missed. */
function demandUse(binding: Binding, modules: Modules): Binding {
  const { module, param, environment } = binding;
  const dot = module.lastIndexOf(".");
  const known = modules.get(module) ?? (dot > 0 ? modules.get(module.slice(0, dot)) : undefined);
  demandNoText(binding, known);
  const some = (names: readonly string[]) =>
    names.some((name) => {
      const { doc } = modules.get(name) ?? {};
      return pathsOf(binding, { name, as: name, doc }).length > 0;
    });
  if (some(isGlob(module) || known === undefined ? modules.names() : [known.name])) return binding;
  if (isGlob(module) || (known !== undefined && isGlob(param))) {
    throw new InputError(
      `${shown(binding)}: no module of that name has a parameter ${param}: \`modules NAME\` lists those of one`,
    );
  }
  const problem = modules.problems(known?.name ?? module, environment ? {} : { [param]: "" }, () => true)
    .find(({ parameter }) => known === undefined || parameter === param);
  throw new InputError(`${shown(binding)}: ${problem?.message ?? `${module} has no parameter ${param}`}`);
}

function demandNoText(binding: Binding, known: Module | undefined): void {
  const { param, environment } = binding;
  if (environment || known === undefined || !FREE.includes(known.name) || param === "stdin") return;
  const instead = [
    `${known.name}.environment.NAME=…`,
    ...known.doc.parameters["stdin"] === undefined ? [] : [`${known.name}.stdin=…`],
  ];
  throw new InputError(
    `${shown(binding)}: the text of ${known.name} is on record and in the process list, so no secret may be in it: ` +
      `bind ${instead.join(" or ")} instead, and read it there`,
  );
}
