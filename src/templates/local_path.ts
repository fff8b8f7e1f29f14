// Paths of the controller, as filters and tests name them.
import type { Controller } from "./controller.ts";
import { baseFolders, normalPath } from "./search_path.ts";

/** An absolute path: `~` is the controller's home, a relative one lies below the playbook's folder. */
export function localPath(controller: Controller, path: string): string {
  const expanded = expandUser(controller, path);
  if (expanded.startsWith("/")) return expanded;
  return `${baseFolders(controller.searchPath).at(-1) ?? ""}/${expanded}`;
}

/** `~` and `~/x` with the controller's home; other users' homes stay as they are written. */
export function expandUser({ files }: Controller, path: string): string {
  const home = files.env("HOME");
  if (home === undefined || !/^~(?:\/|$)/.test(path)) return path;
  return (home.replace(/\/+$/, "") + path.slice(1)) || "/";
}

/** A path with every link followed and no `.`, `..` or doubled slashes. */
export function realPath(controller: Controller, path: string): string {
  const place = localPath(controller, path);
  return controller.files.real?.(place) ?? normalPath(place);
}
