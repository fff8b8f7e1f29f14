// Where a relative name of a lookup or an include is looked for.
import { TemplateError } from "../model/errors.ts";
import type { Controller } from "./controller.ts";

const SUBFOLDERS = ["files", "templates", "vars"];

/**
 * Where a name may lie, in Ansible's order: in each folder first in its `subfolder`, then in itself. An absolute name
 * stands for itself, `~/` for the controller's home. Throws TemplateError for a relative one that leaves the folders.
 */
export function candidates(controller: Controller, name: string, subfolder: string): string[] {
  const home = controller.files.env("HOME");
  if (name.startsWith("~/") && home !== undefined) return [normalPath(home + name.slice(1))];
  if (name.startsWith("/")) return [normalPath(name)];
  const folders = baseFolders(controller.searchPath)
    .flatMap((folder) => name.split("/")[0] === subfolder ? [folder] : [`${folder}/${subfolder}`, folder]);
  const found = folders.map((folder) => ({ folder, path: normalPath(`${folder}/${name}`) }))
    .filter(({ folder, path }) => path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`));
  if (found.length === 0) {
    throw new TemplateError(`Cannot look up "${name}": it leaves the playbook's folder. Write its absolute path`);
  }
  return found.map(({ path }) => path);
}

/** The first place of a name where something lies. Throws TemplateError with the places where nothing does. */
export function requireFile(controller: Controller, name: string, subfolder: string): string {
  const places = candidates(controller, name, subfolder);
  const found = places.find((path) => controller.files.kind(path) !== undefined);
  if (found !== undefined) return found;
  throw new TemplateError(`Cannot look up the file "${name}": there is none at ${places.join(" or ")}`);
}

/** The folders of a search path without those that are only the `files/`, `templates/` or `vars/` of another of them. */
export function baseFolders(searchPath: readonly string[]): string[] {
  const all = searchPath.map(normalPath);
  const isSubfolder = (folder: string): boolean => {
    const cut = folder.lastIndexOf("/");
    return SUBFOLDERS.includes(folder.slice(cut + 1)) && all.includes(folder.slice(0, cut) || "/");
  };
  return [...new Set(all.filter((folder) => !isSubfolder(folder)))];
}

/** An absolute path without `.`, `..` and doubled slashes. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
