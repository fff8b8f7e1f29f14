// The deed of fetch: bytes of the host, written on the controller to a neighbour that is renamed over the old file.
import type { Command } from "../../model/command.ts";
import type { ModuleResult } from "../../model/plan.ts";
import type { Module } from "../../ports/module.ts";
import { hostsWords } from "../scripts/hosts_words.ts";
import { digest } from "./digest.ts";
import { chmodText } from "./mode.ts";
import { type PathFacts, permissions } from "./path_facts.ts";

/** A file on its way. */
export interface Arriving {
  /** What lies there now, links followed. */
  dest: PathFacts;
  /** The controller's, octal text. */
  umask: string;
  /** Bytes that are expected. */
  size: number;
}

const WRITE = `d=$1 m=$2 o=$3 n=$4
q=\${d%/*}; q=\${q:-/}
[ -d "$q" ] || mkdir -p -- "$q" || exit 1
t=$(mktemp "$q/.ftl2.XXXXXXXX") || exit 1
k() { rm -f -- "$t"; exit 1; }
cat >"$t" || k
[ "$(wc -c <"$t")" -eq "$n" ] || { echo "file cut short" >&2; k; }
[ -z "$o" ] || { [ -O "$t" ] && [ -G "$t" ] && [ -O "$d" ] && [ -G "$d" ]; } || chown "$o" "$t" 2>/dev/null || :
chmod "$m" "$t" || k
mv -f -- "$t" "$d" || k`;

/** The command that writes what it reads; the last word is the number of bytes to wait for. */
export function arrival({ dest, umask, size }: Arriving): Command {
  const present = dest.status !== undefined;
  const bits = present ? permissions(dest) : 0o666 & ~Number.parseInt(umask, 8);
  const owner = present ? `${dest.status?.uid}:${dest.status?.gid}` : "";
  return { argv: ["sh", "-c", WRITE, "sh", dest.path, chmodText(bits), owner, String(size)] };
}

type Deed = Parameters<Module["apply"]>;

/**
 * Reads the host's file and writes it. One that is no longer what the look saw is not written, and the result says so; with
 * `any`, whatever is there now is taken.
 */
export async function bring(
  plan: Deed[0],
  call: Deed[1],
  { any, conclude }: { any: boolean; conclude: Module["conclude"] },
): Promise<ModuleResult> {
  const file = String(plan.result.file);
  let bytes: Uint8Array;
  try {
    bytes = await (await call.shell()).get(file, call.signal);
  } catch (error) {
    const said = hostsWords(error);
    return { changed: false, failed: true, file, msg: call.signal.aborted ? "Cancelled" : said };
  }
  const sums = { checksum: digest("sha1", bytes), md5sum: digest("md5", bytes) };
  const result = { ...plan.result, ...sums };
  if (sums.checksum !== plan.result.checksum && !any) {
    return { ...result, changed: false, failed: true, msg: "checksum mismatch" };
  }
  const argv = plan.commands[0]?.argv.with(-1, String(bytes.length)) ?? [];
  const controller = await call.controller();
  const output = await controller.run(argv, { receipt: call.receipt, quick: true, stdin: bytes }, call.signal);
  return conclude(result, output);
}
