// What is mounted on a host, from its kernel's own list (/proc/self/mountinfo).

/** One mount. */
export interface Mounted {
  /** Where. */
  path: string;
  /** All that it may be a mount of: its device, and of a folder that is shown a second time (bind) every place where it is shown. */
  sources: string[];
}

interface Entry {
  /** Major and minor number. */
  number: string;
  /** The folder of the file system that is shown. */
  root: string;
  path: string;
  device: string;
}

/** By mount point; of several at one point the last, which is what is seen there. */
export function mountsOf(text: string): Map<string, Mounted> {
  const entries = text.split("\n").flatMap(entryOf);
  const mounts = new Map<string, Mounted>();
  for (const entry of entries) {
    const places = entries.filter((other) => other !== entry && other.number === entry.number)
      .flatMap((other) => placeIn(other, entry.root));
    mounts.set(entry.path, { path: entry.path, sources: [entry.device, ...places] });
  }
  return mounts;
}

function entryOf(line: string): Entry[] {
  const fields = line.split(" ");
  const end = fields.indexOf("-");
  const [, , number = "", root = "", path = ""] = fields;
  return end < 6 ? [] : [{ number, root: plain(root), path: plain(path), device: plain(fields[end + 2] ?? "") }];
}

/** Where a mount of the same file system shows one of its folders; nowhere for a folder beside its own. */
function placeIn({ root, path }: Entry, folder: string): string[] {
  const above = root === "/" ? "" : root;
  if (folder !== above && !folder.startsWith(`${above}/`)) return [];
  const below = folder.slice(above.length);
  return [below === "/" || below === "" ? path : `${path === "/" ? "" : path}${below}`];
}

/** The kernel writes blanks and backslashes as octal numbers. */
function plain(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
