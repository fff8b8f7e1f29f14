// What a module call starts: the command of shell, command, raw and script, and what other modules run beside.
import type { Action } from "../model/action.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { shlex } from "../templates/shlex.ts";
import { isFalse } from "./boolean_words.ts";
import { isOwnConfig } from "./checked_configs.ts";
import { ANY } from "./glob.ts";
import { isFree, shortName } from "./module_names.ts";
import type { Word } from "./shell_syntax.ts";
import { isSensitive } from "./shell_words.ts";
import { baseName, type Starts, startsOfText, startsOfWords } from "./starts.ts";
import { SHELLS } from "./wrappers.ts";

/** The command of a call as a text, however it was given; undefined for a call that has none. */
export function commandText({ module, params }: Action): string | undefined {
  if (!isFree(module)) return undefined;
  const argv = params["argv"];
  if (Array.isArray(argv) && argv.length > 0) return argv.map(textOf).join(" ");
  return textOf(params["cmd"] ?? params["_raw_params"] ?? params["free_form"] ?? "");
}

/** All that a call starts by what its parameters say; undefined where they say nothing of the kind. */
export function startsOf(action: Action): Starts | undefined {
  const found = startsOfParameters(action);
  const set = Object.keys(action.terms?.environment ?? {}).find(isSensitive);
  if (found === undefined || set === undefined) return found;
  return { ...found, unsure: found.unsure ?? `its environment sets ${set}` };
}

function startsOfParameters(action: Action): Starts | undefined {
  const { params } = action;
  const text = commandText(action);
  if (text === undefined) return besideTheModule(action);
  const name = shortName(action.module);
  const executable = params["executable"];
  if (name === "command") {
    const { argv } = params;
    const words = Array.isArray(argv) && argv.length > 0 ? argv.map(textOf) : cut(text);
    if (words === undefined) return { list: [], copied: [], unsure: "its quotes do not match" };
    const hidden = startsOfText(`: '${text.replaceAll("'", "")}'`).unsure;
    const expanded = !isFalse(params["expand_argument_vars"] ?? true);
    const found = startsOfWords(words.map((word) => wordOf(word, expanded)));
    return hidden === undefined ? found : { ...found, unsure: found.unsure ?? hidden };
  }
  if (name === "script") {
    const words = (cut(text) ?? [text]).map((word) => wordOf(word, false));
    return { ...startsOfWords(words), unsure: "what a script starts is not looked at" };
  }
  if (executable === undefined || executable === null) return startsOfText(text);
  const [program = "", ...options] = cut(textOf(executable)) ?? [];
  const words = [program, ...options, "-c", text].map((word) => wordOf(word, false));
  const found = startsOfWords(words);
  if (Object.hasOwn(SHELLS, baseName(program)) && options.length === 0) return found;
  return { ...found, unsure: found.unsure ?? `how ${program} reads a text is not known` };
}

/** `validate` of modules that write files, options that reach tar, a job of cron, a folder of programs that tell facts. */
function besideTheModule({ module, params }: Action): Starts | undefined {
  const { validate, extra_opts: options, fact_path: folder } = params;
  if (typeof validate === "string") {
    const words = cut(validate);
    if (words === undefined) return { list: [], copied: [], unsure: "its validate cannot be read" };
    const file = checkedFile(words[0] ?? "", params);
    return startsOfWords(words.map((word) => wordOf(word.replaceAll("%s", file), true)));
  }
  if (Array.isArray(options) && options.length > 0) {
    return startsOfWords(["tar", ...options.map(textOf)].map((word) => wordOf(word, false)));
  }
  const job = params["job"] ?? params["value"];
  if (shortName(module) === "cron" && typeof job === "string" && isFalse(params["env"] ?? false)) {
    return params["state"] === "absent" ? undefined : startsOfJob(job);
  }
  if (shortName(module) === "reboot") return startsOfReboot(params);
  if (shortName(module) === "git") return startsOfGit(params);
  if (folder !== undefined && shortName(module) === "setup") {
    return { list: [], copied: [], unsure: "the programs in fact_path are started" };
  }
  return undefined;
}

/** What `%s` stands for: what is to lie at its place, if that is the own configuration of the program that checks it; else a file of any content. */
function checkedFile(program: string, { dest, destfile, path, name }: JsonObject): string {
  const [place, ...more] = [dest, destfile, path, name].filter((given) => (given ?? null) !== null);
  return typeof place === "string" && more.length === 0 && isOwnConfig(baseName(program), place) ? place : ANY;
}

/** The commands that reboot is told to use, or the system's own. */
function startsOfReboot(params: JsonObject): Starts | undefined {
  const own = startsOfWords(["shutdown", "-r"].map((word) => wordOf(word, false)));
  const names = ["reboot_command", "test_command", "boot_time_command"];
  const found = names.map((name) => params[name] ?? null).filter((given) => given !== null).map((given) =>
    startsOfText(textOf(given))
  );
  return together((params["reboot_command"] ?? null) === null ? [own, ...found] : found);
}

/** The git that is to be used. Words for ssh, and addresses that name a program to speak with, may start anything. */
function startsOfGit({ executable = null, ssh_opts: words = null, repo, name }: JsonObject): Starts | undefined {
  const found: Starts[] = executable === null ? [] : [startsOfWords([wordOf(textOf(executable), true)])];
  const unsure = (sentence: string) => found.push({ list: [], copied: [], unsure: sentence });
  if (words !== null && words !== "") unsure("its ssh_opts may start a program");
  if (/^[\w-]+::/.test(textOf(repo ?? name ?? ""))) unsure("its repo names a program that speaks with it");
  return together(found);
}

function together(all: readonly Starts[]): Starts | undefined {
  if (all.length === 0) return undefined;
  const unsure = all.find((each) => each.unsure !== undefined)?.unsure;
  return {
    list: all.flatMap(({ list }) => list),
    copied: all.flatMap(({ copied }) => copied),
    ...(unsure === undefined ? {} : { unsure }),
  };
}

/** A job of cron: what follows a `%` is no command, it is given to it to read. */
function startsOfJob(job: string): Starts {
  const [line = "", ...read] = job.split(/(?<!\\)%/);
  const starts = startsOfText(line.replaceAll("\\%", "%"));
  return read.length === 0
    ? starts
    : { ...starts, unsure: starts.unsure ?? "what its job is given to read is not looked at" };
}

/** The words of a line as the module cuts it; undefined where a quote is not closed. */
function cut(line: string): string[] | undefined {
  const words = shlex(line, { comments: false });
  return Array.isArray(words) ? words.map((word) => word.text) : undefined;
}

/** A word that no shell looks at; the host may still put variables and its home into it. */
function wordOf(text: string, expanded: boolean): Word {
  const known = expanded && /^~|\$/.test(text) ? text.replace(/^~.*$|\$.*$/s, ANY) : text;
  return { text: known, quoted: true };
}

/** A parameter's value as text. */
export function textOf(value: Json): string {
  return typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
}
