// Programs that keep a host's accounts, and how an entry of its databases is found: shared by user and group.
import type { Command, CommandResult } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Diff, ModuleResult } from "../../model/plan.ts";
import { Fields, TELL } from "../scripts/fields.ts";
import { failedResult } from "../frame/planned.ts";
import { quoteAll } from "../scripts/shell_words.ts";

/**
 * Shell functions. `entry DATABASE FILE NAME` sets `l` to the entry of that name, empty where there is none; `f N` sets `v` to its Nth field from `l`.
 * `tools NAME…` tells how each program that is there is called: by its path where the session's PATH does not lead to it.
 */
export const ACCOUNTS = `${TELL}entry() {
l=
case $3 in -*) ;; *) if command -v getent >/dev/null; then l=$(getent "$1" "$3" 2>/dev/null); fi;; esac
case $l in "$3":*) return 0;; esac
own "$2" "$3"
}
own() {
l=
[ -r "$1" ] || return 0
while IFS= read -r l || [ -n "$l" ]; do case $l in "$2":*) return 0;; esac; done <"$1"
l=
}
f() { v=$l: n_=$1; while [ "$n_" -gt 1 ]; do v=\${v#*:}; n_=$((n_ - 1)); done; v=\${v%%:*}; }
tools() {
for x; do
if command -v "$x" >/dev/null; then e "has.$x" "$x"; continue; fi
for y in /usr/local/sbin /usr/sbin /sbin; do if [ -x "$y/$x" ]; then e "has.$x" "$y/$x"; break; fi; done
done
}
`;

/** How each program is called that the host has. */
export type Tools = Record<string, string>;

/** What `tools` told. */
export function toolsOf(fields: Fields): Tools {
  const told = fields.pairs().filter(([name]) => name.startsWith("has."));
  return Object.fromEntries(told.map(([name, word]) => [name.slice("has.".length), word]));
}

/** Which programs keep accounts here: shadow's (`useradd`), busybox's (`adduser`), libuser's (`luseradd`), which is what `local` means. */
export type Family = "shadow" | "busybox" | "libuser";

/** Which of them a host has; `probe` names the two that tell. */
export function familyOf(tools: Tools, local: boolean, [shadow, busybox]: [string, string]): Family {
  if (local) return "libuser";
  return tools[shadow] === undefined && tools[busybox] !== undefined ? "busybox" : "shadow";
}

/** A program that a plan needs and the host has not; the message says what to install. */
export class MissingTool extends Error {
  override name = "MissingTool";
  constructor(tool: string) {
    const packages = /^l(user|group|chage|passwd)/.test(tool)
      ? "local: true needs libuser's programs: install the package libuser, or leave local out"
      : "install the package passwd (Debian), shadow-utils (Red Hat) or shadow (Alpine)";
    super(`The host has no ${tool}: ${packages}`);
  }
}

/** A command of one of the tools. Throws MissingTool. */
export function toolCommand(tools: Tools, [tool = "", ...args]: string[]): Command {
  const word = tools[tool];
  if (word === undefined) throw new MissingTool(tool);
  return { argv: [word, ...args], env: { LC_ALL: "C" } };
}

/** The look after a deed: the entry, and before it an end to what programs printed. */
export function reportEntry(database: "passwd" | "group", name: string): Command {
  const words = quoteAll([database, `/etc/${database}`, name]);
  return { argv: ["sh", "-c", `${ACCOUNTS}printf '\\0\\0'\nentry ${words}\ne entry "$l"`] };
}

/** What a deed printed, and what was told after it. */
export function concludeDeed(
  predicted: ModuleResult,
  output: CommandResult,
  told: (fields: Fields) => JsonObject,
): ModuleResult {
  const at = output.stdout.indexOf("\0\0");
  const stdout = at < 0 ? output.stdout : output.stdout.slice(0, at);
  const printed = { ...(stdout === "" ? {} : { stdout }), ...(output.stderr === "" ? {} : { stderr: output.stderr }) };
  if (output.rc === 0) return { ...predicted, ...printed, ...told(new Fields(output.stdout.slice(at + 2))) };
  const failed = failedResult(predicted, output);
  const refused = /permission denied|operation not permitted/i.test(output.stderr);
  const hint = refused ? ". Accounts are root's to change: write become: true" : "";
  return { ...failed, name: predicted.name ?? null, msg: `${failed.msg}${hint}` };
}

/** Lines of what changes, for people. Nothing secret may be among them. */
export function entryDiff(header: string, before: Record<string, string>, after: Record<string, string>): Diff {
  const lines = (values: Record<string, string>) =>
    Object.entries(values).map(([name, value]) => `${name}: ${value}\n`).join("");
  return { header, before: lines(before), after: lines(after) };
}

/** What is wrong with a name that becomes a field of an entry: it would become two, or two lines. Undefined for a good one. */
export function fieldProblem(name: string, value: string | undefined): string | undefined {
  return value !== undefined && /[:\n\0]/.test(value)
    ? `${name}: '${value}' holds a colon or a line break, which no account can have`
    : undefined;
}
