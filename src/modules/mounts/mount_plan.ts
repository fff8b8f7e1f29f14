// What mount does: the table is written once the kernel has taken what it says.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Diff, ModuleResult, Plan } from "../../model/plan.ts";
import { contentDiff } from "../files/content_diff.ts";
import { permissions } from "../files/path_facts.ts";
import { writeCommand } from "../files/write_file.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, type PlanContext } from "../frame/planned.ts";
import { bytesOf } from "../text/byte_text.ts";
import { letterText } from "../text/seen_text.ts";
import { type EditedTable, removeFileSystem, setFileSystem } from "./fstab_lines.ts";
import { FSTAB, type MountFacts } from "./mount_probe.ts";
import { mountDeed, mountSteps, remountSteps, umountSteps } from "./mount_steps.ts";
import { sourcesAt } from "./mountinfo.ts";

const NOT_THE_SAME =
  "Ephemeral mount point is already mounted with a different source than the specified one. Failing in order to prevent an " +
  'unwanted unmount or override operation. Try replacing this command with a "state: unmounted" followed by a "state: ephemeral", ' +
  "or use a different destination path.";

/** Pure: the plan. */
export function planMount(facts: MountFacts, params: Params, context: PlanContext): Plan {
  const state = params.text("state") ?? "";
  const { src, ...terms } = termsOf(facts, params);
  const { name, fstype, opts } = terms;
  const { warnings, boot, ...rest } = terms;
  const base: JsonObject = {
    ...rest,
    ...(src === undefined ? {} : { src }),
    boot,
    fstab: facts.path.path,
    backup_file: "",
    ...(warnings.length > 0 ? { warnings } : {}),
  };
  const mounted = isMounted(facts, name, state === "mounted" || state === "ephemeral" ? src : undefined);
  const table = edited(facts, { state, src, ...terms });
  const call = { name, src: src ?? "", fstype: fstype ?? "", opts, ephemeral: state === "ephemeral" };
  const custom = facts.path.path === FSTAB ? [] : ["-T", facts.path.path];
  const made = (steps: string, deed: Deed) => change(facts, params, { ...deed, steps, base, context });
  switch (state) {
    case "present":
    case "absent_from_fstab":
      return table.changed ? made("", { table }) : same(base);
    case "absent":
    case "absent_mount": {
      if (!table.changed) return same(base);
      const there = (facts.point.followed ?? facts.point).state !== "absent";
      const removes = state === "absent" && there;
      return made(mounted ? umountSteps(name) : "", { table, ...(mounted ? { to: "unmounted" } : {}), removes });
    }
    case "unmounted":
      return mounted ? made(umountSteps(name), { to: "unmounted" }) : same(base);
    case "remounted":
      return made(remountSteps({ ...call, asked: opts !== "defaults" }, custom), { to: "remounted", cannotTell: true });
    case "ephemeral":
      if (!mounted) return made(mountSteps(call, [], facts.missing), { to: "mounted" });
      if (!isSameSource(facts, name, call.src)) return fail(NOT_THE_SAME);
      return made(remountSteps(call, []), { to: "remounted", cannotTell: true });
    default: {
      if (mounted && !table.changed) return same(base);
      // The new table lies beside the old one until the kernel has agreed.
      const from = table.changed ? ["-T", "$t"] : custom;
      const steps = mounted ? remountSteps(call, from) : mountSteps(call, from, facts.missing);
      return made(steps, { ...(table.changed ? { table } : {}), to: mounted ? "remounted" : "mounted" });
    }
  }
}

function same(base: JsonObject): Plan {
  return { kind: "same", result: { ...base, changed: false } };
}

function termsOf(facts: MountFacts, params: Params) {
  const given = params.text("opts") ?? "defaults";
  const [boot, noauto] = [params.flag("boot"), given.split(",").includes("noauto")];
  const warnings = boot && noauto ? ["Ignore the 'boot' due to 'opts' contains 'noauto'."] : [];
  if (facts.mountinfo === undefined) {
    warnings.push("Cannot open file /proc/self/mountinfo. Bind mounts might be misinterpreted.");
  }
  const [src, fstype] = [params.text("src"), params.text("fstype")];
  return {
    name: facts.point.path.replace(/^\.\//, ""),
    ...(src === undefined ? {} : { src }),
    ...(fstype === undefined ? {} : { fstype }),
    opts: boot || noauto ? given : `${given},noauto`,
    dump: params.text("dump") ?? "0",
    passno: params.text("passno") ?? "0",
    boot: boot ? "yes" : "no",
    warnings,
  };
}

/** Whether something is mounted there; where source and folder are of one device, whether it is the source. */
function isMounted(facts: MountFacts, name: string, src: string | undefined): boolean {
  const { point, above, mountinfo, real } = facts;
  const parent = (above.followed ?? above).status;
  const apart = point.status !== undefined && point.state !== "link" && parent !== undefined &&
    (point.status.device !== parent.device || point.status.inode === parent.inode);
  if (mountinfo === undefined) return apart;
  // Of layered file systems files have devices of their own, and subvolumes too: only the kernel's list tells what is mounted.
  const sources = sourcesAt(mountinfo, point.state === "link" ? name : real ?? name);
  return sources !== undefined && (apart || src === undefined || sources.includes(src));
}

function isSameSource({ mountinfo = "", real }: MountFacts, name: string, src: string): boolean {
  return sourcesAt(mountinfo, real ?? name)?.includes(src) ?? false;
}

function edited(
  facts: MountFacts,
  wanted: {
    state: string;
    name: string;
    src?: string | undefined;
    fstype?: string;
    opts: string;
    dump: string;
    passno: string;
  },
): EditedTable {
  const { text: whole, meant } = letterText(facts);
  const text = whole.replaceAll(/\r\n?/g, "\n");
  const { state, opts, dump, passno } = wanted;
  const name = meant(wanted.name);
  const src = wanted.src === undefined ? {} : { src: meant(wanted.src) };
  if (/^absent/.test(state)) return removeFileSystem(text, { name, ...src });
  if (state !== "present" && state !== "mounted") return { text, changed: false };
  const fields = { fstype: meant(wanted.fstype ?? ""), opts: meant(opts), dump: meant(dump), passno: meant(passno) };
  return setFileSystem(text, { src: src.src ?? "", name, ...fields });
}

interface Deed {
  table?: EditedTable;
  /** What becomes of the mount. */
  to?: string;
  /** The mount point is removed at last. */
  removes?: boolean;
  cannotTell?: true;
}

function change(
  facts: MountFacts,
  params: Params,
  deed: Deed & { steps: string; base: JsonObject; context: PlanContext },
): Plan {
  const { table, to, steps, base } = deed;
  const name = String(base.name);
  const diff: Diff[] = [];
  const commands: Command[] = [];
  const target = facts.path.followed ?? facts.path;
  if (target.state === "directory") return fail(`${target.path} is a directory: fstab names the file in it`);
  if (table === undefined) commands.push(mountDeed(steps));
  else {
    const content = letterText(facts).put(table.text);
    diff.push(contentDiff(target.path, facts.bytes ? { note: "binary" } : facts.text, content));
    if (!facts.parent) commands.push({ argv: ["mkdir", "-p", "--", target.path.replace(/\/[^/]*$/, "") || "/"] });
    commands.push(writeCommand({
      dest: target.path,
      content: bytesOf(content),
      bits: target.status === undefined ? 0o666 & ~Number.parseInt(facts.accounts.umask, 8) : permissions(target),
      ...(target.status === undefined ? {} : { keep: `${target.status.uid}:${target.status.gid}` }),
      backup: params.flag("backup") && facts.text !== undefined,
      ...(steps === "" ? {} : { first: steps }),
    }));
  }
  if (to !== undefined) {
    const before = to === "mounted" ? "unmounted" : "mounted";
    diff.push({ header: `${name} (mount)`, before: `${before}\n`, after: `${to}\n` });
  }
  if (deed.removes) {
    const script = 'o=$(LC_ALL=C rmdir -- "$1" 2>&1) || { printf "%s\\n" "Error rmdir $1: $o" >&2; exit 1; }';
    commands.push({ argv: ["sh", "-c", script, "sh", name] });
  }
  const result: ModuleResult = { ...base, changed: true };
  return { kind: "change", diff, commands, result, ...(deed.cannotTell ? { cannotTell: true } : {}) };
}
