// Whether an archive on the host holds files as they are.
import type { ModuleCall } from "../../ports/module.ts";
import { compressorOf, MAGIC } from "./archive_formats.ts";
import { tarDifference, unquoted } from "./archive_names.ts";
import { type Member, nameBelow } from "./archive_paths.ts";
import type { Params } from "../frame/parameters.ts";
import { quote } from "../scripts/shell_words.ts";
import { wholeOutput } from "../scripts/whole_output.ts";

/** What is asked for: the files, and the folder that their names are below. */
interface Asked {
  members: Member[];
  root: string;
  /** An archive, not one compressed file. */
  many: boolean;
}

/**
 * Whether the archive holds exactly these files, in the format that is asked for. With `remove` it may hold more: who died while the
 * sources were removed must not write an archive of what is left over the one that has them all.
 */
export async function holds(dest: string, asked: Asked, params: Params, call: ModuleCall): Promise<boolean> {
  const shell = await call.shell();
  const format = params.text("format") ?? "gz";
  const head = `a=${quote(dest)}
case $(head -c 6 "$a" | od -An -tx1 | tr -d ' \\n') in ${MAGIC[format] ?? ""}*) ;; *) exit 3 ;; esac
export LC_ALL=C
`;
  const [only] = asked.members;
  if (!asked.many && format !== "tar" && format !== "zip") {
    const script = `${head}${compressorOf(format) ?? format} -dc <"$a" | cmp -s - ${quote(only?.path ?? "")}`;
    return (await shell.run(["sh", "-c", script], {}, call.signal)).rc === 0;
  }
  const lists = format === "zip"
    ? 'LC_ALL=C.UTF-8 unzip -Z1 "$a" 2>/dev/null || exit 3'
    : 'tar --list --quoting-style=c -f "$a" 2>/dev/null || exit 3';
  const listed = await wholeOutput(shell, head + lists, call.signal);
  if (listed.rc !== 0) return false;
  const lines = listed.stdout.split("\n").filter((line) => line !== "");
  const names = new Set(lines.map((line) => (format === "zip" ? line : unquoted(line)).replace(/\/$/, "")));
  const remove = params.flag("remove");
  const root = rootOf(names, asked, remove);
  if (root === undefined) return false;
  const wanted = asked.members.map(({ path }) => nameBelow(root, path));
  if (!remove && (names.size !== wanted.length || lines.length !== names.size)) return false;
  if (format === "zip") return await zipHolds(head, { root, wanted }, call);
  const script = `${head}tar --diff --quoting-style=c -C ${quote(root || "./")} -f "$a" 2>&1; :`;
  const output = await wholeOutput(shell, script, call.signal);
  if (output.rc !== 0) return false;
  const folders = new Set(asked.members.filter(({ folder }) => folder).map(({ path }) => nameBelow(root, path)));
  const present = new Set(wanted);
  return !output.stdout.split("\n").some((line) => {
    const difference = tarDifference(line);
    if (difference === undefined || !remove) return difference !== undefined;
    const name = difference.name.replace(/\/$/, "");
    // Removing what is in a folder changes its time.
    return present.has(name) && !(folders.has(name) && difference.what === "Mod time differs");
  });
}

/** The folder below which all the files have names in the archive; sources that are gone may have led to one further up. */
function rootOf(names: Set<string>, { members, root }: Asked, upwards: boolean): string | undefined {
  for (let folder = root;; folder = folder.replace(/[^/]*\/$/, "")) {
    if (members.every(({ path }) => names.has(nameBelow(folder, path)))) return folder;
    if (!upwards || folder === "" || folder === "/") return undefined;
  }
}

/** A zip of the same files is made aside: everything in it must be in the archive too. */
async function zipHolds(head: string, { root, wanted }: { root: string; wanted: string[] }, call: ModuleCall) {
  const shell = await call.shell();
  const sums =
    'unzip -v "$1" | awk \'NR > 3 { crc = $7; sub(/^ *[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +/, ""); print crc, $0 }\'';
  const script = `${head}LC_ALL=C.UTF-8
t=$(umask 077; mktemp -d "\${TMPDIR:-/tmp}/ftl2.XXXXXXXX") || exit 1
trap 'rm -rf -- "$t"' EXIT; trap 'exit 143' TERM HUP INT
${zipScript(root, "exit 1")}sums() { ${sums}; }
sums "$a" >"$t/1"; sums "$t/a.zip" | sed '$d' >"$t/2"
[ -z "$(awk 'FILENAME == ARGV[1] { known[$0]; next } !($0 in known)' "$t/1" "$t/2")" ]`;
  const stdin = wanted.map((name) => `${name}\n`).join("");
  return (await shell.run(["sh", "-c", script], { stdin }, call.signal)).rc === 0;
}

/** Shell that makes `$t/a.zip` of the names that it reads, a line each; `failed` ends the script where it cannot. */
export function zipScript(root: string, failed: string): string {
  return `( cd -- ${quote(root || "./")} && zip -q -X "$t/a.zip" -@ >"$t/o" 2>&1 ) || { cat "$t/o" >&2; ${failed}; }\n`;
}
