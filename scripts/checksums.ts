// dist/SHA256SUMS: what `sha256sum -c` reads, of every file that people download.
import { createHash } from "node:crypto";

/** Written anew from what lies in the folder: a file that is left from before has its line, too. Returns the names. */
export async function writeChecksums(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name !== "SHA256SUMS" && /^[\w-][\w.-]*(?<!\.new)$/.test(name)) names.push(name);
  }
  const lines: string[] = [];
  for (const name of names.sort()) lines.push(`${await digest(`${folder}/${name}`)}  ${name}\n`);
  await Deno.writeTextFile(`${folder}/SHA256SUMS.new`, lines.join(""));
  await Deno.rename(`${folder}/SHA256SUMS.new`, `${folder}/SHA256SUMS`);
  return names;
}

/** SHA-256 of a file, in hexadecimal. */
export async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of (await Deno.open(path)).readable) hash.update(chunk);
  return hash.digest("hex");
}
