// What a program said before it failed.
import { oneLine } from "./one_line.ts";

/** `: words` of its standard error, else of what it printed; or that it said nothing. */
export function said(stderr: string, stdout: string): string {
  const line = oneLine(stderr.trim() === "" ? stdout : stderr);
  return line === "" ? ", and said nothing" : `: ${line}`;
}
