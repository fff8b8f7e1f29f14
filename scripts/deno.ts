// Deno, run in the repository's root by a script of it.
import { fileURLToPath } from "node:url";

/** The repository's root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Runs deno to its end, and returns what it printed. Throws Error with what it said where it does not end well. */
export async function deno(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdin: "null" }).output();
  if (code === 0) return new TextDecoder().decode(stdout).trim();
  throw new Error(`deno ${args[0]} ended with exit code ${code}:\n${new TextDecoder().decode(stderr).trim()}`);
}
