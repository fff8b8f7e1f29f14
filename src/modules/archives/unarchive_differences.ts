// How a folder differs from an archive: asked of tar itself, or of a copy that is unpacked aside.
import type { ModuleCall } from "../../ports/module.ts";
import { tarDifference } from "./archive_names.ts";
import type { Params } from "../frame/parameters.ts";
import { ownerWord } from "../files/attributes.ts";
import { statusesOf } from "../files/find_listing.ts";
import { type PathFacts, stateOf, STATUS_FORMAT } from "../files/path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { attributesScript, keepingOf } from "./unarchive_script.ts";
import { withoutSlash } from "../files/path_text.ts";

/** Lines of a list of names that lead out of a folder: nothing of such an archive is unpacked, not even aside. */
const STRAY = '^"?/|(^"?|/)\\.\\.("?$|/)';

/** Shell that tells how `$D` differs: by tar itself, or by unpacking aside and comparing the two trees. */
export function differencesScript(params: Params): string {
  const asked = keepingOf(params);
  const stays = {
    none: "cat",
    newer: `while IFS= read -r l; do p=\${l#*|}; [ "$D/$p" -nt "$t/x/$p" ] || printf '%s\\n' "$l"; done`,
    old: `while IFS= read -r l; do p=\${l#*|}; [ -e "$D/$p" ] || [ -L "$D/$p" ] || printf '%s\\n' "$l"; done`,
  }[asked];
  return `if [ "$g" = yes ] && [ ${asked} = none ]; then n differences; compare; exit 0; fi
e tree yes
if grep -Eq '${STRAY}' "$t/n"; then n stray; grep -E '${STRAY}' "$t/n" | head -n 1; z; exit 0; fi
k() { e unreadable "the attributes cannot be set"; exit 0; }
mkdir "$t/x" && unpack "$t/x" >/dev/null 2>"$t/e" || { e unreadable "$(cat "$t/e")"; exit 0; }
${attributesScript(params, ownerWord(params), false)}list() { cd -- "$1" && {
xargs -0 stat -c '%f %u %g |%n' -- <"$t/d"
xargs -0 stat -c "%f %u %g %s$T |%n" -- <"$t/f"
xargs -0 stat -c '%f %N|%n' -- <"$t/l"
xargs -0 sha1sum -- <"$t/f" | sed 's/^\\(\\\\*[0-9a-f]*\\) [ *]/\\1 |/'
} 2>/dev/null; }
( cd "$t/x" && find . -mindepth 1 -type d -print0 >"$t/d"; find . -type f -print0 >"$t/f"; find . -type l -print0 >"$t/l" )
( list "$t/x" ) >"$t/1"; ( list "$D" ) >"$t/2"
n differences; awk 'FILENAME == ARGV[1] { known[$0]; next } !($0 in known)' "$t/2" "$t/1" | ${stays}; exit 0`;
}

/** What the comparison of the two trees said. */
export function treeDifferences(text: string): { name: string; what: string }[] {
  const lines = text.split("\n").filter((line) => line !== "");
  const names = new Set(lines.map((line) => line.slice(line.indexOf("|") + 1).replace(/^\.\//, "")));
  return [...names].map((name) => ({ name, what: "missing or different" }));
}

/** What tar said, without what the task sets itself; a folder's time changes with everything that others put into it. */
export function tarDifferences(text: string, params: Params, { root, names }: { root: boolean; names: string[] }) {
  const folders = new Set(names.filter((name) => name.endsWith("/")).map((name) => withoutSlash(name)));
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const { name = "", what = "" } = tarDifference(line) ?? {};
    const mattersNot = (what === "Uid differs" && (!root || params.has("owner"))) ||
      (what === "Gid differs" && (!root || params.has("group"))) ||
      (what === "Mode differs" && (!root || params.has("mode"))) ||
      (what === "Mod time differs" && folders.has(withoutSlash(name)));
    if (!mattersNot && name !== "") found.set(name, /Cannot (stat|open|readlink)/.test(what) ? "missing" : what);
  }
  return [...found].map(([name, what]) => ({ name, what }));
}

/** What is there by names of an archive, and by the folders at their top. */
export async function statsOf(dest: string, names: string[], call: ModuleCall): Promise<PathFacts[]> {
  const shell = await call.shell();
  const tops = new Set(names.filter((name) => name.includes("/")).map((name) => name.split("/")[0] ?? ""));
  const all = [...new Set([...names, ...tops])].map((name) => withoutSlash(`${dest}/${name}`));
  const script = `xargs -0 stat -c '${STATUS_FORMAT}|%n' --`;
  const found: PathFacts[] = [];
  for (let at = 0; at < all.length; at += 200) {
    const some = all.slice(at, at + 200);
    const stdin = `${some.join("\0")}\0`;
    const output = await shell.run(["sh", "-c", script], { stdin }, call.signal);
    if (output.rc !== 0 || output.truncated) throw new ProbeFailed(output.stderr.trim() || "Cannot look at the files");
    for (const [path, status] of statusesOf(some, output.stdout)) found.push({ path, state: stateOf(status), status });
  }
  return found;
}
