// Where a playbook would be for a goal in words: nothing to walk, and a folder to start from.
import { dirname } from "node:path";
import type { LoopOptions } from "../model/loop.ts";
import type { Playbook } from "../playbook/playbook.ts";

/** The folder of the file that has a goal; the root for one that was typed. */
export function goalFolder({ goalFile = "/goal" }: Pick<LoopOptions, "goalFile">): string {
  return dirname(goalFile);
}

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
