// Files that could be meant where a form asks for one: in the folder where the program was started, and below.
import type { FileNear } from "../ports/page_world.ts";

/** Folders below it are looked into so deep. */
const DEEPEST = 2;
const MOST_FOUND = 50;
const MOST_FOLDERS = 200;
const MOST_LOOKED_AT = 500;
/** Bytes of a file that say what it is. */
const BEGINNING = 4096;
/** Folders that hold nothing of one's own. */
const OTHERS = new Set(["node_modules", "vendor", "dist", "group_vars", "host_vars"]);

/** By path; what cannot be read is not there. */
export async function filesNear(cwd: string): Promise<FileNear[]> {
  const found: FileNear[] = [];
  let folders = 0;
  let looked = 0;
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (folders++ >= MOST_FOLDERS) return;
    const entries = (await entriesIn(`${cwd}/${folder}`)).sort((a, b) => a.name < b.name ? -1 : 1);
    for (const { name, isFile } of entries) {
      if (!isFile || name.startsWith(".") || found.length >= MOST_FOUND || looked >= MOST_LOOKED_AT) continue;
      if (!/\.(ya?ml|ini|md|txt)$|^hosts$|^inventory/.test(name)) continue;
      looked++;
      const path = `${folder}${name}`;
      const kind = kindOf(name, await beginning(`${cwd}/${path}`));
      if (kind !== undefined) found.push({ path, kind });
    }
    if (depth === 0) return;
    for (const { name, isDirectory } of entries) {
      if (isDirectory && !name.startsWith(".") && !OTHERS.has(name)) await walk(`${folder}${name}/`, depth - 1);
    }
  };
  await walk("", DEEPEST);
  return found.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** What a file is, by its name and how it begins. */
export function kindOf(name: string, text: string): FileNear["kind"] | undefined {
  if (text.includes("\0")) return undefined;
  if (/\.ya?ml$/.test(name)) {
    if (/^(- |  +)["']?hosts["']?\s*:/m.test(text) && /^- /m.test(text)) return "playbook";
    if (/^rules\s*:/m.test(text)) return "policy";
    return /^(all|ungrouped)\s*:/m.test(text) || /^[\w-]+:\s*\n\s+(hosts|children)\s*:/m.test(text) ||
        /^(inventory|hosts)\b/.test(name)
      ? "inventory"
      : undefined;
  }
  if (/\.ini$|^hosts$|^inventory/.test(name)) return text.trim() === "" ? undefined : "inventory";
  return /^(goal|desired)|\.goal\./.test(name) && text.trim() !== "" ? "goal" : undefined;
}

async function entriesIn(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch {
    return [];
  }
}

async function beginning(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(BEGINNING);
    return new TextDecoder().decode(bytes.subarray(0, await file.read(bytes) ?? 0));
  } catch {
    return "";
  }
}
