// Files that `deno bundle` split off get names without hashes: those tell where it took place, and a bundle has them in names of variables.

/** Texts by names of files, renamed in the order in which they name each other, from `main` on. */
export function plainNames(files: ReadonlyMap<string, string>, main: string): Map<string, string> {
  const names = new Map([[main, main]]);
  // A map is walked through to what was put in meanwhile.
  for (const file of names.keys()) {
    for (const [found] of (files.get(file) ?? "").matchAll(NAME)) {
      if (files.has(found) && !names.has(found)) names.set(found, found.replace(HASH, `-${names.size}.js`));
    }
  }
  return new Map(
    [...names].map(([file, name]) => [name, files.get(file)!.replaceAll(NAME, (found) => names.get(found) ?? found)]),
  );
}

const NAME = /[\w-]+-[A-Z0-9]{8}\.js/g;
const HASH = /-[A-Z0-9]{8}\.js$/;
