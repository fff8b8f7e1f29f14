// A policy that makes no sense is refused before anything is on record.
import { parsePolicy } from "../policy/parse_policy.ts";
import { localFiles } from "../transports/local_files.ts";

/** Reads it. Throws InputError. */
export function checkPolicy(file: string): void {
  parsePolicy(localFiles().readText(file), file);
}
