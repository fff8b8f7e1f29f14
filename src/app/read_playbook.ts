// Reads playbooks, the same files only once: `run` reads its playbook to check it and again to walk it, a continuous loop at every run.
import type { Files } from "../ports/files.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { Modules } from "../ports/module.ts";
import { readLearning } from "./read_learning.ts";
import { parsePlaybook } from "../playbook/parse.ts";
import type { Playbook } from "../playbook/playbook.ts";

/** Playbooks kept; a worker with more loops than that reads some anew. */
const KEPT = 200;
const kept = new Map<string, Playbook>();

/**
 * The playbook of a loop; the secrets of its options are bindings, by which its tasks may leave parameters out. One that was read before is taken as it is
 * where none of its files has changed. Throws InputError.
 */
export async function readPlaybook(
  { file = "", secrets = [], modules: whose }: Pick<LoopOptions, "file" | "secrets" | "modules">,
  { files, modules }: { files: Files; modules: Modules },
): Promise<Playbook> {
  const key = JSON.stringify([file, whose ?? "", ...secrets]);
  const known = kept.get(key);
  const read = () => parsePlaybook(file, { modules, files });
  const playbook = known?.unchanged(files) ? known : await readLearning(modules, read);
  kept.delete(key);
  kept.set(key, playbook);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return playbook;
}
