// A submission's playbook met with its hosts, before anything runs.
import type { LoopOptions } from "../model/loop.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import type { Fleet } from "./fleet.ts";
import type { Outputs } from "./script_outputs.ts";

/** What an inventory's programs printed when a submission was checked: what follows goes on with it, so that they are run once. */
export const known: Outputs = new Map();

/** Adds what a check was told. Each asks anew: a server checks many submissions, for days. */
export function keep(fresh: Outputs): void {
  for (const [name, output] of fresh) known.set(name, output);
}

/** The modules; what is bound need not be given to them. */
export async function modulesFor({ secrets }: LoopOptions): Promise<Modules> {
  const modules = (await import("../modules/registry.ts")).modules();
  if (secrets === undefined) return modules;
  return (await import("./check_secrets.ts")).boundModules(modules, secrets);
}

/** A submission's playbook on its hosts. Throws InputError. */
export async function meet(options: LoopOptions, { listing = false, outputs = known } = {}): Promise<Fleet> {
  const [{ readPlaybook }, { openFleet }] = await Promise.all([
    import("./read_playbook.ts"),
    import("./fleet.ts"),
  ]);
  const modules = await modulesFor(options);
  const read = (files: Files) => readPlaybook(options.file ?? "", { files, modules, secrets: options.secrets });
  return await openFleet(options, { read, outputs, listing }, new AbortController().signal);
}
