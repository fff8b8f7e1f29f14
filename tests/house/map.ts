// CLAUDE.md against the house: no room, file of its map or package that the page does not explain.
import type { Sources, Violation } from "./facts.ts";
import { roomOf } from "./rooms.ts";

interface House {
  rooms: readonly string[];
  packages: readonly string[];
  sources: Sources;
}

/** Lines of the page that name a thing in backquotes at their start: table rows and list items. */
function named(page: string, thing: string): boolean {
  return page.split("\n").some((line) => line.replace(/^[\s|*-]+/, "").startsWith(`\`${thing}\``));
}

/** Rooms and packages that the page leaves out, rooms that it calls empty though they hold files, and the reverse. */
export function checkMap(page: string, { rooms, packages, sources }: House): Violation[] {
  const complaint = (message: string) => ({ file: "CLAUDE.md", line: 1, message });
  const built = new Set([...sources.keys()].map(roomOf));
  const missing = [...rooms.filter((room) => room !== "app" && room !== "main").map((room) => `${room}/`), ...packages]
    .filter((thing) => !named(page, thing))
    .map((thing) => complaint(`has no line that begins with \`${thing}\``));
  const stale = rooms.flatMap((room) => {
    const line = page.split("\n").find((each) => each.replace(/^[\s|*-]+/, "").startsWith(`\`${room}/\``));
    if (line === undefined || line.includes("(empty)") !== built.has(room)) return [];
    return [complaint(`${built.has(room) ? "calls" : "does not call"} ${room}/ (empty)`)];
  });
  const long = page.split("\n").length > 150 ? [complaint("is longer than the page it should be (150 lines)")] : [];
  return [...missing, ...stale, ...long];
}
