// All that is made of a run in words once it has converged: proposed rules, a playbook.
import type { World } from "../engine/world.ts";
import type { LoopWithFlags } from "../model/loop.ts";
import type { Archive } from "../ports/archive.ts";
import type { Lessons } from "../ports/lessons.ts";
import { proposedRules } from "./lessons.ts";
import { doneActions, playbookOut } from "./playbook_out.ts";

/** What a loop's options ask for; undefined where that is nothing. */
export function runLessons(
  { id, name, run, options }: Pick<LoopWithFlags, "id" | "name" | "run" | "options">,
  { goal, world, archive }: { goal: string; world: World; archive: Archive },
  signal: AbortSignal,
): Lessons | undefined {
  const { playbookOut: path, rulesDir: folder, secrets = [], dryRun } = options;
  const lessons = [
    ...(folder === undefined || dryRun
      ? []
      : [proposedRules({ loop: { id, name, run }, goal, folder, archive }, world)]),
    ...(path === undefined
      ? []
      : [playbookOut({ path, goal, secrets, past: () => doneActions(archive, id) }, world, signal)]),
  ];
  return lessons.length === 0 ? undefined : everyLesson(lessons);
}

/** One after another: each is called, and every sentence is told. */
export function everyLesson(lessons: readonly Lessons[]): Lessons {
  return {
    learn: async (run) => {
      const told: string[] = [];
      for (const each of lessons) {
        const text = await each.learn(run);
        if (text !== null) told.push(text);
      }
      return told.length === 0 ? null : told.join("\n");
    },
  };
}
