// Sources of values that a test says by itself.
import { InputError } from "../../src/model/errors.ts";
import { modules } from "../../src/modules/registry.ts";
import type { Secrets } from "../../src/ports/secrets.ts";
import { type Opening, openSecrets } from "../../src/secrets/open_secrets.ts";
import type { Sources } from "../../src/secrets/sources.ts";

/** By name, path and line. */
export interface Said {
  env?: Record<string, string>;
  files?: Record<string, string>;
  programs?: Record<string, string>;
}

export function sources({ env = {}, files = {}, programs = {} }: Said): Sources & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    env: (name) => env[name],
    readText: (path) => {
      const text = files[path];
      if (text === undefined) throw new InputError(`Cannot read ${path}: it does not exist`, { file: path });
      return text;
    },
    run: (line) => {
      asked.push(line);
      const output = programs[line];
      return output === undefined
        ? Promise.reject(new InputError(`\`${line}\` ended with 1`))
        : Promise.resolve(output);
    },
  };
}

/** Bindings to variables, with the real modules. */
export function open(bindings: string[], env: Record<string, string>, more: Partial<Opening> = {}): Promise<Secrets> {
  return openSecrets(bindings, sources({ env }), { modules: modules(), ...more });
}
