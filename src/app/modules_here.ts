// The modules of this process: ours, and those of the Ansible that is installed here, which is started when one of them is first asked for.
import { dirname } from "node:path";
import { KnownModules, type View } from "../ansible/known_modules.ts";
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import { modules } from "../modules/registry.ts";
import type { Ansible, AnsibleModule } from "../ports/ansible.ts";
import type { Module, Modules } from "../ports/module.ts";

/** One for all loops: what was learned for one is known to the next. */
let known: KnownModules | undefined;

/** The modules as a loop with these options may use them. */
export async function modulesHere(options: Pick<LoopOptions, "file" | "modules"> = {}): Promise<Modules> {
  return knownHere().view({ prefer: options.modules === "ansible", ...await besides(options.file) });
}

/** Throws InputError where Ansible's modules are to come first, and there is no Ansible here. */
export async function demandAnsible(): Promise<void> {
  const lacking = await knownHere().lacking();
  if (lacking !== undefined) throw new InputError(`--modules ansible: ${lacking}`);
}

function knownHere(): KnownModules {
  return known ??= new KnownModules({ own: modules(), ansible: whenAsked(), make });
}

/** Ends the controller's Ansible, where it runs; who asks later starts it again. */
export async function restModules(): Promise<void> {
  await known?.[Symbol.asyncDispose]();
}

async function make(module: AnsibleModule): Promise<Module> {
  return (await import("../ansible/ansible_module.ts")).ansibleModule(module);
}

/** Modules and collections that lie beside a playbook. */
async function besides(file: string | undefined): Promise<View> {
  if (file === undefined) return {};
  const folder = dirname(file);
  const library = await modulesIn(`${folder}/library`);
  const collections = await filesIn(`${folder}/collections/ansible_collections`);
  return library.length + collections.length === 0 ? {} : { beside: folder, library: new Set(library) };
}

async function modulesIn(folder: string): Promise<string[]> {
  const entries = await filesIn(folder);
  const below = await Promise.all(
    entries.map(({ name, isDirectory }) => isDirectory ? modulesIn(`${folder}/${name}`) : name.replace(/\.[^.]*$/, "")),
  );
  return below.flat();
}

async function filesIn(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    const none = [
      Deno.errors.NotFound,
      Deno.errors.NotADirectory,
      Deno.errors.PermissionDenied,
      Deno.errors.NotCapable,
    ];
    if (none.some((kind) => error instanceof kind)) return [];
    throw error;
  }
}

/** The controller's Ansible, its code loaded by the first question. */
function whenAsked(): Ansible {
  let opened: Promise<Ansible> | undefined;
  const open = () =>
    opened ??= import("../ansible/controller_ansible.ts").then(({ controllerAnsible }) => controllerAnsible());
  return {
    lacking: async () => await (await open()).lacking(),
    describe: async (...asked) => await (await open()).describe(...asked),
    list: async (...asked) => await (await open()).list(...asked),
    [Symbol.asyncDispose]: async () => await (await opened)?.[Symbol.asyncDispose](),
  };
}
