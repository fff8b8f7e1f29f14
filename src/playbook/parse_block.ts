// A block: tasks, what answers their failure, and what runs in any case.
import type { Entry } from "../templates/document.ts";
import { inherit } from "./inherited.ts";
import { checkKeys } from "./keys.ts";
import { BLOCK_KEYS, HANDLER_KEYS, OTHER_TASK_KEYS } from "./keywords.ts";
import { nameIn } from "./parse_task.ts";
import type { Around } from "./parsing.ts";
import type { Step } from "./playbook.ts";

/** Parses a block. Its keys are handed down to its tasks; among handlers it is only a list of them. */
export function parseBlock(found: Entry[], around: Around): Step[] {
  const { path, outer, parsing, handlers, place } = around;
  const { complaints } = parsing;
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  checkKeys(found, handlers ? [...BLOCK_KEYS, ...HANDLER_KEYS] : BLOCK_KEYS, {
    what: "block",
    others: { ...OTHER_TASK_KEYS, ...NOT_ON_BLOCKS },
    parsing,
  });
  const inside = inherit(outer, keys, parsing);
  const part = (key: string) =>
    around.steps(keys.get(key)?.value, key, { ...around, path: `${path}.${key}`, outer: inside });
  const [tasks, rescue, always] = [part("block"), part("rescue"), part("always")];
  if (handlers) {
    if (rescue.length + always.length > 0) {
      complaints.add(
        'A block of handlers has no "rescue" and no "always": put such tasks into a file and include it',
        place,
      );
    }
    return tasks;
  }
  return [{
    kind: "block",
    path,
    name: nameIn(keys, parsing) ?? "block",
    tasks,
    rescue,
    always,
    place,
  }];
}

const BELONGS = "belongs to a task: write it on the tasks in the block";
const NOT_ON_BLOCKS: Record<string, string> = {
  loop: 'is not for blocks: put the tasks into a file and write "include_tasks" with "loop"',
  register: BELONGS,
  until: BELONGS,
  retries: BELONGS,
  delay: BELONGS,
  changed_when: BELONGS,
  failed_when: BELONGS,
  args: BELONGS,
  loop_control: BELONGS,
};
