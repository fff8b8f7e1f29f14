// Which hosts a pattern and `--limit` mean, where hosts are known by name: on record, or in an inventory.
import { resolve } from "node:path";
import { expandLimit } from "../inventory/patterns_limit.ts";
import { localFiles } from "../transports/local_files.ts";
export { selectHosts } from "../inventory/patterns.ts";

/** A limit with the lines of its `@FILE`s in their place; relative paths are looked for in `cwd`. Throws InputError for a file that is not there. */
export function readLimit(limit: string, cwd: string): string {
  const files = localFiles();
  return expandLimit(limit, (path) => {
    const file = resolve(cwd, path);
    return files.kind(file) === "file" ? files.readText(file) : undefined;
  });
}
