// Where a playbook would be for a goal in words: nothing to walk, and a folder to start from.
import type { Playbook } from "../playbook/playbook.ts";

/** A playbook without plays. */
export function noPlaybook(folder: string): Playbook {
  return {
    file: `${folder}/goal`,
    folder,
    plays: [],
    sources: [],
    include: () => {
      throw new Error("there is no playbook that could include anything");
    },
    variables: () => undefined,
    unchanged: () => true,
  };
}
