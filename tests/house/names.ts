// Names of files and folders: the one idea on the door.
import type { Sources, Violation } from "./facts.ts";

/** Never part of a name. */
const EMPTY_WORDS = /^(utils?|helpers?|common|misc|managers?)$/;
/** Never a whole name; `service` is Ansible's name for a module. */
const EMPTY_NAMES = /^(types?|interfaces?|services?|index|mod|lib|core|base|const|constants|shared|stuff)$/;

/** snake_case everywhere (a migration has its number before it), and no name that says nothing. */
export function checkNames(sources: Sources): Violation[] {
  return [...sources.keys()].flatMap((file) => {
    const parts = file.replace(/\.tsx?$/, "").split("/");
    const stem = parts.at(-1) ?? "";
    const complaint = (message: string) => [{ file, line: 1, message }];
    if (/^src\/store\/migrations\/\d{4}_/.test(file)) parts.push(parts.pop()?.slice(5) ?? "");
    // What the page's readers load is theirs to run: a style sheet and a script.
    if (/^src\/server\/assets\/[a-z_]+\.(css|js)$/.test(file)) return [];
    // What Python runs.
    if (/^src\/ansible\/[a-z_]+\.(py|sh)$/.test(file)) return [];
    if (!/\.tsx?$/.test(file) || !parts.every((part) => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(part))) {
      return complaint("is not snake_case");
    }
    const nothing = EMPTY_NAMES.test(stem) && file !== "src/modules/service.ts" ||
      parts.some((part) => part.split("_").some((word) => EMPTY_WORDS.test(word)));
    return nothing ? complaint("has a name that says nothing: put the file's one idea on the door") : [];
  });
}

/** Beside the registry of the modules lies a file for each that it makes, called as that module, and nothing else: parts are in folders. */
export function checkModuleFiles(sources: Sources): Violation[] {
  const registry = "src/modules/registry.ts";
  const makers = /const MAKERS.*? = \{(.*?)\n\};/s.exec(sources.get(registry) ?? "")?.[1] ?? "";
  const named = [...makers.matchAll(/^ {2}(\w+): \w+,$/gm)].map(([, name]) => `src/modules/${name}.ts`);
  const files = [...sources.keys()].filter((file) => /^src\/modules\/[^/]+$/.test(file) && file !== registry);
  const complaint = (file: string, message: string) => ({ file, line: 1, message });
  return [
    ...named.filter((file) => !files.includes(file)).map((file) =>
      complaint(file, "is not there, and the registry has it")
    ),
    ...files.filter((file) => !named.includes(file)).map((file) =>
      complaint(file, "is no module: put it into a folder")
    ),
  ];
}

/** Where tests may lie: a folder per room, and the suites of the map. */
export function checkTestFolders(paths: Iterable<string>, rooms: readonly string[]): Violation[] {
  const suites = [
    "contracts",
    "cases",
    "crash",
    "e2e",
    "bench",
    "fakes",
    "house",
    "data",
    "oracle",
    "sshd",
    "rooms",
    "packaging",
  ];
  return [...paths].flatMap((file) => {
    const folder = /^tests\/([^/]+)\//.exec(file)?.[1];
    if (folder !== undefined && (suites.includes(folder) || rooms.includes(folder))) return [];
    return [{ file, line: 1, message: `is in no folder of the map: ${[...rooms, ...suites].join(" ")}` }];
  });
}
