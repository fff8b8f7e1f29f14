// The sources in a folder of their own, as somebody else has them: without what was built here.
const ROOT = new URL("../../", import.meta.url).pathname;

/** Copies what the bundle is made of. */
export async function copySources(folder: string): Promise<void> {
  for (const name of ["deno.json", "deno.lock", "main.ts", "LICENSE", "scripts", "src"]) {
    await copy(`${ROOT}${name}`, `${folder}/${name}`);
  }
}

/** Copies a folder with all in it, or a file. */
export async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.lstat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
