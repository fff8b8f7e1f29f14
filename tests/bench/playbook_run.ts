// A playbook on hosts of an inventory, by either program, as a whole process.
import { run } from "./measure.ts";

/** What is run on what. `limit`: names of hosts; all of the inventory without it. */
export interface PlaybookRun {
  site: string;
  inventory: string;
  limit?: readonly string[];
}

/** By ours, with a database of its own in `folder`. */
export function runOurs(
  { bundle, folder }: { bundle: string; folder: string },
  { site, inventory, limit }: PlaybookRun,
): Promise<void> {
  const db = `${folder}/loops-${crypto.randomUUID()}.db`;
  const words = ["run", "-A", bundle, "-q", "--db", db, "run", "-f", site, "-i", inventory, "--once"];
  return run(Deno.execPath(), [...words, ...limited(limit)]);
}

/** By `ansible-playbook -f 25` with pipelining. */
export function runAnsible({ site, inventory, limit }: PlaybookRun): Promise<void> {
  const env = { ANSIBLE_PIPELINING: "True", ANSIBLE_HOST_KEY_CHECKING: "True" };
  return run("ansible-playbook", ["-i", inventory, "-f", "25", ...limited(limit), site], { env });
}

/** Makes a folder anew: what the last round left there would be nothing to do for the next. */
export async function emptied(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
}

function limited(limit: readonly string[] | undefined): string[] {
  return limit === undefined ? [] : ["--limit", limit.join(",")];
}
