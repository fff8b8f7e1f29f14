// A folder to be copied, and what lies where its content should go.
import type { ModuleCall } from "../../ports/module.ts";
import type { Shell } from "../../ports/shell.ts";
import { type Accounts, accounts, accountsScript } from "./attributes.ts";
import { type Content, SHOWN_BYTES, textOf } from "./content_diff.ts";
import { hostBytes } from "../scripts/hosts_words.ts";
import { Fields } from "../scripts/fields.ts";
import { statusesOf } from "./find_listing.ts";
import type { Params } from "../frame/parameters.ts";
import { kindOf, LOOK, type PathFacts, pathFacts, type Status, STATUS_FORMAT } from "./path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { pathWord, quote, quoteAll } from "../scripts/shell_words.ts";
import { type ListedFile, listLocalTree, listRemoteTree, type TreeListing } from "./tree_listing.ts";
import { wholeOutput } from "../scripts/whole_output.ts";
import { basename, folderPrefix, withoutSlash } from "./path_text.ts";

/** One file of the folder. */
export interface TreeFile extends ListedFile {
  dest: PathFacts;
  destSha1?: string;
  /** What is there now, where that differs. */
  before?: Content;
}

/** The folder, and what is there. */
export interface TreeFacts {
  src: string;
  remote: boolean;
  /** The path that `dest` names. */
  top: PathFacts;
  /** Absolute path that the folder's content goes into: `top`, or below it. */
  root: PathFacts;
  /** Folders above the root that are not there, outermost first; `top` may be among them. */
  missing: string[];
  /** Something that is no folder and lies where one is needed. */
  blocked?: string;
  /** Below the root, outer ones first. */
  directories: { name: string; bits?: number; dest: PathFacts }[];
  files: TreeFile[];
  links: { name: string; target: string; dest: PathFacts }[];
  /** The source's own bits, where it is on the host. */
  bits?: number;
  accounts: Accounts;
}

/** Looks at a folder of the controller and at its destination. `src` ends with a slash where only the content is meant. */
export async function probeLocalTree(src: string, params: Params, call: ModuleCall): Promise<TreeFacts> {
  return { ...await probeTree(src, listLocalTree(src, params, call), params, call), remote: false };
}

/** Looks at a folder of the host, whose bits are known, and at its destination. */
export async function probeRemoteTree(
  source: { src: string; bits: number },
  params: Params,
  call: ModuleCall,
): Promise<TreeFacts> {
  const { src, bits } = source;
  return { ...await probeTree(src, await listRemoteTree(src, params, call), params, call), remote: true, bits };
}

async function probeTree(src: string, listing: TreeListing, params: Params, call: ModuleCall) {
  const shell = await call.shell();
  const dest = withoutSlash(params.text("dest") ?? "");
  const fields = await lookAtDestination(shell, listing, { dest, inner: src.endsWith("/") ? "" : basename(src) }, {
    params,
    signal: call.signal,
  });
  const root = pathFacts(fields, "root");
  const there = new Map<string, Status>();
  const names = namesOf(listing);
  fields.all("status").forEach((text, at) => {
    for (const [name, status] of statusesOf(names.slice(at * 200, at * 200 + 200), `${text}\n`)) {
      there.set(name, status);
    }
  });
  const sums = checksums(fields);
  const targets = new Map(
    fields.pairs().filter(([key]) => key.startsWith("target:")).map(([key, text]) => [key.slice(7), text]),
  );
  const factsOf = (name: string): PathFacts => {
    const path = `${folderPrefix(root.path)}/${name}`;
    const status = there.get(`./${name}`);
    if (status === undefined) return { path, state: "absent" };
    const kind = kindOf(status);
    if (kind !== "link") return { path, state: kind === "directory" ? kind : "file", status };
    return { path, state: "link", status, target: (targets.get(`./${name}`) ?? "").replace(/\n$/, "") };
  };
  const files: TreeFile[] = [];
  for (const file of listing.files) {
    const [facts, sha1] = [factsOf(file.name), sums.get(file.name)];
    // What cannot be read has no checksum: it is replaced without a look at what it was.
    const before = facts.status === undefined || facts.state !== "file" || sha1 === undefined || sha1 === file.sha1
      ? undefined
      : facts.status.size > SHOWN_BYTES
      ? { note: "larger" as const }
      : textOf(await hostBytes(shell, facts.path, call.signal));
    const known = { ...(sha1 === undefined ? {} : { destSha1: sha1 }), ...(before === undefined ? {} : { before }) };
    files.push({ ...file, dest: facts, ...known });
  }
  const blocked = fields.raw("blocked");
  return {
    src,
    top: pathFacts(fields, "top"),
    root,
    missing: fields.all("missing").reverse(),
    ...(blocked === undefined ? {} : { blocked }),
    directories: listing.directories.map((directory) => ({ ...directory, dest: factsOf(directory.name) })),
    files,
    links: listing.links.map((link) => ({ ...link, dest: factsOf(link.name) })),
    accounts: accounts(fields, params),
  };
}

function namesOf(listing: TreeListing): string[] {
  return [...listing.directories, ...listing.files, ...listing.links].map(({ name }) => `./${name}`);
}

async function lookAtDestination(
  shell: Shell,
  listing: TreeListing,
  { dest, inner }: { dest: string; inner: string },
  { params, signal }: { params: Params; signal: AbortSignal },
): Promise<Fields> {
  const looks = chunks(namesOf(listing)).map((some) =>
    `n status; stat -c '${STATUS_FORMAT}|%n' -- ${quoteAll(some)} 2>/dev/null; z`
  );
  const files = listing.files.map(({ name }) => `./${name}`);
  const plain = chunks(files.filter((name) => !ODD.test(name))).map((some) =>
    `n sums; sha1sum -- ${quoteAll(some)} 2>/dev/null; z`
  );
  const odd = files.filter((name) => ODD.test(name)).map((name) =>
    `[ ! -f ${quote(name)} ] || { n ${quote(`sum:${name}`)}; sha1sum <${quote(name)} 2>/dev/null; z; }`
  );
  const links = listing.links.map(({ name }) => quote(`./${name}`)).map((name) =>
    `[ ! -L ${name} ] || { n target:${name}; readlink -- ${name}; z; }`
  );
  const root = inner === "" ? "$d" : `\${d%/}/${inner.replaceAll(/["$`\\]/g, "\\$&")}`;
  const script = `${LOOK}d=${
    pathWord(/\/|^~/.test(dest) ? dest : `./${dest}`)
  }\nr="${root}"\nlook top "$d"; look root "$r"
q=\${r%/*}; while [ -n "$q" ] && [ ! -d "$q" ]; do [ ! -e "$q" ] || e blocked "$q"; e missing "$q"
case $q in */*) q=\${q%/*};; *) q=;; esac; done
[ -d "$r" ] || [ ! -e "$r" ] || e blocked "$r"
${accountsScript(params)}if cd -- "$r" 2>/dev/null; then
${[...looks, ...plain, ...odd, ...links, ":"].join("\n")}
fi`;
  const output = await wholeOutput(shell, script, signal);
  if (output.rc !== 0 && output.stderr.trim() !== "") throw new ProbeFailed(output.stderr.trim());
  return new Fields(output.stdout);
}

/** Names that sha1sum would write otherwise than they are. */
const ODD = /[\n\\\r]/;

function chunks(names: string[]): string[][] {
  const all: string[][] = [];
  for (let at = 0; at < names.length; at += 200) all.push(names.slice(at, at + 200));
  return all;
}

/** Names (without `./`) to checksums. */
function checksums(fields: Fields): Map<string, string> {
  const sums = new Map<string, string>();
  for (const line of fields.all("sums").flatMap((text) => text.split("\n"))) {
    const [, sum = "", name = ""] = /^([0-9a-f]+) [ *]\.\/(.*)$/.exec(line) ?? [];
    if (sum !== "") sums.set(name, sum);
  }
  for (const [key, text] of fields.pairs()) {
    if (key.startsWith("sum:./")) sums.set(key.slice("sum:./".length), text.split(" ")[0] ?? "");
  }
  return sums;
}
