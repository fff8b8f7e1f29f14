// What a host says where it cannot read or write a file, told apart from a session that broke.
import { ShellBroken } from "../../model/errors.ts";

/** The host's words in what `get` or `put` of a shell threw. Throws it again where the session broke: then nobody has said no. */
export function hostsWords(error: unknown): string {
  if (error instanceof ShellBroken || !(error instanceof Error)) throw error;
  return error.message;
}
