// What archive looks at: the files that are to be in the archive, and whether they are in it as they are.
import type { ModuleCall } from "../../ports/module.ts";
import { fnmatch } from "../../templates/glob_match.ts";
import { type Accounts, accounts, accountsScript } from "../files/attributes.ts";
import { compressorOf } from "./archive_formats.ts";
import { holds } from "./archive_holds.ts";
import { byBytes, type FoundPath, type Member, nameBelow, type Targets, targetsOf } from "./archive_paths.ts";
import { Fields } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { LOOK, type PathFacts, pathFacts } from "../files/path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { globWord, pathWord, quote } from "../scripts/shell_words.ts";
import { wholeOutput } from "../scripts/whole_output.ts";
import { folderPrefix } from "../files/path_text.ts";

/** What is to be archived, and what is there. */
export interface ArchiveFacts {
  expanded: string[];
  excluded: string[];
  targets: Targets;
  /** In the order in which they are archived. */
  members: Member[];
  /** Without a dest, and no name for it to be derived from. */
  dest: PathFacts | undefined;
  /** The folder of dest is there. */
  parent: boolean;
  /** The archive that is there holds this; with `remove` perhaps more, that was removed before. */
  same: boolean;
  accounts: Accounts;
  /** A program that the host lacks. */
  missingProgram?: string;
}

/** Looks: two round trips, and a third where there is an archive to compare. */
export async function probeArchiving(params: Params, call: ModuleCall): Promise<ArchiveFacts> {
  const { found, expanded, excluded } = await expand(params, call);
  const globs = params.texts("path").some((path) => /[*?]/.test(path));
  const targets = targetsOf(found, excluded, { globs, force: params.flag("force_archive") });
  const format = params.text("format") ?? "gz";
  const [first] = [...targets.targets.map(({ path }) => path), ...targets.missing];
  const given = params.text("dest") ?? (targets.many || first === undefined ? undefined : `${first}.${format}`);
  const base = { expanded, excluded, targets };
  const known = await lookAtDest(given, targets, params, call);
  const { fields, dest } = known;
  const members = membersOf(fields, targets, params).filter(({ path }) => path !== dest?.path);
  const facts = {
    ...base,
    members,
    dest,
    parent: fields.raw("parent") !== undefined,
    accounts: accounts(fields, params),
  };
  const program = fields.raw("missing");
  if (program !== undefined) return { ...facts, same: false, missingProgram: program };
  const there = (dest?.followed ?? dest)?.state;
  const comparable = dest !== undefined && (there === "file" || there === "hard") && targets.targets.length > 0;
  return { ...facts, same: comparable && await holds(dest.path, { ...targets, members }, params, call) };
}

async function expand(params: Params, call: ModuleCall) {
  const each = (name: string, path: string) =>
    /[*?]/.test(path)
      ? `for p in ${globWord(path)}; do if [ -e "$p" ] || [ -L "$p" ]; then tell ${name} "$p"; fi; done\n`
      : `tell ${name} ${pathWord(path)}\n`;
  const script = `${LOOK}IFS=
tell() { e "$1" "$2"; if [ -d "$2" ]; then e kind directory; elif [ -e "$2" ] || [ -L "$2" ]; then e kind other; else e kind missing; fi; }
${params.texts("path").map((path) => each("path", path)).join("")}${
    params.texts("exclude_path").map((path) => each("exclude", path)).join("")
  }:`;
  const shell = await call.shell();
  const output = await wholeOutput(shell, script, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const [expanded, excluded] = [fields.all("path"), fields.all("exclude")];
  const kinds = fields.all("kind");
  const found = expanded.map((path, at): FoundPath => ({ path, kind: kinds[at] as FoundPath["kind"] ?? "missing" }));
  return { found, expanded, excluded };
}

async function lookAtDest(given: string | undefined, { targets, many }: Targets, params: Params, call: ModuleCall) {
  const format = params.text("format") ?? "gz";
  const look = given === undefined ? "" : `D=${params.has("dest") ? pathWord(given) : quote(given)}
case $D in */*) ;; *) D=./$D ;; esac
look dest "$D"
q=\${D%/*}; [ -n "$q" ] || q=/
if [ -d "$q" ]; then e parent yes; fi
`;
  const finds = targets.filter(({ kind }) => kind === "directory").map(({ path }) => {
    const folder = quote(`${folderPrefix(path)}/`);
    return `n folders; find ${folder} -mindepth 1 -type d -print | tr '\\n' '\\1'; z\nn files; find ${folder} -mindepth 1 ! -type d -print | tr '\\n' '\\1'; z
[ -z "$(find ${folder} -name '*
*' -print)" ] || e newline yes\n`;
  });
  const compressor = compressorOf(format);
  const programs = [
    ...(compressor === undefined ? [] : [compressor]),
    ...(format === "zip" ? ["zip", "unzip"] : many || format === "tar" ? ["tar"] : []),
  ];
  const script = `${LOOK}${accountsScript(params)}${look}${
    programs.map((program) => `command -v ${program} >/dev/null || e missing ${program}\n`).join("")
  }${programs.includes("tar") ? "case $(tar --version 2>/dev/null) in *GNU*) ;; *) e missing tar ;; esac\n" : ""}${
    finds.join("")
  }:`;
  const shell = await call.shell();
  const output = await wholeOutput(shell, script, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  if (fields.raw("newline") !== undefined) {
    throw new ProbeFailed(
      "Names with a newline cannot be archived: rename these files, or leave them out with exclude_path",
    );
  }
  return { fields, dest: given === undefined ? undefined : pathFacts(fields, "dest") };
}

function membersOf(fields: Fields, { targets, root }: Targets, params: Params): Member[] {
  const lines = (name: string) => fields.all(name).map((text) => text.split("\u0001").filter((line) => line !== ""));
  const [folders, files] = [lines("folders"), lines("files")];
  const patterns = params.texts("exclusion_patterns");
  const zip = params.text("format") === "zip";
  let at = 0;
  const all = targets.flatMap(({ path, kind }): Member[] => {
    if (kind !== "directory") return [{ path, folder: false }];
    const inner = [
      ...(folders[at] ?? []).map((each) => ({ path: each, folder: true })),
      ...(files[at] ?? []).map((each) => ({ path: each, folder: false })),
    ];
    at++;
    return inner.sort((one, other) => byBytes(one.path, other.path));
  });
  const seen = new Set<string>();
  return all.filter(({ path }) => {
    const name = zip ? path : nameBelow(root, path);
    if (seen.has(path) || patterns.some((pattern) => fnmatch(name, pattern))) return false;
    seen.add(path);
    return true;
  });
}
