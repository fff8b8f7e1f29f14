// Paths as texts: their ends. By hand, for an expression that is anchored at the end alone takes for ever on a long run of slashes.

/** A path without slashes at its end; the root stays what it is. */
export function withoutSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path.charAt(end - 1) === "/") end--;
  return path.slice(0, end);
}

/** What stands before the slash in all paths below a folder; nothing for the root. */
export function folderPrefix(folder: string): string {
  const path = withoutSlash(folder);
  return path === "/" ? "" : path;
}

/** The last part of a path. */
export function basename(path: string): string {
  return folderPrefix(path).split("/").at(-1) ?? "";
}
