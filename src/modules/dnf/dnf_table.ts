// What dnf says that it would do, or has done: a table of packages below headings.

/** Packages as `name-version-release.arch`. */
export interface Transaction {
  install: string[];
  remove: string[];
  /** Names of what would get an older version. */
  older: string[];
  /** Name and arch of what would be replaced by another version of itself. */
  replace: string[];
}

const HEADING = /^(Installing|Upgrading|Removing|Downgrading|Reinstalling)( [\w /]+)?:\s*$/;

/** Pure: reads the table that dnf (4 and 5) prints before it asks. Lines that are too long for it are broken after the name. */
export function readTransaction(text: string): Transaction {
  const found: Transaction = { install: [], remove: [], older: [], replace: [] };
  let verb: string | undefined;
  let name: string | undefined;
  for (const line of text.split("\n")) {
    const heading = HEADING.exec(line);
    if (heading !== null) {
      verb = /groups|modules|environment/i.test(line) && !line.includes("packages") ? undefined : heading[1];
      name = undefined;
      continue;
    }
    if (!line.startsWith(" ")) {
      verb = undefined;
      continue;
    }
    if (verb === undefined) continue;
    const words = line.trim().split(/\s+/);
    if (words[0] === "replacing") continue;
    if (words.length === 1) {
      name = words[0];
      continue;
    }
    const [package_ = "", arch = "", version = ""] = name === undefined ? words : [name, ...words];
    name = undefined;
    if (version === "") continue;
    const full = `${package_}-${version.replace(/^0:/, "")}.${arch}`;
    if (verb === "Removing") found.remove.push(full);
    else found.install.push(full);
    if (verb === "Downgrading") found.older.push(package_);
    if (verb !== "Removing" && verb !== "Installing") found.replace.push(`${package_}.${arch}`);
  }
  return found;
}

/** What Ansible lists: what comes, then what goes, old versions too. `installed`: `name.arch` to the whole. */
export function resultLines(all: Transaction[], installed: Map<string, string>, verb: string): string[] {
  const come = all.flatMap((each) => each.install.map((one) => `${verb}: ${one}`));
  const go = all.flatMap((each) => [
    ...each.remove,
    ...each.replace.flatMap((key) => installed.get(key) ?? []),
  ]);
  return [...come, ...go.map((one) => `Removed: ${one}`)];
}
