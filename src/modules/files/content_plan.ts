// One file with a known content: what copy and template look at, and what they do about it.
import type { Json } from "../../model/json.ts";
import type { Diff, ModuleResult, Plan } from "../../model/plan.ts";
import type { ModuleCall } from "../../ports/module.ts";
import {
  type Accounts,
  accounts,
  accountsScript,
  attributeChange,
  attributeCommands,
  differs,
  flagCommands,
  infoAfter,
  ownerNumbers,
  unknownAccount,
  wanted,
} from "./attributes.ts";
import { type Content, contentDiff, SHOWN_BYTES, textOf } from "./content_diff.ts";
import { digest, sha1Script } from "./digest.ts";
import { hostBytes } from "../scripts/hosts_words.ts";
import { withBody } from "../scripts/fields.ts";
import { BadMode, chmodText, modeBits, modeText } from "./mode.ts";
import type { Params } from "../frame/parameters.ts";
import { askFlags, keptPermissions, LOOK, type PathFacts, pathFacts, pathInfo, permissions } from "./path_facts.ts";
import { fail, type PlanContext, ProbeFailed } from "../frame/planned.ts";
import { diffText } from "../frame/python_print.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";
import { type Write, writeCommand } from "./write_file.ts";

/** A file of the host whose content is to be copied; `shown` is what a diff shows of it. */
export interface HostFile {
  from: string;
  sha1: string;
  size: number;
  shown: Content;
}

/** What is to be there, and what is. */
export interface ContentFacts {
  /** The source as results name it; absent for a content that was written in the task. */
  src?: string;
  /** The source's permission bits, for `mode: preserve`. */
  sourceBits?: number;
  content: Uint8Array | HostFile;
  /** The file, with the source's name added where `dest` is a folder. */
  dest: PathFacts;
  parent: "writable" | "unwritable" | "absent";
  /** Folders to be made, outermost first, when `dest` ends with a slash. */
  missing: string[];
  accounts: Accounts;
  /** SHA-1 of the file (of what a link leads to), if it can be read. */
  sha1?: string;
  /** Its content where that differs. */
  before?: Content;
  /** A link that leads to the right content stays; one that is replaced passes on mode and owner of what it leads to (assemble). */
  keepsLink?: boolean;
}

/** The source: its bytes, and its name to be added where `dest` is a folder. */
export interface Source {
  content: Uint8Array | HostFile;
  name?: string;
  src?: string;
  sourceBits?: number;
}

/** Looks at the destination: one round trip. */
export async function probeDestination(source: Source, params: Params, call: ModuleCall): Promise<ContentFacts> {
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", destinationScript(source, params)], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot look at ${params.text("dest")}`);
  const { fields, body } = withBody(output.stdout, "content");
  const dest = pathFacts(fields, "dest");
  if (source.name === undefined && fields.raw("directory") !== undefined) {
    throw new ProbeFailed(
      source.src === undefined ? "can not use content with a dir as dest" : `Destination ${dest.path} is a directory`,
    );
  }
  const size = dest.followed?.status?.size ?? dest.status?.size ?? 0;
  let before: Content;
  if (size > SHOWN_BYTES) before = { note: "larger" };
  else if (output.truncated) before = textOf(await hostBytes(shell, dest.path, call.signal));
  else if (body !== undefined) before = textOf(body);
  const sha1 = fields.line("sha1");
  const parent = fields.raw("parent");
  return {
    ...(source.src === undefined ? {} : { src: source.src }),
    ...(source.sourceBits === undefined ? {} : { sourceBits: source.sourceBits }),
    content: source.content,
    dest,
    parent: parent === "writable" || parent === "unwritable" ? parent : "absent",
    missing: fields.all("missing").reverse(),
    accounts: accounts(fields, params),
    ...(sha1 ? { sha1 } : {}),
    ...(before === undefined ? {} : { before }),
  };
}

function destinationScript(source: Source, params: Params): string {
  const dest = params.text("dest") ?? "";
  const name = source.name === undefined ? "e directory yes" : `d="\${d%/}"/${quote(source.name)}`;
  // A name without a slash would be taken for a word or an option by some of the programs.
  const path = dest.includes("/") || dest.startsWith("~") ? dest : `./${dest}`;
  let script = `${askFlags(params.has("attributes"))}${LOOK}d=${pathWord(path)}\nif [ -d "$d" ]; then ${name}\n`;
  if (dest.endsWith("/") && source.name !== undefined) {
    const above = "case $q in */*) q=${q%/*};; *) q=;; esac";
    script += `else q=\${d%/}; while [ -n "$q" ] && [ ! -d "$q" ]; do e missing "$q"; ${above}; done; ${name}\n`;
  }
  const differing = `{ n content; head -c ${SHOWN_BYTES + 1} <"$d"; }`;
  return `${script}fi
look dest "$d"
q=\${d%/*}; [ -n "$q" ] || q=/
if [ -d "$q" ]; then if [ -w "$q" ]; then e parent writable; else e parent unwritable; fi; fi
${accountsScript(params)}if [ -f "$d" ] && [ -r "$d" ]; then ${sha1Script('"$d"')}e sha1 "$h"
[ "$h" = ${sha1Of(source.content)} ] || ${differing}
fi`;
}

/** Pure: what must be done so that the destination has content and attributes. */
export function contentPlan(facts: ContentFacts, params: Params, context: PlanContext): Plan {
  try {
    return planContent(facts, params, context);
  } catch (error) {
    if (error instanceof BadMode) return fail(error.message, { path: facts.dest.path });
    throw error;
  }
}

function planContent(facts: ContentFacts, params: Params, context: PlanContext): Plan {
  const isLink = facts.dest.state === "link";
  const through = isLink && params.flag("follow") && facts.dest.followed?.state !== "absent";
  const dest = through ? facts.dest.followed ?? facts.dest : facts.dest;
  const sha1 = sha1Of(facts.content);
  const named = { dest: dest.path, ...(facts.src === undefined ? {} : { src: facts.src }) };
  const expected = params.text("checksum");
  // On the host Ansible asks what a link leads to, from afar the link itself.
  const { state } = facts.content instanceof Uint8Array ? dest : dest.followed ?? dest;
  if (state !== "absent" && params.has("force") && !params.flag("force")) {
    // Of a file of the host Ansible tells more than of one that it would have sent.
    const more = facts.content instanceof Uint8Array ? {} : { msg: "file already exists", ...pathInfo(dest) };
    return { kind: "same", result: { changed: false, ...named, ...more } };
  }
  if (expected !== undefined && expected.toLowerCase() !== sha1) {
    const msg = "Copied file does not match the expected checksum. Transfer failed.";
    return fail(msg, { checksum: sha1, expected_checksum: expected });
  }
  if (dest.state === "directory") return fail(`Destination ${dest.path} is a directory`, named);
  const mode: Json = params.raw("mode") === "preserve" ? facts.sourceBits ?? null : params.raw("mode");
  if (params.raw("mode") === "preserve" && mode === null) {
    return fail("mode: preserve needs a source whose permissions are known: write the mode", named);
  }
  const want = wanted(facts.accounts, mode);
  const kept = facts.keepsLink === true && facts.dest.followed?.state !== "absent";
  const replaced = isLink && !through && !(kept && facts.sha1 === sha1);
  const unknown = unknownAccount(facts.accounts, params);
  if (unknown !== undefined && !(context.checkMode && dest.state === "absent")) return fail(unknown, named);
  const attributes = attributeChange(dest, want, facts.accounts.umask);
  if (facts.sha1 === sha1 && !replaced) {
    const result = { changed: differs(attributes), ...named, checksum: sha1, ...infoAfter(dest, attributes) };
    if (!differs(attributes)) return { kind: "same", result };
    const diff = attributeDiff(dest.path, attributes);
    return { kind: "change", diff: [diff], commands: attributeCommands(attributes, [dest.path]), result };
  }
  if (!context.checkMode) {
    const folder = dest.path.slice(0, dest.path.lastIndexOf("/")) || "/";
    if (facts.parent === "absent" && facts.missing.length === 0) {
      return fail(`Destination directory ${folder} does not exist`, named);
    }
    if (facts.parent === "unwritable" && !params.flag("unsafe_writes")) {
      return fail(`Destination ${folder} not writable`, named);
    }
  }
  const umask = Number.parseInt(facts.accounts.umask, 8);
  const model = kept ? dest.followed ?? dest : dest;
  const present = model.status !== undefined && (kept || !replaced);
  const base = { bits: present ? permissions(model) : 0o666 & ~umask, directory: false, umask };
  const bits = mode === null ? (present ? keptPermissions(model) : base.bits) : modeBits(mode, base);
  const owner = ownerNumbers(want);
  const write: Write = {
    dest: dest.path,
    content: facts.content,
    bits,
    ...(owner === "" ? {} : { owner }),
    ...(present ? { keep: `${model.status?.uid}:${model.status?.gid}` } : {}),
    backup: params.flag("backup") && dest.state !== "absent" && facts.dest.followed?.state !== "absent",
    ...(params.text("validate") === undefined ? {} : { validate: params.text("validate") ?? "" }),
    unsafe: params.flag("unsafe_writes"),
  };
  const diff: Diff[] = [
    contentDiff(dest.path, facts.before, facts.content instanceof Uint8Array ? facts.content : facts.content.shown),
  ];
  if (differs(attributes)) diff.push(attributeDiff(dest.path, attributes));
  const known = {
    mode: modeText(bits),
    size: facts.content instanceof Uint8Array ? facts.content.length : facts.content.size,
    state: "file",
  };
  const result: ModuleResult = {
    changed: true,
    ...named,
    checksum: sha1,
    ...(facts.content instanceof Uint8Array ? { md5sum: digest("md5", facts.content) } : {}),
    ...(present ? infoAfter(model, attributes) : {}),
    ...known,
  };
  const commands = [
    ...folders(facts.missing, params, owner),
    writeCommand(write),
    ...flagCommands(facts.accounts, dest.path),
  ];
  return { kind: "change", diff, commands, result };
}

/** Folders on the way get owner and group too, and of modes directory_mode. */
function folders(missing: string[], params: Params, owner: string) {
  if (missing.length === 0) return [];
  const mode = params.has("directory_mode")
    ? ["-m", chmodText(modeBits(params.raw("directory_mode"), { bits: 0o777, directory: true, umask: 0 }))]
    : [];
  const made = { argv: ["mkdir", "-p", ...mode, "--", ...missing] };
  return owner === "" ? [made] : [made, { argv: ["chown", owner, "--", ...missing] }];
}

/** The diff of attributes, as Ansible shows the one of a file. */
export function attributeDiff(
  path: string,
  change: { before: { [key: string]: Json }; after: { [key: string]: Json } },
): Diff {
  const before = diffText({ ...change.before, path });
  return { header: `${path} (file attributes)`, before, after: diffText({ ...change.after, path }) };
}

function sha1Of(content: Uint8Array | HostFile): string {
  return content instanceof Uint8Array ? digest("sha1", content) : content.sha1;
}
