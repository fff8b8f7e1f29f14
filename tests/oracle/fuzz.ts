// Random playbooks under both tools; where they differ, the shortest playbook that still does.
import { type Case, caseOf } from "./case.ts";
import { judgeCase } from "./judge_case.ts";
import { playbookOf, randomPlaybook } from "./random_playbook.ts";
import { record } from "./recording.ts";

const BESIDE = new URL("beside_random/", import.meta.url).pathname;

/** Tasks of a random playbook. */
export const LENGTH = 40;

/** The case of a seed. */
export function randomCase(seed: number): Case {
  const { before, tasks } = randomPlaybook(seed, LENGTH);
  return caseOf(`random_${seed}`, playbookOf(before, tasks), BESIDE);
}

/** Complaints about a seed's playbook with Ansible run now, and what is left of it when tasks are dropped that do not matter. */
export async function tryLive(seed: number): Promise<string | undefined> {
  const { before, tasks } = randomPlaybook(seed, LENGTH);
  const complaintsOf = async (some: readonly string[]): Promise<string[]> => {
    const one = caseOf(`random_${seed}`, playbookOf(before, some), BESIDE);
    return await judgeCase(one, await record(one));
  };
  const first = await complaintsOf(tasks);
  if (first.length === 0) return undefined;
  const { left, complaints } = await shrink(tasks, first, complaintsOf);
  return `seed ${seed}\n  ${complaints.join("\n  ")}\n${playbookOf(before, left)}`;
}

/** Drops halves, then quarters, … then single tasks, as long as something differs. */
async function shrink(
  tasks: string[],
  first: string[],
  complaintsOf: (some: string[]) => Promise<string[]>,
): Promise<{ left: string[]; complaints: string[] }> {
  let [left, complaints] = [tasks, first];
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = left.length - size; at > -size; at -= size) {
      const some = left.filter((_, index) => index < at || index >= at + size);
      if (some.length === 0 || some.length === left.length) continue;
      const found = await complaintsOf(some);
      if (found.length > 0) [left, complaints] = [some, found];
    }
  }
  return { left, complaints };
}
