// What lies in a folder: types, modes, owners, contents and where links lead.
import { type Me, myself } from "./place.ts";
import type { Leaf } from "./told.ts";

/** Everything below a folder by its relative path. Contents that are no UTF-8 come as hexadecimal digits. */
export function readTree(folder: string, me: Me = myself()): { [path: string]: Leaf } {
  const tree: { [path: string]: Leaf } = {};
  const walk = (below: string): void => {
    for (const { name } of [...Deno.readDirSync(`${folder}/${below}`)].toSorted((a, b) => a.name < b.name ? -1 : 1)) {
      const path = below === "" ? name : `${below}/${name}`;
      const leaf = readLeaf(`${folder}/${path}`, me);
      tree[path] = leaf;
      if (leaf.type === "directory") walk(path);
    }
  };
  walk("");
  return tree;
}

/** What became different: paths that changed or are new, and `gone` for those that went. */
export function changesOf(before: { [path: string]: Leaf }, after: { [path: string]: Leaf }): { [path: string]: Leaf } {
  const changes: { [path: string]: Leaf } = {};
  for (const [path, leaf] of Object.entries(after)) {
    if (JSON.stringify(before[path]) !== JSON.stringify(leaf)) changes[path] = leaf;
  }
  for (const path of Object.keys(before)) if (!(path in after)) changes[path] = { type: "gone" };
  return changes;
}

function readLeaf(path: string, me: Me): Leaf {
  const info = Deno.lstatSync(path);
  const owner = `${info.uid === me.uid ? "me" : info.uid}:${info.gid === me.gid ? "mine" : info.gid}`;
  const mode = ((info.mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
  if (info.isSymlink) return { type: "link", owner, target: Deno.readLinkSync(path) };
  if (info.isDirectory) return { type: "directory", mode, owner };
  if (!info.isFile) return { type: info.isFifo ? "fifo" : "other", mode, owner };
  // More than one name: a hard link, whose other name shows in its content.
  const links = (info.nlink ?? 1) > 1 ? { target: `${info.nlink} names` } : {};
  return { type: "file", mode, owner, content: readable(Deno.readFileSync(path)), ...links };
}

function readable(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
}
