// A folder copied: folders made, files that differ staged together on the host and renamed into place one by one.
import type { Command } from "../model/command.ts";
import type { Json } from "../model/json.ts";
import type { Diff, Plan } from "../model/plan.ts";
import { attributeChange, attributeCommands, differs, unknownAccount, type Wanted, wanted } from "./attributes.ts";
import { contentDiff } from "./content_diff.ts";
import { attributeDiff } from "./content_plan.ts";
import { BadMode, chmodText, modeBits } from "./mode.ts";
import type { Params } from "./parameters.ts";
import { permissions } from "./path_facts.ts";
import { fail, type PlanContext } from "./planned.ts";
import { diffText } from "./python_print.ts";
import { quote, quoteAll } from "./shell_words.ts";
import { tarArchive } from "./tar_archive.ts";
import { TELL } from "./fields.ts";
import type { TreeFacts, TreeFile } from "./tree_probe.ts";

/** Pure: what must be done so that the destination has the folder's content. */
export function treePlan(facts: TreeFacts, params: Params, context: PlanContext): Plan {
  const dest = params.text("dest") ?? "";
  const named = { dest: dest.endsWith("/") || facts.remote ? dest : `${dest}/`, src: facts.src };
  const unknown = unknownAccount(facts.accounts, params);
  if (unknown !== undefined && !context.checkMode) return fail(unknown, named);
  const clash = [...facts.files].find(({ dest }) => dest.state === "directory");
  if (clash !== undefined) return fail(`Destination ${clash.dest.path} is a directory`, named);
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
    this.#makeDirectories();
    this.#writeFiles();
  }

  /** What files get: `mode` means files, as Ansible has it; for a folder of the host it means the folder itself. */
  #wanted(file: TreeFile): Wanted {
    const mode = this.#params.raw("mode");
    const own: Json = mode === "preserve" ? file.bits ?? null : this.#facts.remote ? null : mode;
    return wanted(this.#facts.accounts, own);
  }

  #makeDirectories(): void {
    const { accounts, remote } = this.#facts;
    const mode = this.#params.raw("directory_mode");
    for (const directory of this.#facts.directories) {
      const { dest } = directory;
      const top = directory.name === "" && remote ? this.#params.raw("mode") : null;
      const own: Json = top === null || top === "preserve" ? mode : top;
      const want = wanted(accounts, own);
      if (dest.state === "absent") {
        const made = remote ? directory.bits ?? 0o777 & ~this.#umask : 0o777 & ~this.#umask;
        const bits = own === null ? made : modeBits(own, { bits: made, directory: true, umask: this.#umask });
        this.commands.push({ argv: ["mkdir", "-p", "-m", chmodText(bits), "--", dest.path] });
        const owner = `${want.uid ?? ""}${want.gid === undefined ? "" : `:${want.gid}`}`;
        if (owner !== "") this.commands.push({ argv: ["chown", owner, "--", dest.path] });
        this.diff.push({
          header: dest.path,
          before: diffText({ path: dest.path, state: "absent" }),
          after: diffText({ path: dest.path, state: "directory" }),
        });
      } else this.#setAttributes(dest, want);
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
      remote ? `cd -- ${quote(src)} || k` : 'tar -xf - -C "$s" || k',
      'S=$s; [ "${s#/}" != "$s" ] || S=$PWD/$s',
    ];
    const byBits = new Map<number, number[]>();
    const byOwner = new Map<string, number[]>();
    writes.forEach((file, at) => {
      const want = this.#wanted(file);
      const present = file.dest.state === "file";
      const made = present && !remote ? permissions(file.dest) : remote ? file.bits ?? 0o644 : 0o666 & ~this.#umask;
      const base = { bits: made, directory: false, umask: this.#umask };
      const bits = want.mode === undefined ? made : modeBits(want.mode, base);
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
        lines.push(`cp -p -- ${quoteAll([path])} ${quote(path)}".$$.$(date +%Y-%m-%d@%H:%M:%S)~" || k`);
      }
      lines.push(`mv -f -- ${at} ${quote(path)} || k`);
    });
    lines.push('cd / && rmdir -- "$S"');
    const argv = ["sh", "-c", lines.join("\n"), "sh", root];
    if (remote) return { argv };
    const files = writes.map((file, at) => ({ name: String(at), content: file.content ?? new Uint8Array() }));
    return { argv, stdin: tarArchive(files) };
  }
}
