// A folder copied: folders made, files that differ staged together on the host and renamed into place one by one.
import type { Command } from "../../model/command.ts";
import type { Json } from "../../model/json.ts";
import type { Diff, Plan } from "../../model/plan.ts";
import {
  attributeChange,
  attributeCommands,
  differs,
  ownerNumbers,
  unknownAccount,
  type Wanted,
  wanted,
} from "./attributes.ts";
import { contentDiff } from "./content_diff.ts";
import { attributeDiff } from "./content_plan.ts";
import { linkCommand } from "./link_plan.ts";
import { BadMode, chmodText, modeBits } from "./mode.ts";
import type { Params } from "../frame/parameters.ts";
import { keptPermissions, permissions } from "./path_facts.ts";
import { fail, type PlanContext } from "../frame/planned.ts";
import { diffText } from "../frame/python_print.ts";
import { quote } from "../scripts/shell_words.ts";
import { tarArchive } from "../scripts/tar_archive.ts";
import { TELL } from "../scripts/fields.ts";
import type { TreeFacts, TreeFile } from "./tree_probe.ts";
import { backupName } from "./write_file.ts";

/** Pure: what must be done so that the destination has the folder's content. */
export function treePlan(facts: TreeFacts, params: Params, context: PlanContext): Plan {
  const dest = params.text("dest") ?? "";
  const named = { dest: dest.endsWith("/") || facts.remote ? dest : `${dest}/`, src: facts.src };
  if (params.has("attributes")) return fail("attributes cannot be set for a whole folder: use the module file", named);
  const unknown = unknownAccount(facts.accounts, params);
  if (unknown !== undefined && !context.checkMode) return fail(unknown, named);
  if (facts.blocked !== undefined) return fail(`Destination ${facts.blocked} is not a directory`, named);
  const clash = [...facts.files, ...facts.links].find(({ dest }) => dest.state === "directory");
  if (clash !== undefined) return fail(`Destination ${clash.dest.path} is a directory`, named);
  const other = facts.directories.find(({ dest }) => dest.state === "file");
  if (other !== undefined) return fail(`${other.dest.path} already exists as a file`, named);
  try {
    const steps = new Steps(facts, params);
    const result = { changed: steps.commands.length > 0, ...named };
    if (!result.changed) return { kind: "same", result };
    return { kind: "change", diff: steps.diff, commands: steps.commands, result };
  } catch (error) {
    if (error instanceof BadMode) return fail(error.message, named);
    throw error;
  }
}

class Steps {
  readonly commands: Command[] = [];
  readonly diff: Diff[] = [];
  readonly #facts: TreeFacts;
  readonly #params: Params;
  readonly #umask: number;

  constructor(facts: TreeFacts, params: Params) {
    this.#facts = facts;
    this.#params = params;
    this.#umask = Number.parseInt(facts.accounts.umask, 8);
    const { directories, files, links } = facts;
    // As Ansible has it, a folder of the controller with nothing in it is not copied.
    if (!facts.remote && directories.length + files.length + links.length === 0) return;
    this.#makeRoot();
    this.#makeDirectories();
    this.#writeFiles();
    this.#makeLinks();
    if (facts.remote) this.#finishTop();
  }

  /** What files get: `mode` means files, as Ansible has it; for a folder of the host it means the folder itself. */
  #wanted(file: TreeFile): Wanted {
    const mode = this.#params.raw("mode");
    const own: Json = mode === "preserve" ? file.bits ?? null : this.#facts.remote ? null : mode;
    return wanted(this.#facts.accounts, own);
  }

  /** What the controller's folders get; those of the host keep their bits, save what a slash at the end of `dest` asks for. */
  get #directoryMode(): Json {
    return this.#facts.remote ? null : this.#params.raw("directory_mode");
  }

  /** The root and the folders above it that are missing. */
  #makeRoot(): void {
    const { missing, root, remote, bits } = this.#facts;
    const usual = 0o777 & ~this.#umask;
    const slash = (this.#params.text("dest") ?? "").endsWith("/");
    const mode = slash || !remote ? this.#params.raw("directory_mode") : null;
    for (const path of missing) this.#make(path, usual, mode);
    if (root.state !== "absent") return;
    const isTop = root.path === this.#facts.top.path;
    // Where dest had to be made too it is a new folder; else it is a copy of the host's folder.
    const copied = remote && (isTop ? !slash : missing.length === 0);
    this.#make(root.path, copied ? bits ?? usual : usual, isTop || !remote ? mode : null);
  }

  #make(path: string, usual: number, mode: Json): void {
    const bits = mode === null ? usual : modeBits(mode, { bits: usual, directory: true, umask: this.#umask });
    this.commands.push({ argv: ["mkdir", "-p", "-m", chmodText(bits), "--", path] });
    const owner = ownerNumbers(wanted(this.#facts.accounts, null));
    if (owner !== "") this.commands.push({ argv: ["chown", owner, "--", path] });
    this.diff.push({
      header: path,
      before: diffText({ path, state: "absent" }),
      after: diffText({ path, state: "directory" }),
    });
  }

  #makeDirectories(): void {
    for (const { dest, bits } of this.#facts.directories) {
      const mode = this.#directoryMode;
      if (dest.state === "absent") this.#make(dest.path, bits ?? 0o777 & ~this.#umask, mode);
      else this.#setAttributes(dest, wanted(this.#facts.accounts, mode));
    }
  }

  /** Mode, owner and group of the path that `dest` names; what has just been made has its owner already. */
  #finishTop(): void {
    const { top, accounts, bits, root } = this.#facts;
    const mode = this.#params.raw("mode");
    if (top.state !== "absent") {
      return this.#setAttributes(top, wanted(accounts, mode === "preserve" ? bits ?? null : mode));
    }
    if (mode === null || mode === "preserve") return;
    const made = top.path === root.path ? bits ?? 0o777 & ~this.#umask : 0o777 & ~this.#umask;
    const wish = modeBits(mode, { bits: made, directory: true, umask: this.#umask });
    this.commands.push({ argv: ["chmod", chmodText(wish), "--", top.path] });
  }

  #makeLinks(): void {
    const owner = ownerNumbers(wanted(this.#facts.accounts, null));
    for (const { dest, target } of this.#facts.links) {
      if (dest.state === "link" && dest.target === target) {
        this.#setAttributes(dest, wanted(this.#facts.accounts, null));
        continue;
      }
      this.commands.push(linkCommand(target, dest));
      if (owner !== "") this.commands.push({ argv: ["chown", "-h", owner, "--", dest.path] });
      const before = dest.state === "link"
        ? { path: dest.path, src: dest.target ?? "" }
        : { path: dest.path, state: dest.state };
      const after = dest.state === "link" ? { path: dest.path, src: target } : { path: dest.path, state: "link" };
      this.diff.push({ header: dest.path, before: diffText(before), after: diffText(after) });
    }
  }

  #setAttributes(dest: TreeFile["dest"], want: Wanted): void {
    const change = attributeChange(dest, want, this.#facts.accounts.umask);
    if (!differs(change)) return;
    this.commands.push(...attributeCommands(change, [dest.path]));
    this.diff.push(attributeDiff(dest.path, change));
  }

  #writeFiles(): void {
    const writes: TreeFile[] = [];
    for (const file of this.#facts.files) {
      const same = file.dest.state === "file" && file.destSha1 === file.sha1;
      const kept = file.dest.state !== "absent" && !this.#params.flag("force");
      if (kept) continue;
      if (same) this.#setAttributes(file.dest, this.#wanted(file));
      else {
        writes.push(file);
        this.diff.push(contentDiff(file.dest.path, file.before, file.content ?? `(copied from ${this.#facts.src})\n`));
      }
    }
    if (writes.length > 0) this.commands.push(this.#stage(writes));
  }

  #stage(writes: TreeFile[]): Command {
    const { remote, root, src, accounts } = this.#facts;
    const lines = [
      TELL.trimEnd(),
      's=$(mktemp -d "$1/.ftl2.XXXXXXXX") || exit 1',
      'k() { rm -rf -- "$s"; exit 1; }',
      'W=$PWD S=$s; [ "${s#/}" != "$s" ] || S=$PWD/$s',
      remote ? `cd -- ${quote(src)} || k` : 'tar -xf - -C "$s" || k',
    ];
    const byBits = new Map<number, number[]>();
    const byOwner = new Map<string, number[]>();
    writes.forEach((file, at) => {
      const want = this.#wanted(file);
      const present = file.dest.state === "file";
      const made = present && !remote ? permissions(file.dest) : remote ? file.bits ?? 0o644 : 0o666 & ~this.#umask;
      const base = { bits: made, directory: false, umask: this.#umask };
      const bits = want.mode !== undefined
        ? modeBits(want.mode, base)
        : present && !remote
        ? keptPermissions(file.dest)
        : made;
      byBits.set(bits, [...byBits.get(bits) ?? [], at]);
      const keep = (id: number | undefined, old: number | undefined) => id ?? (present ? old : undefined) ?? "";
      const [uid, gid] = [keep(want.uid, file.dest.status?.uid), keep(want.gid, file.dest.status?.gid)];
      const owner = gid === "" ? `${uid}` : `${uid}:${gid}`;
      if (owner !== "") byOwner.set(owner, [...byOwner.get(owner) ?? [], at]);
      if (remote) lines.push(`cat <${quote(`./${file.name}`)} >"$S/${at}" || k`);
    });
    lines.push('cd -- "$S" || k');
    const required = accounts.uid !== undefined || accounts.gid !== undefined;
    for (const [owner, some] of byOwner) {
      lines.push(`chown ${owner} ${some.join(" ")} ${required ? "|| k" : "2>/dev/null || :"}`);
    }
    for (const [bits, some] of byBits) lines.push(`chmod ${chmodText(bits)} ${some.join(" ")} || k`);
    writes.forEach((file, at) => {
      const path = file.dest.path;
      if (this.#params.flag("backup") && file.dest.state !== "absent") {
        lines.push(backupName(place(path)), `cp -p -- ${place(path)} "$b" || k`);
      }
      lines.push(`mv -f -- ${at} ${place(path)} || k`);
    });
    lines.push('cd / && rmdir -- "$S"');
    const argv = ["sh", "-c", lines.join("\n"), "sh", root.path];
    if (remote) return { argv };
    const files = writes.map((file, at) => ({ name: String(at), content: file.content ?? new Uint8Array() }));
    return { argv, stdin: tarArchive(files) };
  }
}

/** A path as a word, seen from the folder that the script began in. */
function place(path: string): string {
  return path.startsWith("/") ? quote(path) : `"$W"/${quote(path)}`;
}
