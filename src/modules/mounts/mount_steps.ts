// The shell that mounts, remounts and unmounts; each of these scripts ends with a sentence where it fails.
import type { Command } from "../../model/command.ts";
import { SBIN } from "../scripts/sbin_path.ts";
import { quote, quoteAll } from "../scripts/shell_words.ts";

/** One mount. */
export interface MountCall {
  name: string;
  src: string;
  fstype: string;
  opts: string;
  /** By its own terms, not by a table's. */
  ephemeral: boolean;
  /** Options were asked for that no table has. */
  asked?: boolean;
}

const BEGIN = `${SBIN}LC_ALL=C; export LC_ALL
say() { printf '%s\\n' "$1" >&2; exit 1; }
`;
const LEFT =
  "Options were specified with remounted, but the remount command failed. Failing in order to prevent an unexpected " +
  'mount result. Try replacing this command with a "state: unmounted" followed by a "state: mounted" using the full desired ' +
  "mount options instead.";

/** The steps as a command. */
export function mountDeed(steps: string): Command {
  return { argv: ["sh", "-c", steps] };
}

/** Makes the folders that are missing, and mounts; they go again where that fails. `table`: words that name it, `$t` the one that is being written. */
export function mountSteps(call: MountCall, table: string[], missing: string[]): string {
  const undo = missing.length === 0 ? "" : `rmdir -- ${quoteAll([...missing].reverse())} 2>/dev/null; `;
  const make = missing.length === 0
    ? ""
    : `o=$(mkdir -p -- ${quoteAll(missing)} 2>&1) || say ${quote(`Error making dir ${call.name}: `)}"$o"\n`;
  const failed = quote(`Error mounting ${call.name}: `);
  return `${BEGIN}${make}o=$(${mountLine(call, table)} 2>&1) || { ${undo}say ${failed}"$o"; }`;
}

/** Lets the kernel take other options; where it does not, unmounts and mounts, unless options were asked for that this would lose. */
export function remountSteps(call: MountCall, table: string[]): string {
  // Busybox does not look into the table for these.
  const options = call.ephemeral || call.opts === "defaults" ? "remount" : `remount,${call.opts}`;
  const remount = `mount -o ${quote(options)} ${mountWords(call, table)}`;
  if (call.asked) return `${BEGIN}${remount} >/dev/null 2>&1 || say ${quote(LEFT)}`;
  const again = `{ o=$(umount -- ${quote(call.name)} 2>&1) && o=$(${mountLine(call, table)} 2>&1); }`;
  const verb = call.ephemeral || table.includes("$t") ? "mounting" : "remounting";
  return `${BEGIN}${remount} >/dev/null 2>&1 || ${again} || say ${quote(`Error ${verb} ${call.name}: `)}"$o"`;
}

/** Unmounts. */
export function umountSteps(name: string): string {
  return `${BEGIN}o=$(umount -- ${quote(name)} 2>&1) || say ${quote(`Error unmounting ${name}: `)}"$o"`;
}

function mountLine(call: MountCall, table: string[]): string {
  return `mount ${mountWords(call, table)}`;
}

function mountWords({ name, src, fstype, opts, ephemeral }: MountCall, table: string[]): string {
  if (!ephemeral) return [...table.map((word) => word === "$t" ? '"$t"' : quote(word)), "--", quote(name)].join(" ");
  return quoteAll(["-t", fstype, ...(opts === "defaults" ? [] : ["-o", opts]), "--", src, name]);
}
