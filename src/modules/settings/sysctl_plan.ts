// What sysctl does: sets the value, writes the file, has it read.
import type { Command } from "../../model/command.ts";
import type { Diff, Plan } from "../../model/plan.ts";
import { strip, words } from "../../templates/characters.ts";
import { TELL } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { FALSE, TRUE } from "../frame/conversion.ts";
import { fail, type PlanContext } from "../frame/planned.ts";
import { SBIN } from "../scripts/sbin_path.ts";
import { quoteAll } from "../scripts/shell_words.ts";
import { editSettings } from "./sysctl_lines.ts";
import { letterText } from "../text/seen_text.ts";
import { textPlan } from "../text/text_plan.ts";
import { insteadOfLink, type TextFacts } from "../text/text_probe.ts";

/** The file, and what the kernel has; `value` is undefined where it does not say. */
export interface SysctlFacts extends TextFacts {
  value?: string;
}

/** Pure: the plan. */
export function planSysctl(facts: SysctlFacts, params: Params, context: PlanContext): Plan {
  const { path } = facts.path;
  if ((facts.path.followed ?? facts.path).state === "directory") {
    return fail(`${path} is a directory: sysctl_file names the file in it`);
  }
  const name = strip(params.text("name") ?? "");
  const present = params.text("state") !== "absent";
  const value = valueOf(params.text("value") ?? "");
  const { text, meant, put } = letterText(facts);
  const edited = editSettings(text, { name: meant(name), ...(present ? { value: meant(value) } : {}) });
  const writes = present ? edited.before !== meant(value) : edited.before !== undefined;
  const differs = present && !sameWords(facts.value, value);
  const file = textPlan(writes ? insteadOfLink(facts) : facts, params, {
    ...context,
    edit: () => ({ content: put(edited.text), msg: writes ? "written" : "" }),
  });
  if (file.kind === "fail") return file;
  const sets = params.flag("sysctl_set") && differs;
  const changed = file.kind === "change" || sets || (params.flag("reload") && differs);
  if (!changed) return { kind: "same", result: { changed } };
  const ignore = params.flag("ignoreerrors") ? ["-e"] : [];
  const commands: Command[] = [];
  // What the kernel does not tell cannot be set either.
  if (sets && facts.value !== undefined) {
    commands.push(tried(`setting ${name} failed`, ["sysctl", ...ignore, "-w", `${name}=${value}`]));
  }
  if (file.kind === "change") commands.push(...file.commands);
  if (params.flag("reload")) commands.push(tried("Failed to reload sysctl", ["sysctl", ...ignore, "-p", path]));
  const inForce: Diff[] = differs && (sets || params.flag("reload"))
    ? [{ header: `${name} (in force)`, before: `${facts.value ?? ""}\n`, after: `${value}\n` }]
    : [];
  const diff = [...file.kind === "change" ? file.diff : [], ...inForce];
  return { kind: "change", diff, commands, result: { changed } };
}

function valueOf(given: string): string {
  const word = given.toLowerCase();
  return TRUE.has(word) ? "1" : FALSE.has(word) ? "0" : strip(given);
}

function sameWords(one: string | undefined, other: string): boolean {
  return one !== undefined && words(one).join(" ") === words(other).join(" ");
}

/** Runs sysctl; it has failed, too, where it says so and ends with 0 (before procps 3.3.16). */
function tried(what: string, argv: string[]): Command {
  const script = `${TELL}${SBIN}LC_ALL=C; export LC_ALL
{ n out; s=$(${quoteAll(argv)} 2>&1 >&3 3>&-); r=$?; z; } 3>&1
case $s in *'sysctl: setting key "'*'": Invalid argument'*|*'sysctl: setting key "'*'": Read-only file system'*) r=1;; esac
[ "$r" -eq 0 ] || { e failed "$1" err "$s"; exit 1; }`;
  return { argv: ["sh", "-c", script, "sh", what] };
}
