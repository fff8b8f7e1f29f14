// What a model is told of a reply that made no sense.
import { ONE_LINE, REPLY_BACK } from "./brief_limits.ts";
import { data } from "./fence.ts";
import { shortened } from "./made_visible.ts";
import { MOST_PROBLEMS } from "./reply_limits.ts";

/** The brief again, with the reply and what was wrong with it. */
export function corrected(brief: string, { reply, problems }: { reply: string; problems: readonly string[] }): string {
  return [
    brief,
    "\n## Your last reply was not accepted",
    "It was:",
    data(shortened(reply, REPLY_BACK).split("\n")),
    "What is wrong with it (quoting it):",
    data(problems),
    "Reply again, with one whole JSON object that is right in these points; the others can stay.",
  ].join("\n");
}

/** Sentences about a reply, each on one line and none too long: they quote what the model wrote. */
export function fewProblems(problems: readonly string[]): string[] {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => shortened(problem, ONE_LINE).replaceAll("\n", " "));
  const left = problems.length - shown.length;
  return left === 0 ? shown : [...shown, `(${left} more)`];
}

/** The same for people, as a decision that nobody could read is recorded. */
export function unreadableWords(model: string, problems: readonly string[]): string {
  const told = problems.slice(0, 5).join("; ");
  return `${model} was asked and its replies made no sense. The last one: ${told}`;
}
