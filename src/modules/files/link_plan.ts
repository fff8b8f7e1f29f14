// What the file module does for state link and hard.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Plan } from "../../model/plan.ts";
import { ownerNumbers, wanted } from "./attributes.ts";
import { adjust, type FileCall, filePlan, initialDiff } from "./file_plan.ts";
import { modeText } from "./mode.ts";
import { type PathFacts, pathInfo, permissions } from "./path_facts.ts";
import { fail } from "../frame/planned.ts";

/** A link is made under another name and renamed over the old one; where `mv` knows no -T, the old one goes first. */
const REPLACE = `t=$(mktemp -u "\${2%/*}/.ftl2.XXXXXXXX") || exit 1
ln -s -- "$1" "$t" || exit 1
mv -fT -- "$t" "$2" 2>/dev/null || { rm -f -- "$2" && mv -f -- "$t" "$2"; } || { rm -f -- "$t"; exit 1; }`;

const REPLACE_HARD = `t=$(mktemp -u "\${2%/*}/.ftl2.XXXXXXXX") || exit 1
ln -- "$1" "$t" || exit 1
mv -f -- "$t" "$2" || { rm -f -- "$t"; exit 1; }`;

/** The command that makes a link, or puts it in place of what is there. */
export function linkCommand(target: string, { path, state }: PathFacts): Command {
  if (state === "absent") return { argv: ["ln", "-s", "--", target, path] };
  return { argv: ["sh", "-c", REPLACE, "sh", target, path.includes("/") ? path : `./${path}`] };
}

/** `state: link`. */
export function planLink(call: FileCall): Plan {
  const { facts, params, context } = call;
  const { path, state, target } = facts.path;
  const force = params.flag("force");
  const given = params.text("src");
  const src = given ?? (params.flag("follow") && facts.path.followed?.state !== "absent" ? target : undefined);
  if (given !== undefined && !force && facts.src?.state === "absent") {
    const msg = `src file does not exist, use "force=yes" if you really want to create the link: ${facts.src.path}`;
    return fail(msg, { path, src: given });
  }
  if (state === "directory") {
    if (!force) return fail(`refusing to convert from ${state} to symlink for ${path}`, { path });
    if (!facts.empty) return fail(`the directory ${path} is not empty, refusing to convert it`, { path });
  }
  if ((state === "file" || state === "hard") && !force) {
    return fail(`refusing to convert from ${state} to symlink for ${path}`, { path });
  }
  if (state !== "link" && src === undefined) return fail("src is required for creating new symlinks", { path });
  const diff = initialDiff(path, state, "link");
  const commands: Command[] = [];
  const named = { dest: path, src: src ?? null };
  if (src !== undefined && (state !== "link" || target !== src)) {
    if (state === "link") [diff.before.src, diff.after.src] = [target ?? null, src];
    if (!facts.parent && !context.checkMode) {
      return fail(`Error while linking: [Errno 2] No such file or directory`, { path });
    }
    if (state === "directory") commands.push({ argv: ["rmdir", "--", path] });
    commands.push(linkCommand(src, facts.path));
  }
  // What the link leads to afterwards: attributes are set on it when links are followed, and left alone when it is not there.
  const aim = given === undefined ? facts.path.followed : facts.src;
  const follow = params.flag("follow");
  const settable = follow ? aim : state === "link" ? facts.path : undefined;
  let always = false;
  let info: JsonObject = {};
  if (settable !== undefined && settable.state !== "absent") {
    const adjusted = adjust(call, settable, diff, "preserve");
    commands.push(...adjusted.commands);
    always = adjusted.always;
    if (!follow) info = adjusted.info;
  } else if (!follow && state !== "link") {
    const owner = ownerNumbers(wanted(facts.accounts, null));
    if (owner !== "") commands.push({ argv: ["chown", "-h", owner, "--", path] });
  }
  const size = new TextEncoder().encode(src ?? target).length;
  const shown = aim === undefined || aim.state === "absent"
    ? {}
    : state === "link"
    ? { ...(follow ? pathInfo(facts.path) : info), size }
    : { state: "link" };
  return filePlan({ ...named, ...shown }, diff, commands, always);
}

/** `state: hard`. */
export function planHardLink(call: FileCall): Plan {
  const { facts, params, context } = call;
  const { path, state, status, target } = facts.path;
  const src = params.text("src");
  if (src === undefined && state !== "hard") return fail("src is required for creating new hardlinks", { path });
  const aim: PathFacts | undefined = facts.src;
  const named = { dest: path, src: src ?? null };
  if (src !== undefined && aim?.state === "absent") return fail("src does not exist", named);
  const diff = initialDiff(path, state, "hard");
  const inode = facts.path.followed?.status?.inode ?? status?.inode;
  const same = src === undefined || (state !== "absent" && state !== "link" && inode === aim?.status?.inode);
  if (state === "directory") return fail("Cannot link: different hard link exists at destination", named);
  if (!same && state !== "absent" && state !== "link" && !params.flag("force")) {
    const msg = state === "hard" ? "different hard link" : "file";
    return fail(`Cannot link, ${msg} exists at destination`, named);
  }
  const commands: Command[] = [];
  if (!same) {
    if (state === "link") [diff.before.src, diff.after.src] = [target ?? null, src ?? null];
    if (!facts.parent && !context.checkMode) {
      return fail("Error while linking: [Errno 2] No such file or directory", named);
    }
    const from = aim?.path ?? src ?? "";
    const place = path.includes("/") ? path : `./${path}`;
    if (state === "absent") commands.push({ argv: ["ln", "--", from, path] });
    else commands.push({ argv: ["sh", "-c", REPLACE_HARD, "sh", from, place] });
  }
  const settable = same ? facts.path : aim === undefined ? undefined : { ...aim, path };
  const adjusted = settable === undefined
    ? { commands: [], always: false, info: {} }
    : adjust(call, settable, diff, "preserve");
  commands.push(...adjusted.commands);
  const mode = settable === undefined
    ? {}
    : { mode: adjusted.info.mode ?? modeText(permissions(settable)), state: "hard" };
  return filePlan({ ...named, ...(same ? adjusted.info : mode) }, diff, commands, adjusted.always);
}
