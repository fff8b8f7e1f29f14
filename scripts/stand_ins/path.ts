// Stands in for node:path in the bundle: the same answers on POSIX, without the 50 files that Deno reads for Node's.

export const sep = "/";

export function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

/** Without `.`, `..` and double slashes; a slash at the end stays. */
export function normalize(path: string): string {
  const plain = simplified(path, !isAbsolute(path));
  const shown = isAbsolute(path) ? `/${plain}` : plain;
  const slash = path.endsWith("/") && plain !== "";
  return shown === "" ? path.endsWith("/") ? "./" : "." : slash ? `${shown}/` : shown;
}

export function join(...parts: string[]): string {
  return normalize(parts.filter((part) => part !== "").join("/"));
}

/** Absolute: what stands to the left counts until something absolute comes, and the current folder last. */
export function resolve(...parts: string[]): string {
  let whole = "";
  for (const part of parts.toReversed()) {
    if (part === "") continue;
    whole = whole === "" ? part : `${part}/${whole}`;
    if (isAbsolute(part)) break;
  }
  return `/${simplified(isAbsolute(whole) ? whole : `${Deno.cwd()}/${whole}`, false)}`;
}

/** The way from a folder to a path; empty when they are the same. */
export function relative(from: string, to: string): string {
  const [left, right] = [from, to].map((path) => resolve(path).split("/").filter((part) => part !== ""));
  let same = 0;
  while (same < left!.length && left![same] === right![same]) same++;
  return [...left!.slice(same).map(() => ".."), ...right!.slice(same)].join("/");
}

export function dirname(path: string): string {
  const bare = path.replace(/(?<=[^])\/+$/, "");
  const at = bare.lastIndexOf("/");
  if (at < 0) return path.startsWith("/") ? "/" : ".";
  return at === 0 ? "/" : bare.slice(0, at) === "/" && path.startsWith("//") ? "//" : bare.slice(0, at);
}

/** The last part; without `suffix` where it ends so and is more than that. */
export function basename(path: string, suffix = ""): string {
  const bare = path.replace(/\/+$/, "");
  const last = bare.slice(bare.lastIndexOf("/") + 1);
  return last !== suffix && last.endsWith(suffix) ? last.slice(0, last.length - suffix.length) : last;
}

/** From the last dot of the last part; empty for a name that only begins with one. */
export function extname(path: string): string {
  const last = basename(path);
  const at = last.lastIndexOf(".");
  return at <= 0 || last === ".." ? "" : last.slice(at);
}

function simplified(path: string, mayClimb: boolean): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (mayClimb) parts.push("..");
  }
  return parts.join("/");
}

export default { sep, isAbsolute, normalize, join, resolve, relative, dirname, basename, extname };
