// What `-i` names, as a loop can read it again from anywhere.
import { resolve } from "node:path";

/** A comma list as it is, a path from the root on. */
export function absoluteSource(source: string, cwd: string): string {
  return source.includes(",") ? source : resolve(cwd, source);
}
