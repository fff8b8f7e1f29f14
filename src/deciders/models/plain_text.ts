// A prompt as plain text, for those who know neither roles nor schemas.
import type { Prompt } from "../../model/model_call.ts";

/** Who the model is to be, with the shape of its reply in words. */
export function systemText({ system, schema }: Prompt): string {
  return `${system}\n\nReply with one JSON object that fits this JSON Schema, and with nothing before or after it:\n` +
    JSON.stringify(schema);
}

/** All of it in one text. */
export function wholeText(prompt: Prompt): string {
  return `${systemText(prompt)}\n\n${prompt.brief}\n`;
}
