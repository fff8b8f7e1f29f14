// The secrets of a loop: bindings with the values that their sources give now.
import type { Secrets } from "../ports/secrets.ts";

/** How sources are read. */
export interface Sources {
  env(name: string): string | undefined;
  /** Throws InputError. */
  readText(path: string): string;
  /** What a program prints. Throws InputError. */
  run(command: string): Promise<string>;
}

/** Reads bindings (`MODULE.PARAM=SOURCE`) and their values; `also` are values that are secret without being bound. Throws InputError, which names a binding and never a value. */
export function openSecrets(
  _bindings: readonly string[],
  _sources: Sources,
  _also: readonly string[] = [],
): Promise<Secrets> {
  return Promise.resolve({ inject: (_module, params) => ({ params }), bound: () => [], redact: (text) => text });
}
