// What is in a folder that is to be copied: of the controller, or of the host.
import type { ModuleCall } from "../../ports/module.ts";
import { digest } from "./digest.ts";
import { checksumsOf } from "./find_content.ts";
import { type Entry, isLink, listFolders, lookAtLinks } from "./find_listing.ts";
import { readSource } from "./local_source.ts";
import { kindOf } from "./path_facts.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { pathWord } from "../scripts/shell_words.ts";
import { folderPrefix, withoutSlash } from "./path_text.ts";

/** A folder's content; names are relative to it, folders before what is in them. */
export interface TreeListing {
  directories: { name: string; bits?: number }[];
  files: ListedFile[];
  links: { name: string; target: string }[];
}

/** A file: its bytes are there where it is the controller's. */
export interface ListedFile {
  name: string;
  sha1: string;
  content?: Uint8Array;
  bits?: number;
}

/**
 * A folder of the controller. Links are followed, save those that lead nowhere or to a folder that they lie in, and all of
 * them where `local_follow` is off.
 */
export function listLocalTree(folder: string, params: Params, call: ModuleCall): TreeListing {
  const listing: TreeListing = { directories: [], files: [], links: [] };
  const { files } = call;
  const follow = params.raw("local_follow") !== false;
  const walk = (place: string, name: string, above: string[]): void => {
    const real = files.real?.(place) ?? place;
    for (const entry of files.list(place)) {
      const [path, inner] = [`${place}/${entry}`, name === "" ? entry : `${name}/${entry}`];
      const target = files.target?.(path);
      const kind = files.kind(path);
      const circle = kind === "directory" && target !== undefined &&
        [...above, real].includes(files.real?.(path) ?? "");
      if (target !== undefined && (!follow || kind === undefined || circle)) {
        listing.links.push({ name: inner, target });
      } else if (kind === "directory") {
        // Without links to know of, a circle still ends here.
        if (above.length > 40) throw new ProbeFailed(`${path} is nested too deeply: do its links lead in a circle?`);
        listing.directories.push({ name: inner });
        walk(path, inner, [...above, real]);
      } else if (kind === "file") {
        const content = readSource(path, params, call);
        const bits = files.mode?.(path);
        const sha1 = digest("sha1", content);
        listing.files.push({ name: inner, sha1, content, ...(bits === undefined ? {} : { bits }) });
      }
    }
  };
  walk(withoutSlash(folder), "", []);
  return listing;
}

/** A folder of the host. Links are followed only where `local_follow` says so. */
export async function listRemoteTree(src: string, params: Params, call: ModuleCall): Promise<TreeListing> {
  const shell = await call.shell();
  const follow = params.raw("local_follow") === true;
  const { listings: [found] } = await listFolders(shell, { words: [pathWord(src)], follow }, call.signal);
  if (found === undefined || found.problem !== undefined) throw new ProbeFailed(found?.problem ?? `Cannot list ${src}`);
  const base = folderPrefix(found.path);
  const links = found.entries.filter(isLink);
  const leads = await lookAtLinks(shell, links.map(({ path }) => path), call.signal);
  const listing: TreeListing = { directories: [], files: [], links: [] };
  const inside = new Set(found.entries.map(({ path }) => path.replace(/\/[^/]*$/, "")));
  const paths: string[] = [];
  for (const { path, status } of found.entries.sort(byPath)) {
    const name = path.slice(base.length + 1);
    const lead = leads.get(path);
    const circle = lead?.directory === true && !inside.has(path);
    const mode = lead === undefined ? status.mode : follow && !circle ? lead.status?.mode : undefined;
    const kind = mode === undefined ? undefined : kindOf({ mode });
    const bits = (mode ?? 0) & 0o7777;
    if (lead !== undefined && kind === undefined) listing.links.push({ name, target: lead.target });
    else if (kind === "directory") listing.directories.push({ name, bits });
    else if (kind === "file") {
      listing.files.push({ name, bits, sha1: "" });
      paths.push(path);
    }
  }
  const sums = await checksumsOf(shell, paths, { algorithm: "sha1", signal: call.signal });
  listing.files.forEach((file, at) => {
    file.sha1 = sums.get(paths[at] ?? "") ?? "";
    if (file.sha1 === "") throw new ProbeFailed(`Source ${paths[at]} not readable`);
  });
  return listing;
}

function byPath(one: Entry, other: Entry): number {
  return one.path < other.path ? -1 : 1;
}
