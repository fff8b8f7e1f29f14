// Asks a human in the terminal.
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Writer } from "../ports/report.ts";
import type { Io } from "./io.ts";

/**
 * Shows a question with its options until one is chosen by number, name or the start of it. Enter alone chooses nothing, but
 * ends a pause; undefined at the end of input or when the signal fires: the question stays open.
 */
export async function ask(
  prompt: RecordedPrompt,
  { io, writer }: { io: Io; writer: Writer },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { options } = prompt;
  writer.progress("");
  writer.progress(writer.style("heading", writer.visible(prompt.text)));
  options.forEach((option, at) => writer.progress(`  ${at + 1}) ${writer.visible(option)}`));
  const want = options.length > 0
    ? `Type one of them (Ctrl-D leaves the question open): `
    : prompt.kind === "pause"
    ? "Answer, or Enter alone (Ctrl-D leaves it open): "
    : "Answer (Ctrl-D leaves it open): ";
  while (true) {
    io.stderr.write(want);
    const line = await io.readLine(signal);
    if (line === undefined) {
      io.stderr.write("\n");
      return undefined;
    }
    const answer = options.length > 0 ? chosen(line.trim(), options) : typed(line, prompt);
    if (answer !== undefined) return answer;
    if (line.trim() !== "") writer.progress(`${writer.visible(line.trim())} is not one of the answers`);
  }
}

/** A pause is answered by Enter, too. */
function typed(line: string, { kind }: RecordedPrompt): string | undefined {
  return line.trim() || (kind === "pause" ? "" : undefined);
}

function chosen(line: string, options: string[]): string | undefined {
  if (line === "") return undefined;
  const lower = line.toLowerCase();
  const exact = options.find((option) => option.toLowerCase() === lower);
  if (exact !== undefined) return exact;
  if (/^\d+$/.test(line)) return options[Number(line) - 1];
  const starts = options.filter((option) => option.toLowerCase().startsWith(lower));
  return starts.length === 1 ? starts[0] : undefined;
}
