// A language model by the name that `--model` gives it.
import { InputError } from "../../model/errors.ts";
import type { LanguageModel } from "../../ports/language_model.ts";

/** What a model may be opened with. */
export interface ModelTerms {
  /** An environment variable of the controller. */
  env(name: string): string | undefined;
  /** US dollars per million tokens, where the user says so. */
  price?: { in: number; out: number };
}

/** Opens it; nothing is asked yet. Null for `none`. Throws InputError for a name that means nothing. */
export function openModel(name: string, _terms: ModelTerms): Promise<LanguageModel | null> {
  if (name === "none") return Promise.resolve(null);
  return Promise.reject(new InputError(`--model ${name} cannot be opened yet`));
}
