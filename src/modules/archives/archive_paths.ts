// Which paths an archive is made of, and what they are called in it: as Ansible's archive works it out.

/** What was found on the host. */
export interface FoundPath {
  path: string;
  kind: "directory" | "other" | "missing";
}

/** One file or folder that goes into the archive. */
export interface Member {
  path: string;
  folder: boolean;
}

/** What is to be archived. */
export interface Targets {
  /** Without those that are excluded, sorted by their bytes. */
  targets: FoundPath[];
  missing: string[];
  /** Folder that the names in the archive are below; with a slash at its end, or empty. */
  root: string;
  /** Several files, a folder or a pattern: one file alone is compressed, not archived. */
  many: boolean;
}

/** Sorts and judges what the host found. */
export function targetsOf(
  found: FoundPath[],
  excluded: string[],
  options: { globs: boolean; force: boolean },
): Targets {
  const without = new Set(excluded);
  const known = new Map(found.filter(({ path }) => !without.has(path)).map((each) => [each.path, each]));
  const all = [...known.values()].sort((one, other) => byBytes(one.path, other.path));
  const many = options.force || options.globs || all[0]?.kind === "directory" || all.length > 1;
  return {
    targets: all.filter(({ kind }) => kind !== "missing"),
    missing: all.filter(({ kind }) => kind === "missing").map(({ path }) => path),
    root: commonRoot(all.map(({ path }) => path)),
    many,
  };
}

/** Order of UTF-8 bytes, which is that of code points. */
export function byBytes(one: string, other: string): number {
  const [left, right] = [[...one], [...other]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The deepest folder that holds all paths. */
export function commonRoot(paths: string[]): string {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  const [first = "", ...others] = folders;
  let length = first.length;
  for (const folder of others) {
    let same = 0;
    while (same < length && folder.charAt(same) === first.charAt(same)) same++;
    length = same;
  }
  return first.slice(0, first.slice(0, length).lastIndexOf("/") + 1);
}

/** The name of a path in the archive. */
export function nameBelow(root: string, path: string): string {
  return path.startsWith(root) ? path.slice(root.length) : path;
}
