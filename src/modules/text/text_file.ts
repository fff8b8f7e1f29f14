// A text file of the host that a module edits (lineinfile, blockinfile, replace): what is looked at, and how an edit is put in place.
import type { CommandResult } from "../../model/command.ts";
import { TemplateError } from "../../model/errors.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Diff, ModuleResult, Plan } from "../../model/plan.ts";
import type { ModuleCall, Parameter } from "../../ports/module.ts";
import { type Accounts, accounts, accountsScript, ATTRIBUTE_PARAMETERS, attributeChange } from "../files/attributes.ts";
import { attributeCommands, differs, flagCommands, unknownAccount, wanted } from "../files/attributes.ts";
import { fromBytes, toBytes } from "./byte_text.ts";
import { type Content, contentDiff } from "../files/content_diff.ts";
import { attributeDiff } from "../files/content_plan.ts";
import { type Fields, withBody } from "../scripts/fields.ts";
import { BadMode, modeBits } from "../files/mode.ts";
import type { Params } from "../frame/parameters.ts";
import { askFlags, keptPermissions, LOOK, type PathFacts, pathFacts, permissions } from "../files/path_facts.ts";
import { fail, type PlanContext, ProbeFailed } from "../frame/planned.ts";
import { pathWord } from "../scripts/shell_words.ts";
import { concludePath, writeCommand } from "../files/write_file.ts";

/** Parameters of every module that edits a file. */
export const EDIT_PARAMETERS: Record<"path" | "create" | "backup" | "validate", Parameter> & Record<string, Parameter> =
  {
    path: { type: "path", description: "The file.", required: true, aliases: ["dest", "destfile", "name"] },
    create: { type: "bool", description: "Make the file, and its folder, if it is not there.", default: false },
    backup: { type: "bool", description: "Keep the old file beside it, with the time in its name.", default: false },
    validate: { type: "str", description: "A command with %s for the new file; it is put in place only if it agrees." },
    ...ATTRIBUTE_PARAMETERS,
  };

/** The file and its text; `text` is undefined where there is no file. */
export interface TextFacts {
  path: PathFacts;
  text?: string;
  /** The text stands for bytes that are no UTF-8, one character each. */
  bytes?: boolean;
  parent: boolean;
  accounts: Accounts;
}

/** Looks: one round trip. `path` instead of the parameter's; `tell` is a script that tells more, before the file is looked at. */
export async function probeText(
  params: Params,
  call: ModuleCall,
  { path = params.text("path") ?? "", tell = "" }: { path?: string; tell?: string } = {},
): Promise<TextFacts & { told: Fields }> {
  const word = pathWord(path.includes("/") || path.startsWith("~") ? path : `./${path}`);
  const script = `${askFlags(params.has("attributes"))}${LOOK}${tell}p=${word}
look path "$p"
[ ! -d "\${p%/*}/" ] || e parent yes
${accountsScript(params)}if [ -f "$p" ]; then n text; cat <"$p"; fi`;
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const { fields, body } = withBody(output.stdout, "text");
  const facts = {
    path: pathFacts(fields, "path"),
    parent: fields.raw("parent") !== undefined,
    accounts: accounts(fields, params),
    told: fields,
  };
  if (body === undefined) return facts;
  const size = (facts.path.followed ?? facts.path).status?.size;
  // Output is UTF-8 with a limit: what does not come back byte by byte is fetched as bytes.
  const whole = !output.truncated && !body.includes("\ufffd") && new TextEncoder().encode(body).length === size;
  if (whole) return { ...facts, text: body };
  const bytes = await shell.get(facts.path.path, call.signal);
  try {
    return { ...facts, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ...facts, text: fromBytes(bytes), bytes: true };
  }
}

/** The same where a link is to be replaced by the edited file, which takes mode and owner of what the link leads to. */
export function insteadOfLink(facts: TextFacts): TextFacts {
  const { followed, path } = facts.path;
  return followed === undefined ? facts : { ...facts, path: { ...followed, path } };
}

/** The same where the file is edited that a link leads to, and nothing is said of the link. */
export function behindLink(facts: TextFacts): TextFacts {
  return { ...facts, path: facts.path.followed ?? facts.path };
}

/**
 * A text as Python's modules see it that work on bytes: one character a byte, so that `.` is one and `\w` is ASCII. `put`
 * leads back to the content, `inBytes` turns a parameter into the same. Plain ASCII is left as it is.
 */
export function byteText(facts: TextFacts) {
  const { text = "", bytes = false } = facts;
  const inBytes = (given: string) => fromBytes(new TextEncoder().encode(given));
  if (bytes) return { text, inBytes, put: (edited: string): string | Uint8Array => toBytes(edited) };
  const put = (edited: string): string | Uint8Array => {
    const content = toBytes(edited);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    } catch {
      // An expression took half of a character.
      return content;
    }
  };
  return { text: inBytes(text), inBytes, put };
}

/**
 * A text as people see it, for modules that work on letters; of what is no UTF-8 every byte is one. `meant` turns a parameter into the same,
 * `put` leads back to the content.
 */
export function letterText(facts: Pick<TextFacts, "text" | "bytes">) {
  const { text = "", bytes = false } = facts;
  return {
    text,
    meant: (given: string) => bytes ? fromBytes(new TextEncoder().encode(given)) : given,
    put: (edited: string): string | Uint8Array => bytes ? toBytes(edited) : edited,
  };
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
  const owner = link ? "" : `${want.uid ?? ""}${want.gid === undefined ? "" : `:${want.gid}`}`;
  const validate = params.text("validate");
  const content = typeof edit.content === "string" ? new TextEncoder().encode(edit.content) : edit.content;
  const write = writeCommand({
    dest: target.path,
    content,
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
