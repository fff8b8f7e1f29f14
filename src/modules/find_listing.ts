// A folder's content as the host tells it, however odd the names are: names ended by NULs, statuses beside them.
import type { Shell } from "../ports/shell.ts";
import { TELL } from "./fields.ts";
import { type Status, STATUS_FORMAT, statusOf } from "./path_facts.ts";
import { pathWord, quote } from "./shell_words.ts";
import { wholeOutput } from "./whole_output.ts";

/** One thing below a folder. */
export interface Entry {
  path: string;
  /** How deep it lies: 1 in the folder itself. */
  depth: number;
  status: Status;
}

/** One folder that was asked for: what lies below it, or why nothing is known. */
export interface Listing {
  path: string;
  entries: Entry[];
  problem?: string;
}

/** What to list. */
export interface Listed {
  paths: string[];
  /** How deep to go; undefined for all. */
  depth: number | undefined;
  /** Into folders that links lead to. */
  follow: boolean;
}

/** Each batch tells its names, an empty text, and the lines of stat; a line is missing for what is gone meanwhile. */
const BATCH =
  `for f do printf '%s\\0' "$f"; done; printf '\\0'; stat -c '${STATUS_FORMAT}|%n' -- "$@" 2>/dev/null; printf '\\0'`;

/** The folders' contents and the host's time (seconds since 1970): one round trip. */
export async function listFolders(
  shell: Shell,
  { paths, depth, follow }: Listed,
  signal: AbortSignal,
): Promise<{ listings: Listing[]; now: number }> {
  const limits = `-mindepth 1${depth === undefined ? "" : ` -maxdepth ${depth}`}`;
  const find = `find ${follow ? "-L" : "-H"} "$p" ${limits} -exec sh -c ${
    quote(BATCH)
  } sh {} + 2>/dev/null || e "" failed`;
  const looks = paths.map((path) =>
    `p=${pathWord(path.includes("/") || path.startsWith("~") ? path : `./${path}`)}
e path "$p"; if [ ! -d "$p" ]; then e no folder; else e yes folder; ${find}; fi; e "" end`
  );
  const output = await wholeOutput(shell, `${TELL}date +%s; z\n${looks.join("\n")}`, signal);
  const parts = output.stdout.split("\0");
  const now = Number(parts[0]);
  const listings: Listing[] = [];
  // e path P · e no|yes folder · batches · e "" failed · e "" end
  for (let at = 1; at + 4 < parts.length + 1 && parts[at] === "path";) {
    const path = parts[at + 1] ?? "";
    const listing: Listing = { path, entries: [] };
    if (parts[at + 2] === "no") listing.problem = `'${path}' is not a directory`;
    at += 4;
    while (parts[at] !== "" && parts[at] !== undefined) {
      const end = parts.indexOf("", at);
      listing.entries.push(...statuses(parts.slice(at, end), parts[end + 1] ?? "", path));
      at = end + 2;
    }
    if (parts[at + 1] === "failed") {
      listing.problem = `Permission denied somewhere in '${path}'`;
      at += 2;
    }
    at += 2;
    listings.push(listing);
  }
  return { listings, now };
}

/** Lines of stat end in the name that they are about; names are known, so that none can pretend to be a line. */
function statuses(names: string[], lines: string, root: string): Entry[] {
  const entries: Entry[] = [];
  const base = root.replace(/\/+$/, "");
  let from = 0;
  for (const name of names) {
    const start = nameStart(lines, from);
    if (start === undefined || !lines.startsWith(`${name}\n`, start)) continue;
    const depth = name.slice(base.length).replace(/^\/+/, "").split("/").length;
    entries.push({ path: name, depth, status: statusOf(lines.slice(from, start - 1)) });
    from = start + name.length + 1;
  }
  return entries;
}

/** Where the name begins: after the sixth bar. */
function nameStart(lines: string, from: number): number | undefined {
  let at = from;
  for (let bars = 0; bars < 6; bars++) {
    at = lines.indexOf("|", at) + 1;
    if (at === 0) return undefined;
  }
  return at;
}
