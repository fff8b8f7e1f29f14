// A language model by the name that `--model` gives it.
import type { LanguageModel } from "../../ports/language_model.ts";
import { readModelName } from "./model_name.ts";
import type { ModelTerms } from "./model_terms.ts";

/**
 * Opens it; nothing is asked yet, so that a key that is missing or a server that is down is said by the first question. Null for `none`. Throws InputError for
 * a name that means nothing. A provider's code is loaded only here: a start pays for none of it.
 */
export async function openModel(name: string, terms: ModelTerms): Promise<LanguageModel | null> {
  const named = readModelName(name);
  switch (named.provider) {
    case "none":
      return null;
    case "claude-cli":
      return (await import("./claude_cli.ts")).claudeCli(named, terms);
    case "anthropic":
      return (await import("./anthropic.ts")).anthropic(named, terms);
    case "openai":
      return (await import("./openai.ts")).openai(named, terms);
    case "command":
      return (await import("./command.ts")).command(named, terms);
  }
}
