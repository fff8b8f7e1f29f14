// Who imports whom: the arrows of the map, packages by room, and no cycles.
import { posix } from "node:path";
import { factsOf, type Import, type Sources, type Violation } from "./facts.ts";
import { PACKAGES, roomOf, ROOMS } from "./rooms.ts";

/** The file that a relative import names, from the repository's root. */
function target(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

/** Every relative import against the arrows, every other one against the packages' rooms. */
export function checkArrows(sources: Sources): Violation[] {
  return [...sources].flatMap(([file, text]) => {
    const room = roomOf(file);
    if (room === undefined || !(room in ROOMS)) {
      return [{ file, line: 1, message: `is in no room of the map: ${Object.keys(ROOMS).join(" ")}` }];
    }
    return factsOf(text).imports.flatMap((each) => {
      const message = each.specifier.startsWith(".")
        ? wrongArrow(room, file, each, sources)
        : wrongPackage(room, each.specifier);
      return message === undefined ? [] : [{ file, line: each.line, message }];
    });
  });
}

function wrongArrow(room: string, file: string, { specifier, kind }: Import, sources: Sources): string | undefined {
  const path = target(file, specifier);
  if (!sources.has(path) && !path.endsWith(".json")) return `imports ${path}, which is no file of the house`;
  const other = path === "deno.json" ? "main" : roomOf(path);
  if (other === room || room === "cli" && path === "deno.json") return undefined;
  const allowed = ROOMS[room];
  if (other !== undefined && allowed?.imports.includes(other)) return undefined;
  if (other !== undefined && allowed?.types?.includes(other)) {
    return kind === "type" ? undefined : `imports a value of ${other}: ${room} may import only its types`;
  }
  return `imports ${other ?? path}: ${room} may not`;
}

function wrongPackage(room: string, specifier: string): string | undefined {
  if (/^(npm|jsr|https?|file|data):/.test(specifier)) return `imports ${specifier}: packages go through deno.json`;
  const name = Object.keys(PACKAGES).find((each) => specifier === each || specifier.startsWith(`${each}/`));
  if (name === undefined) return `imports ${specifier}, which tests/house/rooms.ts gives to no room`;
  return PACKAGES[name]?.includes(room) ? undefined : `imports ${specifier}: only ${PACKAGES[name]?.join(", ")} may`;
}

/** Files that import each other in a circle, types and lazy imports included; each circle once. */
export function checkCycles(sources: Sources): Violation[] {
  const found: Violation[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const circle = [...path.slice(start), file].join(" → ");
      found.push({ file, line: 1, message: `imports itself in a circle: ${circle}` });
    }
    if (start >= 0 || done.has(file)) return;
    for (const { specifier } of factsOf(sources.get(file) ?? "").imports) {
      if (specifier.startsWith(".") && sources.has(target(file, specifier))) {
        walk(target(file, specifier), [...path, file]);
      }
    }
    done.add(file);
  };
  for (const file of sources.keys()) walk(file, []);
  return found;
}
