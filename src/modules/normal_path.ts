// Absolute paths of the controller without `.`, `..` and doubled slashes.

/** Python's normpath of an absolute path; links are not looked at. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
