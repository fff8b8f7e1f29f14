// The house as the checkers see it: every source file's path and text.
import type { Sources } from "./facts.ts";

/** The repository's root. */
export const ROOT = new URL("../../", import.meta.url);

/** Paths of files below a folder whose names match, from the repository's root, sorted. */
export async function pathsUnder(folder: string, name: RegExp): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await pathsUnder(path, name));
    else if (name.test(entry.name)) found.push(path);
  }
  return found.sort();
}

/** All of src/, and the scripts in the root. */
export async function sources(): Promise<Sources> {
  const paths = await pathsUnder("src", /./);
  for await (const { name, isFile } of Deno.readDir(ROOT)) if (isFile && name.endsWith(".ts")) paths.push(name);
  const read = async (path: string): Promise<[string, string]> => {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    return [path, /\.tsx?$/.test(path) ? text : outline(text)];
  };
  return new Map(await Promise.all(paths.map(read)));
}

/** What the checkers see of a style sheet, a browser's or Python's script: what it is for, and how long it is. */
function outline(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  return [first.replace(/^\/\* (.*) \*\/$/, "// $1").replace(/^# /, "// "), ...rest.map(() => "")].join("\n");
}
