// A look that tells fields and, last, one content of any bytes and length.
import type { Shell } from "../../ports/shell.ts";
import { fromBytes } from "../text/byte_text.ts";
import { readBytes, type ReadText } from "../text/seen_text.ts";
import { Fields, withBody } from "./fields.ts";
import { outputBytes } from "./whole_output.ts";

/** What the look told, its content as a text (undefined where it was not told), and how it ended. */
export interface Told extends ReadText {
  fields: Fields;
  /** Exit status of the script. */
  rc: number;
  stderr: string;
}

/**
 * Runs a script that only reads, tells fields and then a content under `name`, which has no end of its own: one round trip, or where the
 * content is long or no UTF-8 four, over a file of the host's temporary folder. Throws ProbeFailed where that cannot be made.
 */
export async function readTold(
  shell: Shell,
  { script, name }: { script: string; name: string },
  signal: AbortSignal,
): Promise<Told> {
  const output = await shell.run(["sh", "-c", script], {}, signal);
  const { rc, stderr } = output;
  if (!output.truncated && !output.stdout.includes("\ufffd")) {
    const { fields, body } = withBody(output.stdout, name);
    return { fields, rc, stderr, ...(body === undefined ? {} : { text: body }) };
  }
  const again = await outputBytes(shell, script, signal);
  return { ...told(again.bytes, name), rc: again.rc, stderr: again.stderr };
}

function told(bytes: Uint8Array, name: string): ReadText & { fields: Fields } {
  const { body } = withBody(fromBytes(bytes), name);
  const end = bytes.length - (body?.length ?? 0);
  const { fields } = withBody(new TextDecoder().decode(bytes.subarray(0, end)), name);
  return body === undefined ? { fields } : { fields, ...readBytes(bytes.subarray(end)) };
}
