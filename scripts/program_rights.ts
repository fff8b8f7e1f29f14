// What the whole program may do where we start it, and that it never asks: the set `worker` of deno.json, as words.
import { fileURLToPath } from "node:url";

const MANIFEST = fileURLToPath(new URL("../deno.json", import.meta.url));

/**
 * Words for `deno run` and `deno compile`: all that working on loops takes. What is not among them nobody gets: native libraries, code that is imported
 * while it runs, and what Deno gives only to a program that may do everything, such as reading /proc.
 */
export async function programRights(): Promise<string[]> {
  const { permissions: { worker } } = JSON.parse(await Deno.readTextFile(MANIFEST)) as {
    permissions: { worker: Record<string, true | string[]> };
  };
  const allowed = Object.entries(worker).map(([name, of]) => of === true ? `--allow-${name}` : `--allow-${name}=${of}`);
  return ["--no-prompt", ...allowed];
}
