// What a human types as an answer, read as one.
import type { RecordedPrompt } from "../model/iteration.ts";

/** What a human says to a prompt. */
export interface Answer {
  response: string;
  /** What is added to a yes or no. */
  comment?: string;
}

/** What an answer is read with. */
export type Answerable = Pick<RecordedPrompt, "kind" | "options">;

/** Whether a yes or no may come with a comment. */
export function takesComment({ kind }: Answerable): boolean {
  return kind === "approval" || kind === "plan";
}

/** Whether words of one's own are an answer beside the options. */
export function takesOwnWords({ kind, options }: Answerable): boolean {
  return options.length === 0 || kind === "question";
}

/**
 * An option by its text, number or beginning; where it may be, with a comment behind it (`no: not on prod`); own words where they are taken. Undefined for
 * what is no answer.
 */
export function readAnswer(text: string, prompt: Answerable): Answer | undefined {
  const { options } = prompt;
  const typed = text.trim();
  const option = optionOf(typed, options);
  if (option !== undefined) return { response: option };
  const [, word = "", comment = ""] = /^([^:,]+)[:,](.*)$/s.exec(typed) ?? [];
  const commented = takesComment(prompt) ? optionOf(word.trim(), options) : undefined;
  if (commented !== undefined) {
    return { response: commented, ...(comment.trim() === "" ? {} : { comment: comment.trim() }) };
  }
  if (typed === "") return prompt.kind === "pause" && options.length === 0 ? { response: "" } : undefined;
  // A number that is none of theirs was meant to be one.
  if (!takesOwnWords(prompt) || (options.length > 0 && /^\d+$/.test(typed))) return undefined;
  return { response: typed };
}

function optionOf(text: string, options: readonly string[]): string | undefined {
  if (text === "") return undefined;
  const lower = text.toLowerCase();
  const exact = options.find((option) => option.toLowerCase() === lower);
  if (exact !== undefined) return exact;
  if (/^\d+$/.test(text)) return options[Number(text) - 1];
  const starts = options.filter((option) => option.toLowerCase().startsWith(lower));
  return starts.length === 1 ? starts[0] : undefined;
}
