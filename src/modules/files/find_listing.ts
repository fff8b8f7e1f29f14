// What lies below folders of a host, however odd the names are: names ended by NULs, statuses beside them.
import type { Shell } from "../../ports/shell.ts";
import { TELL } from "../scripts/fields.ts";
import { kindOf, type Status, STATUS_FORMAT, statusOf } from "./path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { quote } from "../scripts/shell_words.ts";
import { wholeOutput } from "../scripts/whole_output.ts";
import { folderPrefix } from "./path_text.ts";

/** One thing below a folder. */
export interface Entry {
  path: string;
  /** How deep it lies: 1 in the folder itself. */
  depth: number;
  status: Status;
}

/** One folder that was asked for: what lies below it, or why not all of it is known. */
export interface Listing {
  path: string;
  entries: Entry[];
  problem?: string;
}

/** What to list. */
export interface Listed {
  /** The folders, as words of a script. */
  words: string[];
  /** How deep to go; undefined for all. */
  depth?: number | undefined;
  /** Into folders that links lead to, save those that they lie in themselves. */
  follow?: boolean;
}

/** Each batch tells its names, an empty text, and the lines of stat; a line is missing for what is gone meanwhile. */
const BATCH =
  `for f do printf '%s\\0' "$f"; done; printf '\\0'; stat -c '${STATUS_FORMAT}|%n' -- "$@" 2>/dev/null; printf '\\0'`;

/** The folders' contents and the host's time (seconds since 1970): one round trip, and two for each level of links. */
export async function listFolders(
  shell: Shell,
  { words, depth, follow }: Listed,
  signal: AbortSignal,
): Promise<{ listings: Listing[]; now: number }> {
  const { listings, reals, now } = await list(shell, { words, depth }, signal);
  for (const [at, listing] of follow ? listings.entries() : []) {
    await followLinks(shell, { listing, depth, real: reals[at] ?? "" }, signal);
  }
  return { listings, now };
}

async function list(shell: Shell, { words, depth }: Listed, signal: AbortSignal) {
  const limits = `-mindepth 1${depth === undefined ? "" : ` -maxdepth ${depth}`}`;
  // Never -L: busybox's find does not see that links lead in a circle.
  const find = `find -H "$p" ${limits} -exec sh -c ${quote(BATCH)} sh {} + 2>/dev/null || e "" failed`;
  const looks = words.map((word) =>
    `p=${word}; e path "$p"; if [ ! -d "$p" ]; then e no folder
else [ ! -L "$p" ] || r=$(readlink -f -- "$p"); e "\${r-$p}" folder; unset r; ${find}; fi; e "" end`
  );
  const output = await wholeOutput(shell, `${TELL}date +%s; z\n${looks.join("\n")}`, signal);
  const parts = output.stdout.split("\0");
  const listings: Listing[] = [];
  const reals: string[] = [];
  // Of each folder: path P · no|REAL folder · batches · e "" failed · e "" end
  for (let at = 1; parts[at] === "path";) {
    const path = parts[at + 1] ?? "";
    const listing: Listing = { path, entries: [] };
    const real = parts[at + 2] ?? "";
    if (real === "no") listing.problem = `'${path}' is not a directory`;
    at += 4;
    while (parts[at] !== "" && parts[at] !== undefined) {
      const end = parts.indexOf("", at);
      const statuses = statusesOf(parts.slice(at, end), parts[end + 1] ?? "");
      for (const [name, status] of statuses) {
        listing.entries.push({ path: name, depth: depthBelow(path, name), status });
      }
      at = end + 2;
    }
    if (parts[at + 1] === "failed") {
      listing.problem = `Permission denied somewhere in '${path}'`;
      at += 2;
    }
    at += 2;
    listings.push(listing);
    reals.push(real);
  }
  return { listings, reals, now: Number(parts[0]) };
}

function depthBelow(root: string, path: string): number {
  return path.slice(folderPrefix(root).length).replace(/^\/+/, "").split("/").length;
}

/** Where a walk is: a folder that was listed, where it really lies, and the folders that it was reached through. */
interface Walked {
  path: string;
  real: string;
  above: string[];
}

async function followLinks(
  shell: Shell,
  { listing, depth, real }: { listing: Listing; depth: number | undefined; real: string },
  signal: AbortSignal,
): Promise<void> {
  let walked: Walked[] = [{ path: listing.path, real, above: [] }];
  let fresh = listing.entries;
  while (walked.length > 0) {
    const links = fresh.filter((entry) => isLink(entry) && (depth === undefined || entry.depth < depth));
    const leads = await lookAtLinks(shell, links.map(({ path }) => path), signal);
    const next: (Walked & { depth: number })[] = [];
    for (const link of links) {
      const lead = leads.get(link.path);
      const from = walked.findLast(({ path }) => link.path.startsWith(`${folderPrefix(path)}/`));
      if (lead?.directory !== true || from === undefined) continue;
      const folder = from.real + link.path.slice(folderPrefix(from.path).length).replace(/\/[^/]*$/, "");
      const above = [...from.above, ...folders(from.real, folder)];
      if (!above.includes(lead.real)) next.push({ path: link.path, real: lead.real, above, depth: link.depth });
    }
    fresh = [];
    for (const { path, depth: deep } of next) {
      const limit = depth === undefined ? undefined : depth - deep;
      const inner = await list(shell, { words: [quote(path)], depth: limit }, signal);
      fresh.push(
        ...inner.listings.flatMap(({ entries }) => entries.map((one) => ({ ...one, depth: one.depth + deep }))),
      );
    }
    listing.entries.push(...fresh);
    walked = next;
  }
}

/** A folder, and those between it and another below it. */
function folders(from: string, to: string): string[] {
  const all = [from];
  for (const part of to.slice(from.length).split("/").filter((name) => name !== "")) {
    all.push(`${folderPrefix(all.at(-1) ?? "")}/${part}`);
  }
  return all;
}

/** Whether an entry is a link. */
export function isLink({ status }: Entry): boolean {
  return kindOf(status) === "link";
}

/** What a link says and where it leads. */
export interface Lead {
  target: string;
  real: string;
  directory: boolean;
  /** Of what it leads to; undefined where that is not there. */
  status?: Status;
}

/** Where links lead, by path: one round trip. */
export async function lookAtLinks(shell: Shell, paths: string[], signal: AbortSignal): Promise<Map<string, Lead>> {
  const leads = new Map<string, Lead>();
  if (paths.length === 0) return leads;
  const each = `for f do printf '%s\\0%s\\0' "$(readlink -- "$f")" "$(readlink -f -- "$f")"
if [ -e "$f" ]; then stat -L -c '${STATUS_FORMAT}' -- "$f"; fi; printf '\\0\\0'; done`;
  const stdin = paths.map((path) => `${path}\0`).join("");
  const script = `xargs -0 sh -c ${quote(each)} sh`;
  const output = await shell.run(["sh", "-c", script], { stdin }, signal);
  if (output.truncated) {
    throw new ProbeFailed("There are too many links to follow them at once: name folders with fewer in them");
  }
  const parts = output.stdout.split("\0");
  for (const [at, path] of paths.entries()) {
    const [target = "", real = "", line = ""] = parts.slice(at * 4);
    const status = line === "" ? undefined : statusOf(line.replace(/\n$/, ""));
    const directory = status !== undefined && kindOf(status) === "directory";
    leads.set(path, { target, real, directory, ...(status === undefined ? {} : { status }) });
  }
  return leads;
}

/** Lines of `stat -c STATUS_FORMAT|%n` for names in this order. Names are known, so that none can pretend to be a line. */
export function statusesOf(names: readonly string[], lines: string): Map<string, Status> {
  const statuses = new Map<string, Status>();
  let from = 0;
  for (const name of names) {
    const start = nameStart(lines, from);
    if (start === undefined || !lines.startsWith(`${name}\n`, start)) continue;
    statuses.set(name, statusOf(lines.slice(from, start - 1)));
    from = start + name.length + 1;
  }
  return statuses;
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
