// A folder to be copied: its folders and files on the controller or on the host, and what lies where they should go.
import type { ModuleCall } from "../ports/module.ts";
import type { Shell } from "../ports/shell.ts";
import { type Accounts, accounts, accountsScript } from "./attributes.ts";
import { type Content, SHOWN_BYTES, textOf } from "./content_diff.ts";
import { digest } from "./digest.ts";
import { Fields, TELL } from "./fields.ts";
import { basename } from "./local_source.ts";
import type { Params } from "./parameters.ts";
import { type PathFacts, STATUS_FORMAT, statusOf } from "./path_facts.ts";
import { ProbeFailed } from "./planned.ts";
import { pathWord, quote, quoteAll } from "./shell_words.ts";
import { wholeOutput } from "./whole_output.ts";

/** One file of the folder. */
export interface TreeFile {
  /** Below the destination. */
  name: string;
  sha1: string;
  /** Its bytes; absent for a source on the host. */
  content?: Uint8Array;
  bits?: number;
  dest: PathFacts;
  destSha1?: string;
  /** What is there now, where that differs. */
  before?: Content;
}

/** The folder, and what is there. */
export interface TreeFacts {
  src: string;
  remote: boolean;
  /** Absolute path that the folder's content goes into. */
  root: string;
  /** Outermost first, the root among them. */
  directories: { name: string; bits?: number; dest: PathFacts }[];
  files: TreeFile[];
  accounts: Accounts;
}

/** What is to be copied, without what is there. */
interface Listing {
  directories: { name: string; bits?: number }[];
  files: { name: string; sha1: string; content?: Uint8Array; bits?: number }[];
}

/** Looks at a folder of the controller and at its destination. `src` ends with a slash where only the content is meant. */
export async function probeLocalTree(src: string, params: Params, call: ModuleCall): Promise<TreeFacts> {
  const listing: Listing = { directories: [], files: [] };
  const walk = (folder: string, name: string, depth: number): void => {
    // Links are followed; a circle of them ends here.
    if (depth > 40) throw new ProbeFailed(`${folder} is nested too deeply: do its links lead in a circle?`);
    listing.directories.push({ name });
    for (const entry of call.files.list(folder)) {
      const [path, inner] = [`${folder}/${entry}`, name === "" ? entry : `${name}/${entry}`];
      if (call.files.kind(path) === "directory") walk(path, inner, depth + 1);
      else if (call.files.kind(path) === "file") {
        const content = call.files.read(path);
        const bits = call.files.mode?.(path);
        listing.files.push({
          name: inner,
          sha1: digest("sha1", content),
          content,
          ...(bits === undefined ? {} : { bits }),
        });
      }
    }
  };
  walk(src.replace(/\/+$/, ""), "", 0);
  return await probeTree(src, listing, params, call);
}

/** Looks at a folder of the host and at its destination. */
export async function probeRemoteTree(src: string, params: Params, call: ModuleCall): Promise<TreeFacts> {
  const shell = await call.shell();
  const script = `${TELL}cd -- ${pathWord(src)} || exit 1
[ -z "$(find -L . -name '*
*')" ] || { echo "names with a newline cannot be copied" >&2; exit 1; }
n directories; find -L . -type d -exec stat -L -c '%f|%n' -- {} +; z
n files; find -L . -type f -exec stat -L -c '%f|%n' -- {} +; z
n sums; find -L . -type f -exec sha1sum -- {} +; z`;
  const output = await wholeOutput(shell, script, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const sums = checksums(fields.line("sums") ?? "");
  const lines = (field: string) =>
    (fields.line(field) ?? "").split("\n").filter((line) => line !== "").map((line) => {
      const [mode = "0", name = ""] = line.split(/\|(.*)/s);
      return { name: name.replace(/^\.\/?/, ""), bits: Number.parseInt(mode, 16) & 0o7777 };
    }).sort((one, other) => one.name < other.name ? -1 : 1);
  const files = lines("files").map((file) => ({ ...file, sha1: sums.get(file.name) ?? "" }));
  return { ...await probeTree(src, { directories: lines("directories"), files }, params, call), remote: true };
}

async function probeTree(src: string, listing: Listing, params: Params, call: ModuleCall): Promise<TreeFacts> {
  const shell = await call.shell();
  if ([...listing.directories, ...listing.files].some(({ name }) => name.includes("\n"))) {
    throw new ProbeFailed(`${src}: names with a newline cannot be copied`);
  }
  const dest = (params.text("dest") ?? "").replace(/(?<=.)\/+$/, "");
  const path = src.endsWith("/") ? dest : `${dest === "/" ? "" : dest}/${basename(src)}`;
  const fields = await lookAtDestination(shell, listing, path, params, call.signal);
  const root = fields.raw("root") ?? path;
  const sums = checksums(fields.line("sums") ?? "");
  const there = new Map(
    fields.all("status").flatMap((text) => text.split("\n")).filter((line) => line !== "").map((line) => {
      const name = line.split("|").slice(6).join("|");
      return [name.replace(/^\.\/?/, ""), line] as const;
    }),
  );
  const destFacts = (name: string): PathFacts => {
    const place = name === "" ? root : `${root}/${name}`;
    const line = there.get(name);
    if (line === undefined) return { path: place, state: "absent" };
    const status = statusOf(line);
    const type = status.mode & 0o170000;
    return { path: place, state: type === 0o120000 ? "link" : type === 0o040000 ? "directory" : "file", status };
  };
  const files: TreeFile[] = [];
  for (const file of listing.files) {
    const [facts, sha1] = [destFacts(file.name), sums.get(file.name)];
    const before = facts.status === undefined || facts.state !== "file" || sha1 === file.sha1
      ? undefined
      : facts.status.size > SHOWN_BYTES
      ? { note: "larger" as const }
      : textOf(await shell.get(facts.path, call.signal));
    files.push({
      ...file,
      dest: facts,
      ...(sha1 === undefined ? {} : { destSha1: sha1 }),
      ...(before === undefined ? {} : { before }),
    });
  }
  const directories = listing.directories.map((directory) => ({ ...directory, dest: destFacts(directory.name) }));
  return { src, remote: false, root, directories, files, accounts: accounts(fields, params) };
}

async function lookAtDestination(shell: Shell, listing: Listing, path: string, params: Params, signal: AbortSignal) {
  const names = [...listing.directories, ...listing.files].map(({ name }) => `./${name}`);
  const looks = chunks(names).map((some) => `stat -c '${STATUS_FORMAT}|%n' -- ${quoteAll(some)} 2>/dev/null`);
  const sums = chunks(listing.files.map(({ name }) => `./${name}`)).map((some) =>
    `sha1sum -- ${quoteAll(some)} 2>/dev/null`
  );
  const script = `${TELL}d=${pathWord(path)}\ne root "$d"\n${accountsScript(params)}if cd -- "$d" 2>/dev/null; then
n status; ${looks.join("\n")}
z; n sums; ${sums.join("\n")}
z; fi`;
  const output = await wholeOutput(shell, script, signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot look at ${quote(path)}`);
  return new Fields(output.stdout);
}

function chunks(names: string[]): string[][] {
  const all: string[][] = [];
  for (let at = 0; at < names.length; at += 200) all.push(names.slice(at, at + 200));
  return all;
}

/** Names (without `./`) to checksums; a leading backslash marks a name with escapes. */
function checksums(lines: string): Map<string, string> {
  return new Map(
    lines.split("\n").filter((line) => line !== "").map((line) => {
      const escaped = line.startsWith("\\");
      const [, sum = "", name = ""] = /^\\?([0-9a-f]+) [ *](.*)$/.exec(line) ?? [];
      return [(escaped ? name.replaceAll("\\\\", "\\") : name).replace(/^\.\//, ""), sum];
    }),
  );
}
