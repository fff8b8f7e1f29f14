// What the file module does for state file, directory, touch and absent.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Plan } from "../../model/plan.ts";
import { attributeChange, attributeCommands, differs, infoAfter, ownerNumbers, wanted } from "./attributes.ts";
import type { FileFacts } from "./file_probe.ts";
import { chmodText, modeBits, modeText } from "./mode.ts";
import type { Params } from "../frame/parameters.ts";
import { type PathFacts, pathInfo } from "./path_facts.ts";
import { fail, type PlanContext } from "../frame/planned.ts";
import { diffText } from "../frame/python_print.ts";
import { touchArguments, touchTime } from "./touch_time.ts";

/** Everything a state's plan needs. */
export interface FileCall {
  facts: FileFacts;
  params: Params;
  context: PlanContext;
}

/** Before and after as Ansible's `initial_diff` begins them. */
export interface FileDiff {
  before: JsonObject;
  after: JsonObject;
}

/** A diff that names the path, and the state where that changes. */
export function initialDiff(path: string, before: string, after: string): FileDiff {
  const states = before === after ? [{}, {}] : [{ state: before }, { state: after }];
  return { before: { path, ...states[0] }, after: { path, ...states[1] } };
}

/** A plan from commands and a diff; "already so" without commands. */
export function filePlan(result: JsonObject, diff: FileDiff, commands: Command[], cannotTell = false): Plan {
  const whole = { ...result, changed: commands.length > 0, diff: { before: diff.before, after: diff.after } };
  if (commands.length === 0) return { kind: "same", result: whole };
  const path = result.path ?? result.dest;
  const shown = { header: String(path), before: diffText(diff.before), after: diffText(diff.after) };
  return { kind: "change", diff: [shown], commands, result: whole, ...(cannotTell ? { cannotTell } : {}) };
}

/** Attributes and timestamps of what is there; adds to the diff. Timestamps that are always set are `always`. */
export function adjust(call: FileCall, target: PathFacts, diff: FileDiff, otherwise: "preserve" | "now") {
  const { facts, params } = call;
  const change = attributeChange(target, wanted(facts.accounts, params.raw("mode")), facts.accounts.umask);
  Object.assign(diff.before, change.before);
  Object.assign(diff.after, change.after);
  const [atime, mtime] = times(params, otherwise);
  const touches = touchArguments(atime, mtime, target.status);
  const commands = [
    ...attributeCommands(change, [target.path]),
    ...touches.map((args) => ({ argv: ["touch", ...args, "--", target.path] })),
  ];
  const always = atime.kind === "now" || mtime.kind === "now";
  return { commands, always, info: infoAfter(target, change) };
}

function times(params: Params, otherwise: "preserve" | "now") {
  const time = (name: string) =>
    touchTime(params.text(`${name}_time`), params.text(`${name}_time_format`) ?? "%Y%m%d%H%M.%S", otherwise);
  return [time("access"), time("modification")] as const;
}

/** What a followed link leads to, or the path itself. */
export function followed(facts: FileFacts, params: Params): PathFacts {
  return facts.path.state === "link" && params.flag("follow") ? facts.path.followed ?? facts.path : facts.path;
}

/** `state: file`: attributes of something that must be there already. */
export function planFile(call: FileCall): Plan {
  const target = followed(call.facts, call.params);
  if (target.state !== "file" && target.state !== "hard") {
    const msg = `file (${target.path}) is ${target.state}, cannot continue`;
    return fail(msg, { path: target.path, state: target.state });
  }
  const diff = initialDiff(target.path, target.state, "file");
  const { commands, always, info } = adjust(call, target, diff, "preserve");
  return filePlan({ path: target.path, ...info }, diff, commands, always);
}

/** `state: directory`: made with all its parents, which get the same attributes. */
export function planDirectory(call: FileCall): Plan {
  const { facts, params } = call;
  const target = followed(facts, params);
  const path = target.path;
  if (target.state !== "absent" && target.state !== "directory") {
    return fail(`${path} already exists as a ${target.state}`, { path });
  }
  const diff = initialDiff(path, target.state, "directory");
  if (target.state === "absent") {
    if (facts.blocked !== undefined || (facts.path.state === "link" && facts.missing.length === 0)) {
      const why = facts.blocked === undefined ? "its folder is missing too" : `${facts.blocked} is not a directory`;
      return fail(`There was an issue creating ${path} as requested: ${why}`, { path });
    }
    const made = facts.missing.length > 0 ? facts.missing : [path];
    const umask = Number.parseInt(facts.accounts.umask, 8);
    const usual = 0o777 & ~umask;
    const mode = params.raw("mode");
    const bits = mode === null ? undefined : modeBits(mode, { bits: usual, directory: true, umask });
    const commands: Command[] = [
      { argv: ["mkdir", "-p", ...(bits === undefined ? [] : ["-m", chmodText(bits)]), "--", ...made] },
    ];
    const chown = ownerNumbers(wanted(facts.accounts, null));
    if (chown !== "") {
      commands.push(...attributeCommands({ chown, ...(bits === undefined ? {} : { chmod: chmodText(bits) }) }, made));
    }
    return filePlan({ path, mode: modeText(bits ?? usual), state: "directory" }, diff, commands);
  }
  const { commands, always, info } = adjust(call, target, diff, "preserve");
  commands.push(...recursion(call));
  return filePlan({ path, ...info }, diff, commands, always);
}

/** Attributes and times of everything below; entries that need the same are set together. */
function recursion(call: FileCall): Command[] {
  const { facts, params } = call;
  const want = wanted(facts.accounts, params.raw("mode"));
  const [atime, mtime] = times(params, "preserve");
  const groups = new Map<string, { commands: (paths: string[]) => Command[]; paths: string[] }>();
  for (const entry of facts.entries ?? []) {
    const change = attributeChange(entry, want, facts.accounts.umask);
    const link = entry.state === "link";
    // A link has no times of its own: they would be those of what it leads to.
    const touches = link ? [] : touchArguments(atime, mtime, entry.status);
    if (!differs(change) && touches.length === 0) continue;
    const key = JSON.stringify([link, change.chown, change.chmod, touches]);
    const commands = (paths: string[]): Command[] => [
      ...attributeCommands(change, paths, { follow: params.flag("follow") && !link }),
      ...touches.map((args) => ({ argv: ["touch", ...args, "--", ...paths] })),
    ];
    const group = groups.get(key) ?? { commands, paths: [] };
    group.paths.push(entry.path);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ commands, paths }) => {
    const all: Command[] = [];
    for (let at = 0; at < paths.length; at += 200) all.push(...commands(paths.slice(at, at + 200)));
    return all;
  });
}

/** `state: touch`: an empty file where there is nothing, new timestamps (unless preserved) where there is something. */
export function planTouch(call: FileCall): Plan {
  const { facts, params, context } = call;
  const { path } = facts.path;
  const target = followed(facts, params);
  const diff = initialDiff(path, facts.path.state, "touch");
  if (target.state === "absent" && facts.path.state === "link") {
    const msg =
      `Error while updating modification or access time: [Errno 2] No such file or directory: b'${target.path}'`;
    return fail(msg, { path: target.path });
  }
  if (target.state !== "absent") {
    const { commands, always, info } = adjust(call, target, diff, "now");
    const shown = facts.path.state === "link" ? pathInfo(facts.path) : info;
    return filePlan({ dest: path, ...shown }, diff, commands, always);
  }
  if (!facts.parent && !context.checkMode) {
    const msg = `Error, could not touch target: [Errno 2] No such file or directory: b'${path}'`;
    return fail(msg, { path });
  }
  const umask = Number.parseInt(facts.accounts.umask, 8);
  const usual = 0o666 & ~umask;
  const mode = params.raw("mode");
  const bits = mode === null ? usual : modeBits(mode, { bits: usual, directory: false, umask });
  const chown = ownerNumbers(wanted(facts.accounts, null));
  const [atime, mtime] = times(params, "now");
  const stamps = touchArguments(atime, mtime, undefined).filter((args) => args.includes("-t"));
  const commands: Command[] = [
    { argv: ["touch", "--", path] },
    ...attributeCommands({
      ...(chown === "" ? {} : { chown }),
      ...(mode === null ? {} : { chmod: chmodText(bits) }),
    }, [path]),
    ...stamps.map((args) => ({ argv: ["touch", ...args, "--", path] })),
  ];
  const always = atime.kind === "now" || mtime.kind === "now";
  return filePlan({ dest: path, mode: modeText(bits), size: 0, state: "file" }, diff, commands, always);
}

/** `state: absent`: a folder goes with everything in it, a link without what it leads to. */
export function planAbsent(call: FileCall): Plan {
  const { path, state } = call.facts.path;
  const diff = initialDiff(path, state, "absent");
  const result = { path, state: "absent" };
  if (state === "absent") return { kind: "same", result: { ...result, changed: false } };
  // busybox's rm has no guard of its own.
  if (/^(\/|\.{1,2}|\/\.{1,2})+$/.test(path)) return fail(`refusing to remove ${path}`, { path });
  if (state === "directory") diff.before.path_content = call.facts.below ?? { directories: [], files: [] };
  const argv = ["rm", state === "directory" ? "-rf" : "-f", "--", path];
  return filePlan(result, diff, [{ argv }]);
}
