// run --tags and --skip-tags: read, and said so where they select nothing.
import { closest } from "fastest-levenshtein";
import type { LoopOptions, Submission } from "../model/loop.ts";
import type { Context } from "./context.ts";

/** What selects by itself, without standing at a task. */
const SPECIAL = ["all", "tagged", "untagged", "always", "never"];

/** The tags of comma lists, each once. Absent where the flag was not given. */
export function tagsOf(lists: string[] | undefined): string[] | undefined {
  return lists && [...new Set(lists.flatMap((list) => list.split(",")).map((tag) => tag.trim()))];
}

/**
 * Sentences about tags that select nothing. ansible-playbook says nothing and ends well, and so do we end; but a mistyped tag should not look
 * like a state that holds.
 */
export async function tagWarnings(context: Context, submission: Submission): Promise<string[]> {
  const { tags, skipTags } = submission.options;
  if (tags === undefined && skipTags === undefined) return [];
  const { listPlays } = context.wiring;
  const listed = async (options: Partial<LoopOptions>) => {
    const plays = await listPlays({ ...submission, options: { ...submission.options, ...options } });
    return plays.flatMap((play) => play.tasks);
  };
  const [tasks, selected] = [await listed({ tags: ["all", "never"], skipTags: [] }), await listed({})];
  const known = [...new Set([...SPECIAL, ...tasks.flatMap((task) => task.tags)])];
  // A file that is read on the way, or a template, may bring any tag.
  const open = selected.some(({ module }) => module === "include_tasks") || known.some((tag) => tag.includes("{{"));
  const unknown = open ? [] : [...(tags ?? []), ...(skipTags ?? [])].filter((tag) => !known.includes(tag));
  const own = known.filter((tag) => !SPECIAL.includes(tag)).sort();
  const hint = own.length === 0 ? "no task has tags" : `the tags are ${own.join(", ")}`;
  return [
    ...unknown.map((tag) => {
      const near = closest(tag, own);
      const meant = own.length > 0 && tag !== "" && near.startsWith(tag.slice(0, 1)) ? `did you mean ${near}? ` : "";
      return `no task is tagged ${JSON.stringify(tag)}: ${meant}${hint}`;
    }),
    ...(selected.length > 0 || tasks.length === 0 ? [] : ["the tags select no task"]),
  ];
}
