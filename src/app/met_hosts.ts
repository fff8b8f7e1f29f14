// A submission's playbook met with its hosts, before anything runs.
import type { LoopOptions } from "../model/loop.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import type { CheckedVaults } from "./checked_vaults.ts";
import type { Fleet } from "./fleet.ts";
import type { Outputs } from "./script_outputs.ts";

/** What an inventory's programs printed when a submission was checked: what follows goes on with it, so that they are run once. */
export const heardOutputs: Outputs = new Map();

/** Adds what a check was told. Each asks anew: a server checks many submissions, for days. */
export function keepOutputs(fresh: Outputs): void {
  for (const [name, output] of fresh) heardOutputs.set(name, output);
}

/** The modules; what is bound need not be given to them. */
export async function modulesFor(options: LoopOptions): Promise<Modules> {
  const modules = await (await import("./modules_here.ts")).modulesHere(options);
  const { secrets } = options;
  if (secrets === undefined) return modules;
  return await (await import("./check_secrets.ts")).boundModules(modules, secrets);
}

/** A submission's playbook on its hosts; `hide` takes out of what is told of it what ansible-vault encrypted. Throws InputError. */
export async function meetHosts(
  options: LoopOptions,
  { listing = false, outputs = heardOutputs } = {},
): Promise<Fleet & Pick<CheckedVaults, "hide">> {
  const [{ readPlaybook }, { openFleet }, { checkingVaults }, { withOpenedVars }] = await Promise.all([
    import("./read_playbook.ts"),
    import("./fleet.ts"),
    import("./checked_vaults.ts"),
    import("./vaults_at_work.ts"),
  ]);
  const modules = await modulesFor(options);
  const read = (files: Files) => readPlaybook(options, { files, modules });
  const { signal } = new AbortController();
  return await checkingVaults(options, async ({ vaults, know, hide }) => {
    const opened = withOpenedVars(options, vaults);
    const fleet = await openFleet(opened, { read, vaults, outputs, listing }, signal);
    know([...fleet.inventory.hosts, ...fleet.inventory.groups.keys()]);
    return { ...fleet, warnings: hide(fleet.warnings), hide };
  }, signal);
}
