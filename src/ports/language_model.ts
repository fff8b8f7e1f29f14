// A language model, whoever runs it.
import type { Prompt, Reply } from "../model/model_call.ts";

/** Answers one prompt. Keeps nothing between calls. */
export interface LanguageModel {
  /** As `--model` has it. */
  readonly name: string;
  /** The program that is run for each question, by its path or its name alone; absent where none is. */
  readonly program?: string;
  /** Throws ModelUnavailable: with a time where it is to be tried again (429, 5xx, a timeout), without one where a human is needed (no key, no such model). */
  complete(prompt: Prompt, signal: AbortSignal): Promise<Reply>;
}
