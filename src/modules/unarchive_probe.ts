// What unarchive looks at: the archive, what is in it, and how the folder differs from it.
import type { ModuleCall } from "../ports/module.ts";
import { type Accounts, accounts, accountsScript } from "./attributes.ts";
import { fnmatch, namesOf, unquoted } from "./archive_names.ts";
import { Fields, withBody } from "./fields.ts";
import { fetchAnswer, forget } from "./http/fetch_answer.ts";
import { requestOf } from "./http/request.ts";
import { splitUrl } from "./http/url.ts";
import { findSource } from "./local_source.ts";
import { Params } from "./parameters.ts";
import { LOOK, type PathFacts, pathFacts, STATUS_FORMAT, statusOf } from "./path_facts.ts";
import { ProbeFailed } from "./planned.ts";
import { pathWord, quote } from "./shell_words.ts";
import { archiveFunctions, attributesScript, keepingOf, KIND, ownerWord, placeWord } from "./unarchive_script.ts";

/** Where the archive is: on its way from the controller, or on the host; `kept` is to be removed when it has been used. */
export type ArchiveSource = { content: Uint8Array } | { path: string; kept?: string };

/** The archive and the folder. */
export type UnarchiveFacts = { kind: "created"; creates: string } | {
  kind: "archive";
  src: string;
  source: ArchiveSource;
  handler: string;
  names: string[];
  /** Names that are missing or different, and how. */
  differing: { name: string; what: string }[];
  dest: PathFacts;
  accounts: Accounts;
  /** What is there by the archive's names; only where attributes are wanted and nothing differs. */
  there: PathFacts[];
};

/** As Ansible names them: tar itself sees what else an archive is packed with. */
const HANDLERS: Record<string, string> = {
  zip: "ZipArchive",
  gz: "TgzArchive",
  tar: "TarArchive",
  bz2: "TarArchive",
  xz: "TarArchive",
  zst: "TarArchive",
};

/** The Debian package that has a program. */
const PACKAGES: Record<string, string> = { xz: "xz-utils" };

/** Looks: one round trip, one more for a URL, and one where attributes are wanted. Throws ProbeFailed in Ansible's words. */
export async function probeArchive(params: Params, call: ModuleCall): Promise<UnarchiveFacts> {
  const first = await lookAtDest(params, call);
  if (first.creates !== undefined) return { kind: "created", creates: first.creates };
  const { source, src } = await sourceOf(params, call);
  try {
    const facts = await compare({ source, src, dest: first.dest }, params, call);
    // Nothing is unpacked then.
    const idle = facts.differing.length === 0 || call.checkMode;
    if (idle && "kept" in source && source.kept !== undefined) await forget({ kept: source.kept }, call);
    return facts;
  } catch (error) {
    if ("kept" in source && source.kept !== undefined) await forget({ kept: source.kept }, call);
    throw error;
  }
}

async function lookAtDest(params: Params, call: ModuleCall): Promise<{ creates?: string; dest: PathFacts }> {
  const given = params.text("dest") ?? "";
  const creates = params.text("creates");
  const created = creates === undefined ? "" : `C=${pathWord(creates)}\nif [ -e "$C" ]; then e creates "$C"; fi\n`;
  const script = `${LOOK}${created}D=${placeWord(given)}\nlook dest "$D"\nif [ -d "$D" ]; then e directory yes; fi`;
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot look at ${given}`);
  const fields = new Fields(output.stdout);
  const found = fields.raw("creates");
  const dest = pathFacts(fields, "dest");
  if (found !== undefined) return { creates: found, dest };
  if (fields.raw("directory") === undefined) throw new ProbeFailed(`dest '${dest.path}' must be an existing dir`);
  return { dest };
}

async function sourceOf(params: Params, call: ModuleCall): Promise<{ source: ArchiveSource; src: string }> {
  const src = params.text("src") ?? "";
  const remote = params.has("remote_src") && params.flag("remote_src") || (params.has("copy") && !params.flag("copy"));
  if (!remote) {
    const path = findSource(src, call);
    return { source: { content: call.files.read(path) }, src: path };
  }
  if (!src.includes("://")) return { source: { path: src }, src };
  const plain = new Params(
    new Map([["validate_certs", params.raw("validate_certs")], ["http_agent", "ansible-httpget"], ["use_proxy", true], [
      "decompress",
      true,
    ]]),
  );
  const fetched = await fetchAnswer(requestOf(plain, { method: "GET", url: src }), call, { keep: true });
  const { answer, kept } = fetched;
  const good = answer.trouble === undefined && (answer.status === null || answer.status === 200);
  if (good && kept !== undefined) return { source: { path: `${kept}/o`, kept }, src: `${kept}/o` };
  await forget(fetched, call);
  const why = answer.trouble ?? `HTTP Error ${answer.status}: ${answer.reason}`;
  throw new ProbeFailed(`Failure downloading ${splitUrl(src).url}, ${why}`);
}

interface Place {
  source: ArchiveSource;
  src: string;
  dest: PathFacts;
}

async function compare({ source, src, dest }: Place, params: Params, call: ModuleCall) {
  const shell = await call.shell();
  const take = "content" in source ? 'a=$t/a; cat >"$a" || exit 1' : `a=${pathWord(source.path)}`;
  const script = `${LOOK}${accountsScript(params)}t=$(umask 077; mktemp -d "\${TMPDIR:-/tmp}/ftl2.XXXXXXXX") || exit 1
trap 'rm -rf -- "$t"' EXIT; trap 'exit 143' TERM HUP INT
D=${quote(dest.path)}
${take}
[ -e "$a" ] || { e bad "Source '"${quote(src)}"' does not exist"; exit 0; }
[ -r "$a" ] || { e bad "Source '"${quote(src)}"' not readable"; exit 0; }
[ -s "$a" ] || { e bad "Invalid archive '"${quote(src)}"', the file is 0 bytes"; exit 0; }
${KIND}${archiveFunctions(params)}names >"$t/n" || { e unreadable "$(cat "$t/e")"; exit 0; }
n names; cat "$t/n"; z
e uid_now "$(id -u)"
${differences(params)}`;
  const stdin = "content" in source ? { stdin: source.content } : {};
  const output = await shell.run(["sh", "-c", script], stdin, call.signal);
  if (output.truncated) throw new ProbeFailed(`${src} holds more names than can be looked at`);
  const { fields, body } = withBody(output.stdout, "differences");
  const details = { dest: dest.path, src };
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot look at ${src}`, details);
  const bad = fields.raw("bad") ?? missing(fields, src);
  if (bad !== undefined) throw new ProbeFailed(bad, details);
  const [kind, gnu] = [fields.raw("kind") ?? "tar", fields.raw("gnu") === "yes"];
  if (!gnu && kind !== "zip" && params.texts("exclude").length > 0) {
    throw new ProbeFailed("exclude needs GNU tar on the host: install the package tar", details);
  }
  const found = namesOf(fields.raw("names") ?? "", kind, gnu);
  const names = kind === "zip" ? found.filter((name) => isMeant(name, params)) : found;
  if (names.length === 0) {
    throw new ProbeFailed(unopened(src, "found no files in archive. Empty archive files are not supported."), details);
  }
  const known = accounts(fields, params);
  const root = fields.raw("uid_now") === "0";
  const itself = fields.raw("tree") === undefined;
  const differing = itself ? tarDifferences(body ?? "", params, { root, names }) : treeDifferences(body ?? "");
  const wants = params.has("mode") || params.has("owner") || params.has("group");
  const there = itself && wants && differing.length === 0 ? await stats(dest.path, names, call) : [];
  return {
    kind: "archive" as const,
    src,
    source,
    handler: HANDLERS[kind] ?? "TarArchive",
    names,
    differing,
    dest,
    accounts: known,
    there,
  };
}

/** Shell that tells how `$D` differs: by tar itself, or by unpacking aside and comparing the two trees. */
function differences(params: Params): string {
  const asked = keepingOf(params);
  const stays = {
    none: "cat",
    newer: `while IFS= read -r l; do p=\${l#*|}; [ "$D/$p" -nt "$t/x/$p" ] || printf '%s\\n' "$l"; done`,
    old: `while IFS= read -r l; do p=\${l#*|}; [ -e "$D/$p" ] || [ -L "$D/$p" ] || printf '%s\\n' "$l"; done`,
  }[asked];
  return `if [ "$g" = yes ] && [ ${asked} = none ]; then n differences; compare; exit 0; fi
e tree yes
k() { e unreadable "the attributes cannot be set"; exit 0; }
mkdir "$t/x" && unpack "$t/x" >/dev/null 2>"$t/e" || { e unreadable "$(cat "$t/e")"; exit 0; }
${attributesScript(params, ownerWord(params), false)}list() { cd -- "$1" && {
xargs -0 stat -c '%f %u %g |%n' -- <"$t/d"
xargs -0 stat -c '%f %u %g %s %Y |%n' -- <"$t/f"
xargs -0 stat -c '%f %N|%n' -- <"$t/l"
xargs -0 sha1sum -- <"$t/f" | sed 's/^\\(\\\\*[0-9a-f]*\\) [ *]/\\1 |/'
} 2>/dev/null; }
( cd "$t/x" && find . -mindepth 1 -type d -print0 >"$t/d"; find . -type f -print0 >"$t/f"; find . -type l -print0 >"$t/l" )
( list "$t/x" ) >"$t/1"; ( list "$D" ) >"$t/2"
n differences; awk 'FILENAME == ARGV[1] { known[$0]; next } !($0 in known)' "$t/2" "$t/1" | ${stays}; exit 0`;
}

function treeDifferences(text: string): { name: string; what: string }[] {
  const lines = text.split("\n").filter((line) => line !== "");
  const names = new Set(lines.map((line) => line.slice(line.indexOf("|") + 1).replace(/^\.\//, "")));
  return [...names].map((name) => ({ name, what: "missing or different" }));
}

/** What tar said, without what the task sets itself; a folder's time changes with everything that others put into it. */
function tarDifferences(text: string, params: Params, { root, names }: { root: boolean; names: string[] }) {
  const folders = new Set(names.filter((name) => name.endsWith("/")).map((name) => name.replace(/\/+$/, "")));
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, , quoted, what = ""] = /^(tar: )?("(?:\\.|[^"\\])*"): (.*)$/.exec(line) ?? [];
    if (quoted === undefined) continue;
    const name = unquoted(quoted.replaceAll("\\:", ":"));
    const mattersNot = (what === "Uid differs" && (!root || params.has("owner"))) ||
      (what === "Gid differs" && (!root || params.has("group"))) ||
      (what === "Mode differs" && (!root || params.has("mode"))) ||
      (what === "Mod time differs" && folders.has(name.replace(/\/+$/, "")));
    if (!mattersNot && name !== "") found.set(name, /Cannot (stat|open|readlink)/.test(what) ? "missing" : what);
  }
  return [...found].map(([name, what]) => ({ name, what }));
}

function isMeant(name: string, params: Params): boolean {
  const include = params.texts("include");
  if (include.length > 0) return include.some((pattern) => fnmatch(name, pattern));
  return !params.texts("exclude").some((pattern) => fnmatch(name, pattern));
}

async function stats(dest: string, names: string[], call: ModuleCall): Promise<PathFacts[]> {
  const shell = await call.shell();
  const tops = new Set(names.filter((name) => name.includes("/")).map((name) => name.split("/")[0] ?? ""));
  const all = [...new Set([...names, ...tops])].map((name) => `${dest}/${name}`.replace(/(?<=.)\/+$/, ""));
  const script = `xargs -0 stat -c '${STATUS_FORMAT}|%n' --`;
  const output = await shell.run(["sh", "-c", script], { stdin: `${all.join("\0")}\0` }, call.signal);
  if (output.rc !== 0 || output.truncated) throw new ProbeFailed(output.stderr.trim() || "Too many files to look at");
  return output.stdout.split("\n").filter((line) => line !== "").map((line): PathFacts => {
    const status = statusOf(line);
    const type = status.mode & 0o170000;
    const state = type === 0o120000 ? "link" : type === 0o040000 ? "directory" : "file";
    return { path: line.split("|").slice(6).join("|"), state, status };
  });
}

function missing(fields: Fields, src: string): string | undefined {
  const program = fields.raw("missing");
  if (program !== undefined) {
    return unopened(src, `needs '${program}' on the host: install the package ${PACKAGES[program] ?? program}`);
  }
  const unreadable = fields.raw("unreadable");
  return unreadable === undefined ? undefined : unopened(src, `could not be read: ${unreadable.trim()}`);
}

function unopened(src: string, why: string): string {
  return `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\nThe archive ${why}`;
}
