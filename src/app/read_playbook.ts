// Reads playbooks, the same files only once: `run` reads its playbook to check it and again to walk it, a continuous loop at every run.
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import { parsePlaybook } from "../playbook/parse.ts";
import type { Playbook } from "../playbook/playbook.ts";

/** Playbooks kept; a worker with more loops than that reads some anew. */
const KEPT = 200;
const kept = new Map<string, Playbook>();

/** The playbook of a file; `secrets` are bindings, by which its tasks may leave parameters out. One that was read before is taken as it is where none of its files has changed. Throws InputError. */
export function readPlaybook(
  file: string,
  { files, modules, secrets = [] }: { files: Files; modules: Modules; secrets?: readonly string[] | undefined },
): Playbook {
  const key = JSON.stringify([file, ...secrets]);
  const known = kept.get(key);
  kept.delete(key);
  const playbook = known?.unchanged(files) ? known : parsePlaybook(file, { modules, files });
  kept.set(key, playbook);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return playbook;
}
