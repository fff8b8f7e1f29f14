// What is mounted on a host, from its kernel's own list (/proc/self/mountinfo).

/** One mount. */
export interface Mounted {
  /** Where. */
  path: string;
  /** The device; of a folder that is shown a second time (bind), the folder. */
  src: string;
}

interface Entry {
  parent: string;
  root: string;
  path: string;
  device: string;
}

/** By mount point; of several at one point the last, which is what is seen there. */
export function mountsOf(text: string): Map<string, Mounted> {
  const entries = new Map<string, Entry>();
  for (const line of text.split("\n")) {
    const fields = line.split(" ");
    const end = fields.indexOf("-");
    const [id = "", parent = "", , root = "", path = ""] = fields;
    if (end < 6) continue;
    entries.set(id, { parent, root: plain(root), path: plain(path), device: plain(fields[end + 2] ?? "") });
  }
  const mounts = new Map<string, Mounted>();
  for (const entry of entries.values()) {
    const above = entry.parent === "1" ? undefined : entries.get(entry.parent);
    if (above !== undefined) {
      // Seen from the parent: /rootfs/tmp/a below /rootfs is /tmp/a, and what the parent shows is below its own place.
      if (above.root.length > 1 && entry.root.startsWith(`${above.root}/`)) {
        entry.root = entry.root.slice(above.root.length);
      }
      if (above.path !== "/") entry.root = `${above.path}${entry.root}`;
    }
    mounts.set(entry.path, { path: entry.path, src: above === undefined ? entry.device : entry.root });
  }
  return mounts;
}

/** Devices by mount point, as `mount` shows them. */
export function devicesOf(text: string): [path: string, device: string][] {
  return text.split("\n").flatMap((line) => {
    const fields = line.split(" ");
    const end = fields.indexOf("-");
    return end < 6 ? [] : [[plain(fields[4] ?? ""), plain(fields[end + 2] ?? "")] as [string, string]];
  });
}

/** The kernel writes blanks and backslashes as octal numbers. */
function plain(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
