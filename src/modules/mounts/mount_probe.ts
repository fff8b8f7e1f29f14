// What mount looks at: the table, the mount point, and what is mounted there.
import type { ModuleCall } from "../../ports/module.ts";
import { type PathFacts, pathFacts } from "../files/path_facts.ts";
import type { Params } from "../frame/parameters.ts";
import { fileWord } from "../scripts/shell_words.ts";
import { probeText, type TextFacts } from "../text/text_probe.ts";

/** The table, the mount point, and all that is mounted. */
export interface MountFacts extends TextFacts {
  point: PathFacts;
  /** What the mount point lies in. */
  above: PathFacts;
  /** The mount point without links on the way; absent where nothing is there. */
  real?: string;
  /** Folders on the way to it that are not there, outermost first; the mount point is the last. */
  missing: string[];
  /** The kernel's list; undefined where it cannot be read. */
  mountinfo?: string;
}

/** The table that hosts mount from when they boot. */
export const FSTAB = "/etc/fstab";

/** Looks: one round trip. */
export async function probeMount(params: Params, call: ModuleCall): Promise<MountFacts> {
  const tell = `[ ! -r /proc/self/mountinfo ] || { n mountinfo; cat /proc/self/mountinfo; z; }
p=${fileWord(params.text("path") ?? "")}
look point "$p"
if [ -e "$p" ]; then n real; readlink -f -- "$p"; z; fi
if [ -d "$p" ]; then look above "\${p%/}/.."; else q=\${p%/*}; look above "\${q:-/}"; fi
x=$p; while [ -n "$x" ] && [ ! -e "$x" ]; do e missing "$x"; case $x in */*) x=\${x%/*};; *) x=;; esac; done
`;
  const { told, ...facts } = await probeText(params, call, { path: params.text("fstab") ?? FSTAB, tell });
  const [mountinfo, real] = [told.raw("mountinfo"), told.line("real")];
  return {
    ...facts,
    ...(real ? { real } : {}),
    point: pathFacts(told, "point"),
    above: pathFacts(told, "above"),
    missing: told.all("missing").reverse(),
    ...(mountinfo === undefined ? {} : { mountinfo }),
  };
}
