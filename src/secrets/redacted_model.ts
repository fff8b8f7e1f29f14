// A language model that is told no secret.
import type { LanguageModel } from "../ports/language_model.ts";
import type { Secrets } from "../ports/secrets.ts";

/** The model behind redaction: brief and instructions on their way there, the reply on its way back. */
export function redactedModel(inner: LanguageModel, secrets: Secrets): LanguageModel {
  return {
    name: inner.name,
    complete: async (prompt, signal) => {
      const { system, brief } = prompt;
      const reply = await inner.complete(
        { ...prompt, system: secrets.redact(system), brief: secrets.redact(brief) },
        signal,
      );
      return { ...reply, text: secrets.redact(reply.text) };
    },
  };
}
