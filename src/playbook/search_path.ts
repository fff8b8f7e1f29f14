// Where relative names of files are looked for.
import type { Playbook, Task } from "./playbook.ts";

/**
 * The folder of the file that a task stands in, then the playbook's; of each first its folder of this kind (`files`,
 * `templates`, `vars`). Source: Ansible's "Search paths in Ansible".
 */
export function searchPath({ folder }: Playbook, task: Task | undefined, kind?: string): string[] {
  const folders = [...new Set([task?.folder ?? folder, folder])];
  return kind === undefined ? folders : folders.flatMap((each) => [`${each}/${kind}`, each]);
}
