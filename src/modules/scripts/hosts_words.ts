// What a host says where it cannot read or write a file, told apart from a session that broke.
import { ShellBroken } from "../../model/errors.ts";
import type { Shell } from "../../ports/shell.ts";
import { ProbeFailed } from "../frame/planned.ts";

/** The host's words in what `get` or `put` of a shell threw. Throws it again where the session broke: then nobody has said no. */
export function hostsWords(error: unknown): string {
  if (error instanceof ShellBroken || !(error instanceof Error)) throw error;
  return error.message;
}

/** A file's bytes, for a look. Throws ProbeFailed with the host's words where it cannot be read. */
export async function hostBytes(shell: Shell, path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await shell.get(path, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ProbeFailed(hostsWords(error), {}, { cause: error });
  }
}
