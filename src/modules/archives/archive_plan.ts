// What archive does about what it found: a new archive beside the old one, renamed over it, and only then the sources removed.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import { compressorOf, packageOf } from "./archive_formats.ts";
import { zipScript } from "./archive_holds.ts";
import type { ArchiveFacts } from "./archive_probe.ts";
import { nameBelow } from "./archive_paths.ts";
import {
  attributeChange,
  attributeCommands,
  differs,
  infoAfter,
  ownerNumbers,
  unknownAccount,
  wanted,
} from "../files/attributes.ts";
import { attributeDiff } from "../files/content_plan.ts";
import { BadMode, chmodText, modeBits, modeText } from "../files/mode.ts";
import type { Params } from "../frame/parameters.ts";
import { pathInfo, permissions } from "../files/path_facts.ts";
import { fail, type PlanContext } from "../frame/planned.ts";
import { quote, quoteAll } from "../scripts/shell_words.ts";
import { folderPrefix, withoutSlash } from "../files/path_text.ts";

/** Pure. */
export function archivePlan(facts: ArchiveFacts, params: Params, context: PlanContext): Plan {
  try {
    return planArchive(facts, params, context);
  } catch (error) {
    if (error instanceof BadMode) return fail(error.message, { path: facts.dest?.path ?? null });
    throw error;
  }
}

function planArchive(facts: ArchiveFacts, params: Params, context: PlanContext): Plan {
  const { targets, dest, members, expanded, excluded } = facts;
  const format = params.text("format") ?? "gz";
  const there = dest?.followed ?? dest;
  const exists = there !== undefined && there.state !== "absent";
  const remove = params.flag("remove");
  const paths = params.texts("path").join(", ");
  const sources = targets.targets.length + targets.missing.length;
  if (sources === 0 && !(remove && exists)) {
    const details = { path: paths, expanded_paths: expanded.join(", "), expanded_exclude_paths: excluded.join(", ") };
    return fail("Error, no source paths were found", details);
  }
  if (dest === undefined) {
    const details = { dest: null, path: paths };
    return fail('Error, must specify "dest" when archiving multiple files or trees', details);
  }
  const holder = targets.targets.find(({ path, kind }) =>
    kind === "directory" && dest.path.startsWith(`${folderPrefix(path)}/`)
  );
  if (remove && holder !== undefined) {
    const msg = "Error, created archive can not be contained in source paths when remove=true";
    return fail(msg, { path: targets.targets.map(({ path }) => path).join(", ") });
  }
  const unknown = unknownAccount(facts.accounts, params);
  if (unknown !== undefined) return fail(unknown, { dest: dest.path });
  const archived = members.map(({ path }) => path);
  const told = {
    arcroot: targets.root,
    missing: targets.missing,
    expanded_paths: expanded,
    expanded_exclude_paths: excluded,
    dest: dest.path,
  };
  const alone = !targets.many && format !== "tar" && format !== "zip";
  if (targets.targets.length === 0) {
    const state = !exists
      ? "absent"
      : /\.(tar|tar\.(gz|bz2|xz)|tgz|tbz2|zip)$/i.test(dest.path)
      ? "archive"
      : "compress";
    return attributesOnly(facts, params, { ...told, archived: [], dest_state: state });
  }
  const state = alone ? "compress" : targets.missing.length > 0 && targets.many ? "incomplete" : "archive";
  const result: JsonObject = { ...told, archived, dest_state: state };
  if (facts.missingProgram !== undefined) {
    const program = facts.missingProgram;
    const name = program === "tar" ? "GNU tar" : `'${program}'`;
    return fail(`${name} is needed on the host: install the package ${packageOf(program)}`, result);
  }
  if (facts.same) {
    const plan = attributesOnly(facts, params, result);
    if (!remove || plan.kind === "fail") return plan;
    const commands = plan.kind === "change" ? plan.commands : [];
    const diff = plan.kind === "change" ? plan.diff : [];
    const removal = sourcesDiff(archived, dest.path);
    return {
      kind: "change",
      diff: [...diff, removal],
      commands: [...commands, removeCommand(facts)],
      result: plan.result,
    };
  }
  if (there?.state === "directory") {
    return fail(`Error when writing archive at ${dest.path}: it is a directory`, result);
  }
  if (!facts.parent && !context.checkMode) {
    const words = `Error when writing ${
      alone ? "" : format === "tar" || format === "zip" ? format : `tar.${format}`
    } archive at ${dest.path}`;
    return fail(`${words}: [Errno 2] No such file or directory: '${dest.path}'`, result);
  }
  const umask = Number.parseInt(facts.accounts.umask, 8);
  const base = { bits: exists ? permissions(there) : 0o666 & ~umask, directory: false, umask };
  const want = wanted(facts.accounts, params.raw("mode"));
  const bits = want.mode === undefined ? base.bits : modeBits(want.mode, base);
  const owner = ownerNumbers(want);
  const keep = exists ? `${there.status?.uid}:${there.status?.gid}` : "";
  const commands = [writeArchive(facts, { format, alone, bits, owner, keep, path: exists ? there.path : dest.path })];
  if (remove) commands.push(removeCommand(facts));
  const diff = [{
    header: dest.path,
    before: exists ? "(an archive of something else)\n" : "",
    after: lines(archived),
  }];
  if (remove) diff.push(sourcesDiff(archived, dest.path));
  const info = exists ? pathInfo(there) : {};
  const { size: _size, ...known } = info;
  const predicted: ModuleResult = { changed: true, ...known, ...result, mode: modeText(bits), state: "file" };
  return { kind: "change", diff, commands, result: predicted };
}

function lines(paths: string[]): string {
  return paths.map((path) => `${path}\n`).join("");
}

function sourcesDiff(archived: string[], dest: string) {
  return { header: `sources of ${dest}`, before: lines(archived), after: "" };
}

function attributesOnly(facts: ArchiveFacts, params: Params, result: JsonObject): Plan {
  const there = facts.dest?.followed ?? facts.dest;
  if (there === undefined || there.state === "absent") return { kind: "same", result: { changed: false, ...result } };
  const change = attributeChange(there, wanted(facts.accounts, params.raw("mode")), facts.accounts.umask);
  const whole = { changed: differs(change), ...infoAfter(there, change), ...result };
  if (!differs(change)) return { kind: "same", result: whole };
  const commands = attributeCommands(change, [there.path]);
  return { kind: "change", diff: [attributeDiff(there.path, change)], commands, result: whole };
}

interface Writing {
  path: string;
  format: string;
  alone: boolean;
  bits: number;
  owner: string;
  keep: string;
}

/** The new archive is `$t/a.zip` until it is moved, whatever its format: zip would add that ending itself. */
function writeArchive({ targets, members }: ArchiveFacts, writing: Writing): Command {
  const { path, format, alone, bits, owner, keep } = writing;
  const names = members.map(({ path: member }) => nameBelow(targets.root, member));
  const flag = { gz: "-z", bz2: "-j", xz: "-J" }[format] ?? "";
  const make = alone
    ? `${compressorOf(format)} ${format === "gz" ? "-nc" : "-c"} <${quote(members[0]?.path ?? "")} >"$t/a.zip" || k\n`
    : format === "zip"
    ? `export LC_ALL=C.UTF-8\n${zipScript(targets.root, "k")}`
    : `tar -c ${flag} -f "$t/a.zip" -C ${
      quote(targets.root || "./")
    } --no-recursion --null --verbatim-files-from -T - || k\n`;
  const script = `D=${quote(path)}
t=$(umask 077; mktemp -d "\${D%/*}/.ftl2.XXXXXXXX") || exit 1
k() { rm -rf -- "$t"; exit 1; }
${make}${keep === "" ? "" : `chown ${keep} "$t/a.zip" 2>/dev/null || :\n`}${
    owner === "" ? "" : `chown ${owner} "$t/a.zip" || k\n`
  }chmod ${chmodText(bits)} "$t/a.zip" && mv -f -- "$t/a.zip" "$D" || k
rm -rf -- "$t"`;
  const separator = format === "zip" ? "\n" : "\0";
  const stdin = alone ? {} : { stdin: names.map((name) => `${name}${separator}`).join("") };
  return { argv: ["sh", "-c", script], ...stdin };
}

/** Removes what was archived, and the folders that are empty then: what was left out of the archive stays. */
function removeCommand({ targets, members }: ArchiveFacts): Command {
  const files = members.filter(({ folder }) => !folder).map(({ path }) => path);
  const tops = targets.targets.filter(({ kind }) => kind === "directory").map(({ path }) => withoutSlash(path));
  const folders = [...members.filter(({ folder }) => folder).map(({ path }) => path).reverse(), ...tops];
  const chunks: string[] = [];
  for (let at = 0; at < files.length; at += 200) {
    chunks.push(
      `rm -f -- ${quoteAll(files.slice(at, at + 200))} || { echo "Error deleting some source files" >&2; exit 1; }`,
    );
  }
  for (let at = 0; at < folders.length; at += 200) {
    chunks.push(`rmdir -- ${quoteAll(folders.slice(at, at + 200))} 2>/dev/null || :`);
  }
  return { argv: ["sh", "-c", chunks.join("\n") || ":"] };
}
