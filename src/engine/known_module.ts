// A module by its name, where it takes the controller's Ansible to say what it is, too.
import type { Module, Modules } from "../ports/module.ts";

/** Undefined for a name that means none; `problems` says why. An action on record may name what this process has not learned yet. */
export async function knownModule(name: string, modules: Modules, signal?: AbortSignal): Promise<Module | undefined> {
  const known = modules.get(name);
  if (known !== undefined) return known;
  await modules.learn(signal);
  return modules.get(name);
}
