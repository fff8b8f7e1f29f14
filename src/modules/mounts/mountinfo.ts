// What is mounted on a host, from its kernel's own list (/proc/self/mountinfo).

/** One mount. */
interface Entry {
  /** Major and minor number. */
  number: string;
  /** The folder of the file system that is shown. */
  root: string;
  path: string;
  device: string;
}

/**
 * All that a place may be a mount of, undefined where nothing is mounted: the device, and of a folder that is shown a second time (bind)
 * every place where it is shown. Of several mounts at one place the last counts, which is what is seen there.
 */
export function sourcesAt(text: string, place: string): string[] | undefined {
  const entries = text.split("\n").flatMap(entryOf);
  const seen = entries.findLast(({ path }) => path === place);
  if (seen === undefined) return undefined;
  const others = entries.filter((other) => other !== seen && other.number === seen.number);
  return [seen.device, ...others.flatMap((other) => placeIn(other, seen.root))];
}

function entryOf(line: string): Entry[] {
  const fields = line.split(" ");
  const end = fields.indexOf("-");
  const [, , number = "", root = "", path = ""] = fields;
  return end < 6
    ? []
    : [{ number, root: procPath(root), path: procPath(path), device: procPath(fields[end + 2] ?? "") }];
}

/** Where a mount of the same file system shows one of its folders; nowhere for a folder beside its own. */
function placeIn({ root, path }: Entry, folder: string): string[] {
  const above = root === "/" ? "" : root;
  if (folder !== above && !folder.startsWith(`${above}/`)) return [];
  const below = folder.slice(above.length);
  return [below === "/" || below === "" ? path : `${path === "/" ? "" : path}${below}`];
}

/** A path as it is: the kernel writes blanks and backslashes in its lists of mounts as octal numbers. */
export function procPath(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
