// Stands in for node:module in the bundle: the bundler asks for it on behalf of packages in CommonJS, and these of two modules.
import process from "./process.ts";

/** `yaml` falls back to atob and btoa where there is no Buffer. */
const modules: Record<string, unknown> = { "node:process": process, "node:buffer": {} };

export function createRequire(): (name: string) => unknown {
  return (name) => {
    if (!Object.hasOwn(modules, name)) {
      throw new Error(`The bundle holds no ${name}: scripts/stand_ins/ lists what it does`);
    }
    return modules[name];
  };
}
