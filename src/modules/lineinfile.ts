// Module lineinfile: one line of a text file.
import type { CommandResult } from "../model/command.ts";
import { TemplateError } from "../model/errors.ts";
import type { Diff, ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { type Accounts, accounts, accountsScript, ATTRIBUTE_PARAMETERS, attributeChange } from "./attributes.ts";
import { attributeCommands, differs, unknownAccount, wanted } from "./attributes.ts";
import { contentDiff } from "./content_diff.ts";
import { attributeDiff } from "./content_plan.ts";
import { type Edited, type LineEdit, lineIn, lineOut } from "./edit_line.ts";
import { withBody } from "./fields.ts";
import { BadMode, modeBits } from "./mode.ts";
import type { Params } from "./parameters.ts";
import { LOOK, type PathFacts, pathFacts, permissions } from "./path_facts.ts";
import { fail, failedResult, planned, type PlannedModule, ProbeFailed } from "./planned.ts";
import { pathWord } from "./shell_words.ts";
import { concludePath, validateProblem, writeCommand } from "./write_file.ts";

const doc: ModuleDoc = {
  name: "lineinfile",
  summary: "Makes sure that a line is in a text file, or is not",
  parameters: {
    path: { type: "path", description: "The file.", required: true, aliases: ["dest", "destfile", "name"] },
    line: { type: "str", description: "The line; needed for state present.", aliases: ["value"] },
    regexp: {
      type: "str",
      description: "Python expression for the line to replace (the last that matches), or for the lines to remove.",
      aliases: ["regex"],
    },
    search_string: { type: "str", description: "A plain text instead of regexp." },
    state: {
      type: "str",
      description: "Whether the line should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
    backrefs: {
      type: "bool",
      description: "Fill \\1 and \\g<name> of line from regexp's match; without a match the file stays as it is.",
      default: false,
    },
    insertafter: {
      type: "str",
      description: "EOF (the default), BOF, or an expression: a new line goes after the last match.",
    },
    insertbefore: { type: "str", description: "BOF, or an expression: a new line goes before the last match." },
    firstmatch: { type: "bool", description: "Take the first match instead of the last.", default: false },
    create: { type: "bool", description: "Make the file, and its folder, if it is not there.", default: false },
    backup: { type: "bool", description: "Keep the old file beside it, with the time in its name.", default: false },
    validate: { type: "str", description: "A command with %s for the new file; it is put in place only if it agrees." },
    ...ATTRIBUTE_PARAMETERS,
  },
  mutuallyExclusive: [["insertbefore", "insertafter"], ["regexp", "search_string"], ["backrefs", "search_string"]],
  returns: {
    msg: "line added, line replaced, N line(s) removed; and whether attributes changed",
    backup: "The old file, where one was kept; else empty",
    found: "How many lines were removed",
  },
  example: `- name: No logins as root
  lineinfile:
    path: /etc/ssh/sshd_config
    regexp: ^#?PermitRootLogin
    line: PermitRootLogin no
    validate: sshd -t -f %s
`,
  notes: ["Where a link lies, the file that it leads to is edited."],
};

/** The file and its text; `text` is undefined where there is no file. */
export interface LineFacts {
  path: PathFacts;
  text?: string;
  /** The text stands for bytes that are no UTF-8, one character each. */
  bytes?: boolean;
  parent: boolean;
  accounts: Accounts;
}

/** The module `lineinfile`. */
export function lineinfileModule(): PlannedModule<LineFacts> {
  return planned<LineFacts>({ doc, check, probe, plan, conclude });
}

function check(params: Params): string | undefined {
  const has = (name: string) => params.has(name);
  if (params.text("state") === "absent") {
    return has("regexp") || has("search_string") || has("line")
      ? validateProblem(params.text("validate"))
      : "one of line, search_string, or regexp is required with state=absent";
  }
  if (params.flag("backrefs") && !has("regexp")) return "regexp is required with backrefs=true";
  return has("line") ? validateProblem(params.text("validate")) : "line is required with state=present";
}

async function probe(params: Params, call: ModuleCall): Promise<LineFacts> {
  const path = params.text("path") ?? "";
  const script = `${LOOK}p=${pathWord(path.includes("/") || path.startsWith("~") ? path : `./${path}`)}
look path "$p"
[ ! -d "\${p%/*}/" ] || e parent yes
${accountsScript(params)}if [ -f "$p" ]; then n text; cat <"$p"; fi`;
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const { fields, body } = withBody(output.stdout, "text");
  const facts: LineFacts = {
    path: pathFacts(fields, "path"),
    parent: fields.raw("parent") !== undefined,
    accounts: accounts(fields, params),
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
    return { ...facts, text: Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""), bytes: true };
  }
}

function plan(facts: LineFacts, params: Params, context: { checkMode: boolean }): Plan {
  const { path } = facts.path;
  const target = facts.path.followed?.state === undefined || facts.path.followed.state === "absent"
    ? facts.path
    : facts.path.followed;
  const present = params.text("state") !== "absent";
  if (target.state === "directory") return fail(`Path ${path} is a directory !`, { rc: 256 });
  if (facts.text === undefined && !present) {
    return { kind: "same", result: { changed: false, msg: "file not present" } };
  }
  if (facts.text === undefined && !params.flag("create")) {
    return fail(`Destination ${path} does not exist !`, { rc: 257 });
  }
  const unknown = unknownAccount(facts.accounts, params);
  if (unknown !== undefined && !(context.checkMode && facts.text === undefined)) return fail(unknown, { path });
  try {
    const edit = lineEdit(params, facts.bytes === true);
    const edited = present ? lineIn(facts.text ?? "", edit) : lineOut(facts.text ?? "", edit);
    return planEdit(facts, params, { target, edited });
  } catch (error) {
    if (error instanceof BadMode || error instanceof TemplateError) return fail(error.message, { path });
    throw error;
  }
}

function lineEdit(params: Params, bytes: boolean): LineEdit {
  const given = (name: string) => {
    const text = params.text(name);
    return text === undefined || !bytes
      ? text
      : Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  };
  const edit: LineEdit = { backrefs: params.flag("backrefs"), firstMatch: params.flag("firstmatch") };
  const names = [["line", "line"], ["regexp", "regexp"], ["search_string", "searchString"], [
    "insertafter",
    "insertAfter",
  ]] as const;
  for (const [name, key] of [...names, ["insertbefore", "insertBefore"] as const]) {
    const text = given(name);
    if (text !== undefined) edit[key] = text;
  }
  if (edit.insertAfter === undefined && edit.insertBefore === undefined) edit.insertAfter = "EOF";
  return edit;
}

function planEdit(facts: LineFacts, params: Params, { target, edited }: { target: PathFacts; edited: Edited }): Plan {
  const want = wanted(facts.accounts, params.raw("mode"));
  const attributes = attributeChange(target, want, facts.accounts.umask);
  const found = edited.found === undefined ? {} : { found: edited.found };
  const umask = Number.parseInt(facts.accounts.umask, 8);
  const there = facts.text !== undefined;
  const base = { bits: there ? permissions(target) : 0o666 & ~umask, directory: false, umask };
  const bits = want.mode === undefined ? base.bits : modeBits(want.mode, base);
  const words = [
    edited.msg,
    differs(attributes) || bits !== base.bits ? "ownership, perms or SE linux context changed" : "",
  ];
  const result: ModuleResult = {
    changed: false,
    ...found,
    msg: words.filter((word) => word !== "").join(" and "),
    backup: "",
  };
  const attributeDiffs: Diff[] = differs(attributes) ? [attributeDiff(target.path, attributes)] : [];
  if (edited.msg === "") {
    if (attributeDiffs.length === 0) return { kind: "same", result };
    const commands = attributeCommands(attributes, [target.path]);
    return { kind: "change", diff: attributeDiffs, commands, result: { ...result, changed: true } };
  }
  const owner = `${want.uid ?? ""}${want.gid === undefined ? "" : `:${want.gid}`}`;
  const validate = params.text("validate");
  const content = facts.bytes
    ? Uint8Array.from(edited.text, (char) => char.charCodeAt(0))
    : new TextEncoder().encode(edited.text);
  const write = writeCommand({
    dest: target.path,
    content,
    bits,
    ...(owner === "" ? {} : { owner }),
    ...(there ? { keep: `${target.status?.uid}:${target.status?.gid}` } : {}),
    backup: params.flag("backup") && there,
    ...(validate === undefined ? {} : { validate }),
  });
  const folder = target.path.slice(0, target.path.lastIndexOf("/"));
  const commands = there || facts.parent ? [write] : [{ argv: ["mkdir", "-p", "--", folder] }, write];
  const diff = [
    contentDiff(target.path, facts.bytes ? { note: "binary" } : facts.text, facts.bytes ? content : edited.text),
  ];
  return { kind: "change", diff: [...diff, ...attributeDiffs], commands, result: { ...result, changed: true } };
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const { backup_file, ...result } = concludePath(predicted, output);
  if (output.rc !== 0 && result.failed !== true) return failedResult(predicted, output);
  return {
    ...result,
    changed: result.changed === true,
    ...(typeof backup_file === "string" ? { backup: backup_file } : {}),
  };
}
