// Asks a human in the terminal.
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Writer } from "../ports/report.ts";
import type { Io } from "./io.ts";
import { questionLines } from "../words/question_text.ts";
import { type Answer, readAnswer, takesComment, takesOwnWords } from "../words/read_answer.ts";
import { visible } from "../words/visible.ts";

/**
 * Shows a question with its options until one is chosen by number, name or the start of it, or own words are typed where they are taken. Enter alone
 * chooses nothing, but ends a pause; undefined at the end of input or when the signal fires: the question stays open. A no may have a comment: it is
 * asked for.
 */
export async function ask(
  prompt: RecordedPrompt,
  { io, writer }: { io: Io; writer: Writer },
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { options } = prompt;
  writer.progress("");
  for (const line of questionLines(prompt, writer)) writer.progress(line);
  options.forEach((option, at) => writer.progress(`  ${at + 1}) ${visible(option)}`));
  while (true) {
    io.stderr.write(wanted(prompt));
    const line = await io.readLine(signal);
    if (line === undefined) {
      io.stderr.write("\n");
      return undefined;
    }
    const answer = readAnswer(line, prompt);
    if (answer !== undefined) return await withComment(answer, prompt, { io, signal });
    if (line.trim() !== "") writer.progress(`${visible(line.trim())} is not one of the answers`);
  }
}

function wanted(prompt: RecordedPrompt): string {
  if (prompt.options.length > 0) {
    const own = takesOwnWords(prompt) ? ", or your own words" : "";
    return `Type one of them${own} (Ctrl-D leaves the question open): `;
  }
  return prompt.kind === "pause"
    ? "Answer, or Enter alone (Ctrl-D leaves it open): "
    : "Answer (Ctrl-D leaves it open): ";
}

/** The word has been said: whoever ends the input here adds nothing to it. */
async function withComment(
  answer: Answer,
  prompt: RecordedPrompt,
  { io, signal }: { io: Io; signal: AbortSignal },
): Promise<Answer> {
  if (!takesComment(prompt) || answer.response !== "no" || answer.comment !== undefined) return answer;
  io.stderr.write("Why, for whoever decides next (Enter: no reason): ");
  const comment = (await io.readLine(signal))?.trim();
  if (comment === undefined) io.stderr.write("\n");
  return comment === undefined || comment === "" ? answer : { ...answer, comment };
}
