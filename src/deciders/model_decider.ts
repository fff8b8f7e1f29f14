// Decides by asking a language model.
import type { Decider } from "../ports/decider.ts";
import type { LanguageModel } from "../ports/language_model.ts";
import type { Modules } from "../ports/module.ts";

/** What replies are checked with. */
export interface DeciderTerms {
  modules: Modules;
  /** Parameters that are bound to secrets and need not be given. */
  bound(module: string): string[];
}

/** A decider that asks `model`. */
export function modelDecider(model: LanguageModel, _terms: DeciderTerms): Decider {
  const unable = () => Promise.reject(new Error(`${model.name} cannot be asked yet`));
  return { decide: unable, plan: unable };
}
