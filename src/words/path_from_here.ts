// A path as people here would type it.
import { relative } from "node:path";

/** An absolute path from `cwd` on, where that is shorter; anything else as it is. */
export function pathFromHere(path: string, cwd: string): string {
  if (!path.startsWith("/")) return path;
  const short = relative(cwd, path) || ".";
  return short.length < path.length ? short : path;
}
