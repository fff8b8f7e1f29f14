// Test files in portions, two of which run side by side: one process alone uses little more than one core.

/** Most files a portion, by the folder below tests/; slow ones are few, so that the last portion does not run alone for long. */
const MOST: Record<string, number> = { crash: 1, oracle: 1, e2e: 2, transports: 3, modules: 5, sshd: 5 };
const OTHERS = 20;
/** Portions from these folders begin first. */
const FIRST = ["crash", "oracle", "modules", "e2e", "transports"];

/** Portions in the order in which they begin; each file is in exactly one. */
export function chunks(files: readonly string[]): string[][] {
  const folders = Map.groupBy(files, (file) => file.split("/")[1] ?? "");
  const order = (folder: string) => (FIRST.indexOf(folder) + 1 || FIRST.length + 1);
  const names = [...folders.keys()].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  return names.flatMap((name) => portions(folders.get(name) ?? [], MOST[name] ?? OTHERS));
}

function portions(files: readonly string[], most: number): string[][] {
  return Array.from({ length: Math.ceil(files.length / most) }, (_, at) => files.slice(at * most, (at + 1) * most));
}
