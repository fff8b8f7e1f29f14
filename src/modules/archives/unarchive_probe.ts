// What unarchive looks at: the archive, what is in it, and how the folder differs from it.
import type { ModuleCall } from "../../ports/module.ts";
import { fnmatch } from "../../templates/glob_match.ts";
import { type Accounts, accounts, accountsScript } from "../files/attributes.ts";
import { packageOf } from "./archive_formats.ts";
import { namesOf, refusedFor, unquoted } from "./archive_names.ts";
import { hostBytes } from "../scripts/hosts_words.ts";
import { Fields, withBody } from "../scripts/fields.ts";
import { fetchAnswer, forget } from "../http/fetch_answer.ts";
import { plainRequest } from "../http/request.ts";
import { urlAndLogin } from "../http/url.ts";
import { findSource, readSource } from "../files/local_source.ts";
import type { Params } from "../frame/parameters.ts";
import { LOOK, type PathFacts, pathFacts } from "../files/path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { fileWord, pathWord, quote } from "../scripts/shell_words.ts";
import { differencesScript, statsOf, tarDifferences, treeDifferences } from "./unarchive_differences.ts";
import { archiveFunctions, KIND } from "./unarchive_script.ts";

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
const HANDLERS = new Map(Object.entries({
  zip: "ZipArchive",
  gz: "TgzArchive",
  tar: "TarArchive",
  bz2: "TarArchive",
  xz: "TarArchive",
  zst: "TarArchive",
}));

/** Bytes that a look tells at once, and the exit status of one that has more to tell. */
const SHORT = 256 * 1024;
const LONG = 99;

/** Looks: one round trip, one more for a URL, and one where attributes are wanted. Throws ProbeFailed in Ansible's words. */
export async function probeArchive(params: Params, call: ModuleCall): Promise<UnarchiveFacts> {
  const first = await lookAtDest(params, call);
  if (first.creates !== undefined) return { kind: "created", creates: first.creates };
  const { source, src } = await sourceOf(params, call);
  let unpacked = false;
  try {
    const facts = await compare({ source, src, dest: first.dest }, params, call);
    unpacked = facts.differing.length > 0 && !call.checkMode;
    return facts;
  } finally {
    if (!unpacked && "kept" in source) await forget(source, call);
  }
}

async function lookAtDest(params: Params, call: ModuleCall): Promise<{ creates?: string; dest: PathFacts }> {
  const given = params.text("dest") ?? "";
  const creates = params.text("creates");
  const created = creates === undefined ? "" : `C=${pathWord(creates)}\nif [ -e "$C" ]; then e creates "$C"; fi\n`;
  const script = `${LOOK}${created}D=${fileWord(given)}\nlook dest "$D"\nif [ -d "$D" ]; then e directory yes; fi`;
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
    return { source: { content: readSource(path, params, call) }, src: path };
  }
  if (!src.includes("://")) return { source: { path: src }, src };
  const request = plainRequest(src, { validateCerts: params.flag("validate_certs") });
  const fetched = await fetchAnswer(request, call, { keep: true });
  const { answer, kept } = fetched;
  const good = answer.trouble === undefined && (answer.status === null || answer.status === 200);
  if (good && kept !== undefined) return { source: { path: `${kept}/o`, kept }, src: `${kept}/o` };
  await forget(fetched, call);
  const why = answer.trouble ?? `HTTP Error ${answer.status}: ${answer.reason}`;
  throw new ProbeFailed(`Failure downloading ${urlAndLogin(src).url}, ${why}`);
}

interface Place {
  source: ArchiveSource;
  src: string;
  dest: PathFacts;
}

async function compare({ source, src, dest }: Place, params: Params, call: ModuleCall) {
  const take = "content" in source ? 'a=$t/a; cat >"$a" || exit 1' : `a=${pathWord(source.path)}`;
  const script = `${LOOK}${accountsScript(params)}D=${quote(dest.path)}
${take}
[ -e "$a" ] || { e bad "Source '"${quote(src)}"' does not exist"; exit 0; }
[ -r "$a" ] || { e bad "Source '"${quote(src)}"' not readable"; exit 0; }
[ -s "$a" ] || { e bad "Invalid archive '"${quote(src)}"', the file is 0 bytes"; exit 0; }
${KIND}${archiveFunctions(params)}names >"$t/n" || { e unreadable "$(cat "$t/e")"; exit 0; }
n names; cat "$t/n"; z
e uid_now "$(id -u)"
${differencesScript(params)}`;
  const output = await tell(script, "content" in source ? source.content : undefined, call);
  const { fields, body } = withBody(output.stdout, "differences");
  const details = { dest: dest.path, src };
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot look at ${src}`, details);
  const bad = fields.raw("bad") ?? missing(fields, src);
  if (bad !== undefined) throw new ProbeFailed(bad, details);
  const [kind, gnu] = [fields.raw("kind") ?? "tar", fields.raw("gnu") === "yes"];
  if (!gnu && kind !== "zip" && params.texts("exclude").length > 0) {
    throw new ProbeFailed("exclude needs GNU tar on the host: install the package tar", details);
  }
  if (fields.raw("stray") !== undefined) {
    throw new ProbeFailed(refusedFor(src, dest.path, unquoted(fields.line("stray") ?? "")), details);
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
  const there = itself && wants && differing.length === 0 ? await statsOf(dest.path, names, call) : [];
  return {
    kind: "archive" as const,
    src,
    source,
    handler: HANDLERS.get(kind) ?? "TarArchive",
    names,
    differing,
    dest,
    accounts: known,
    there,
  };
}

/** Runs a look with a folder `$t` of its own; what it tells may be longer than what is kept of an output. */
async function tell(script: string, stdin: Uint8Array | undefined, call: ModuleCall) {
  const shell = await call.shell();
  const whole = `t=$(umask 077; mktemp -d "\${TMPDIR:-/tmp}/ftl2.XXXXXXXX") || exit 1
trap 'rm -rf -- "$t"' EXIT; trap 'exit 143' TERM HUP INT
(
${script}
) >"$t/r" || exit
if [ "$(wc -c <"$t/r")" -le ${SHORT} ]; then cat "$t/r"; else trap - EXIT; rm -rf -- "$t/a" "$t/x"; printf '%s' "$t"; exit ${LONG}; fi`;
  const output = await shell.run(["sh", "-c", whole], stdin === undefined ? {} : { stdin }, call.signal);
  if (output.rc !== LONG) return output;
  const bytes = await hostBytes(shell, `${output.stdout}/r`, call.signal);
  await forget({ kept: output.stdout }, call);
  return { ...output, rc: 0, stdout: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
}

function isMeant(name: string, params: Params): boolean {
  const include = params.texts("include");
  if (include.length > 0) return include.some((pattern) => fnmatch(name, pattern));
  return !params.texts("exclude").some((pattern) => fnmatch(name, pattern));
}

function missing(fields: Fields, src: string): string | undefined {
  const program = fields.raw("missing");
  if (program !== undefined) {
    return unopened(src, `needs '${program}' on the host: install the package ${packageOf(program)}`);
  }
  const unreadable = fields.raw("unreadable");
  return unreadable === undefined ? undefined : unopened(src, `could not be read: ${unreadable.trim()}`);
}

function unopened(src: string, why: string): string {
  return `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\nThe archive ${why}`;
}
