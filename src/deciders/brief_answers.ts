// What people were asked in this run, and what they said: their words are orders.
import type { Iteration, RecordedPrompt } from "../model/iteration.ts";
import type { Shown } from "../model/decision.ts";
import { data, people } from "./fence.ts";
import { outline } from "./outline.ts";

/** Prompts of the run, oldest first; empty where there were none. */
export function answersText(run: readonly Iteration[]): string {
  return run.flatMap(({ n, prompts }) => prompts.map((prompt) => promptText(n, prompt))).slice(-40).join("\n");
}

function promptText(n: number, { kind, text, status, response, comment, shown = [] }: RecordedPrompt): string {
  const asked = kind === "approval"
    ? [`- iteration ${n}: approval was asked for`, data(shown.slice(0, 20).flatMap(shownLines))]
    : [`- iteration ${n}: it was asked`, data(outline({ [kind]: text }, 2000))];
  const answer = status === "answered" && response !== null
    ? [`  answer of a human${comment === undefined ? "" : ", and comment"}:`, people(response, 4000)]
    : status === "pending"
    ? ["  nobody has answered yet"]
    : ["  the question was taken back"];
  return [...asked, ...answer, ...(comment === undefined ? [] : [people(comment, 4000)])].join("\n");
}

function shownLines({ host, module, params, reason }: Shown): string[] {
  return outline({ host, module, params: JSON.stringify(params), reason }, 300);
}
