// How an edit of a text file of the host is put in place, and what modules that edit one share (lineinfile, blockinfile, replace, ini_file …).
import type { CommandResult } from "../../model/command.ts";
import { TemplateError } from "../../model/errors.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Diff, ModuleResult, Plan } from "../../model/plan.ts";
import type { Parameter } from "../../ports/module.ts";
import {
  ATTRIBUTE_PARAMETERS,
  attributeChange,
  attributeCommands,
  differs,
  flagCommands,
  ownerNumbers,
  unknownAccount,
  wanted,
} from "../files/attributes.ts";
import { type Content, contentDiff } from "../files/content_diff.ts";
import { attributeDiff } from "../files/content_plan.ts";
import { BadMode, modeBits } from "../files/mode.ts";
import { keptPermissions, permissions } from "../files/path_facts.ts";
import { concludePath, writeCommand } from "../files/write_file.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, type PlanContext } from "../frame/planned.ts";
import { bytesOf } from "./byte_text.ts";
import type { TextFacts } from "./text_probe.ts";

/** Parameters of every module that edits a file. */
export const EDIT_PARAMETERS: Record<"path" | "create" | "backup" | "validate", Parameter> & Record<string, Parameter> =
  {
    path: { type: "path", description: "The file.", required: true, aliases: ["dest", "destfile", "name"] },
    create: { type: "bool", description: "Make the file, and its folder, if it is not there.", default: false },
    backup: { type: "bool", description: "Keep the old file beside it, with the time in its name.", default: false },
    validate: { type: "str", description: "A command with %s for the new file; it is put in place only if it agrees." },
    ...ATTRIBUTE_PARAMETERS,
  };

/** Ansible's refusal to edit a folder; undefined where there is none. */
export function refusedFolder({ path }: TextFacts): Plan | undefined {
  if ((path.followed ?? path).state !== "directory") return undefined;
  return fail(`Path ${path.path} is a directory !`, { rc: 256 });
}

/** What an edit comes to: the file afterwards, and Ansible's word for what was done, empty where nothing was. */
export interface Edit {
  content: string | Uint8Array;
  msg: string;
  /** What the result has besides. */
  result?: JsonObject;
}

/** Pure: the plan of an edit, with the attributes that the task wants. `edit` is asked for only where there is something to edit. */
export function textPlan(facts: TextFacts, params: Params, context: PlanContext & { edit(): Edit }): Plan {
  const { path } = facts.path;
  const unknown = unknownAccount(facts.accounts, params);
  if (unknown !== undefined && !(context.checkMode && facts.text === undefined)) return fail(unknown, { path });
  try {
    return planEdit(facts, params, context.edit());
  } catch (error) {
    if (error instanceof BadMode || error instanceof TemplateError) return fail(error.message, { path });
    throw error;
  }
}

function planEdit(facts: TextFacts, params: Params, edit: Edit): Plan {
  const there = facts.text !== undefined;
  // The text of what a link leads to is edited, but owner and group are the link's own, as in Ansible; it has no mode.
  const link = facts.path.state === "link";
  const target = facts.path.followed ?? facts.path;
  const want = wanted(facts.accounts, params.raw("mode"));
  const attributes = attributeChange(facts.path, want, facts.accounts.umask);
  const umask = Number.parseInt(facts.accounts.umask, 8);
  const base = { bits: there ? permissions(target) : 0o666 & ~umask, directory: false, umask };
  const usual = there ? keptPermissions(target) : base.bits;
  const bits = want.mode === undefined || link ? usual : modeBits(want.mode, base);
  const words = [
    edit.msg,
    differs(attributes) || bits !== usual ? "ownership, perms or SE linux context changed" : "",
  ];
  const msg = words.filter((word) => word !== "").join(" and ");
  const result: ModuleResult = { changed: msg !== "", ...edit.result, msg };
  const attributeDiffs: Diff[] = differs(attributes) ? [attributeDiff(facts.path.path, attributes)] : [];
  const adjust = attributeCommands(attributes, [facts.path.path]);
  if (edit.msg === "") {
    return attributeDiffs.length === 0
      ? { kind: "same", result }
      : { kind: "change", diff: attributeDiffs, commands: adjust, result };
  }
  const owner = link ? "" : ownerNumbers(want);
  const validate = params.text("validate");
  const write = writeCommand({
    dest: target.path,
    content: bytesOf(edit.content),
    bits,
    ...(owner === "" ? {} : { owner }),
    ...(there ? { keep: `${target.status?.uid}:${target.status?.gid}` } : {}),
    backup: params.flag("backup") && there,
    ...(validate === undefined ? {} : { validate }),
    unsafe: params.flag("unsafe_writes"),
    ...(link ? { backupBeside: facts.path.path } : {}),
  });
  const folder = target.path.slice(0, target.path.lastIndexOf("/"));
  const commands = there || facts.parent ? [write] : [{ argv: ["mkdir", "-p", "--", folder] }, write];
  commands.push(...(link ? adjust : flagCommands(facts.accounts, target.path)));
  const before: Content = facts.bytes ? { note: "binary" } : facts.text;
  const diff = [contentDiff(target.path, before, edit.content), ...attributeDiffs];
  return { kind: "change", diff, commands, result };
}

/** The result of an edit; the backup is told as `key`. */
export function concludeEdit(key: "backup" | "backup_file") {
  return (predicted: ModuleResult, output: CommandResult): ModuleResult => {
    const { backup_file, ...result } = concludePath(predicted, output);
    return {
      ...result,
      changed: result.changed === true,
      ...(typeof backup_file === "string" ? { [key]: backup_file } : {}),
    };
  };
}
