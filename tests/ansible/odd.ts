// The odd module, packed by the controller's Ansible, and calls of it on a shell.
import { ansibleModule } from "../../src/ansible/ansible_module.ts";
import { controllerAnsible } from "../../src/ansible/controller_ansible.ts";
import type { Receipt } from "../../src/model/command.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { ModuleResult } from "../../src/model/plan.ts";
import type { AnsibleModule } from "../../src/ports/ansible.ts";
import type { Module, ModuleCall } from "../../src/ports/module.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { scope } from "../modules/stage.ts";

/** Modules of the controller's Ansible, and those in this folder's library. Each is packed already. */
export async function packed(...names: string[]): Promise<Module[]> {
  await using ansible = controllerAnsible();
  const found = await ansible.describe(names, { beside: new URL(".", import.meta.url).pathname });
  const made: Module[] = [];
  for (const name of names) {
    const known: AnsibleModule | { refusal: string } = found.get(name) ?? { refusal: `nothing is known of ${name}` };
    if ("refusal" in known) throw new Error(known.refusal);
    await known.pack();
    made.push(ansibleModule(known));
  }
  return made;
}

let odd: Promise<Module[]> | undefined;

/** What does as it is told. */
export async function oddModule(): Promise<Module> {
  const [module] = await (odd ??= packed("odd_module"));
  return module!;
}

/** A call on a shell. */
export function callOn(shell: Shell, params: JsonObject, more: Partial<ModuleCall> = {}): ModuleCall {
  return {
    params,
    shell: () => Promise.resolve(shell),
    reconnect: () => Promise.resolve(shell),
    controller: () => Promise.resolve(shell),
    files: localFiles(),
    vars: scope(),
    searchPath: [],
    checkMode: false,
    noLog: false,
    local: true,
    now: () => Date.now(),
    wait: () => Promise.resolve(),
    signal: new AbortController().signal,
    ...more,
  };
}

/** The result of a look that finds nothing to do, or cannot be. */
export async function seen(shell: Shell, params: JsonObject, more: Partial<ModuleCall> = {}): Promise<ModuleResult> {
  const plan = await (await oddModule()).look(callOn(shell, params, more));
  if (plan.kind === "change") throw new Error(`a look found a change: ${JSON.stringify(plan)}`);
  return plan.result;
}

/** A deed, without a look before it. */
export async function done(
  shell: Shell,
  params: JsonObject,
  { receipt, ...more }: Partial<ModuleCall> & { receipt: Receipt },
): Promise<ModuleResult> {
  const plan = { kind: "change", diff: [], commands: [], result: { changed: true } } as const;
  return await (await oddModule()).apply(
    { ...plan, diff: [], commands: [] },
    { ...callOn(shell, params, more), receipt },
  );
}
