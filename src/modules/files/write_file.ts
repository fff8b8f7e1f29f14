// A file written whole: to a neighbour first, then renamed over it, so that a kill in the middle leaves the old or the new one.
import type { Command, CommandResult } from "../../model/command.ts";
import type { ModuleResult } from "../../model/plan.ts";
import { Fields, TELL } from "../scripts/fields.ts";
import { chmodText } from "./mode.ts";
import { LOOK, pathFacts, pathInfo } from "./path_facts.ts";
import { failedResult } from "../frame/planned.ts";
import { quote, splitWords, wordsProblem } from "../scripts/shell_words.ts";

/** What to write. */
export interface Write {
  /** Absolute, or with a slash in it; its folder is there. */
  dest: string;
  /** The bytes, or the host's file that has them. */
  content: Uint8Array | { from: string };
  /** Permission bits of the new file. */
  bits: number;
  /** Owner that must be: `uid`, `:gid` or `uid:gid`; not being allowed to set it is a failure. */
  owner?: string;
  /** Owner of the file that is replaced, kept where we may. */
  keep?: string;
  backup: boolean;
  /** The path that a backup is named after, where that is not `dest`: a link that leads to it. */
  backupBeside?: string;
  /** A command line with `%s` for the new file, that must agree before it is renamed. */
  validate?: string;
  /** A script that must end well before the file is renamed: it sees the new one as `$t`, and says in its own words why not. */
  first?: string;
  /** Where the file cannot be replaced, write into it: a reader or a crash may then see half of it. */
  unsafe?: boolean;
}

/**
 * From here on the new file `$t` is the one that was made, also where its folder belongs to somebody who puts a link in its place: `$f` and descriptor 9
 * are it, and a link to another file, which is not empty, is not taken for it. `k` ends what has failed.
 */
export const HOLD = `exec 9<>"$t" || k
f=/proc/self/fd/9; [ -e "$f" ] || f=$t
[ ! -s "$f" ] || { echo "somebody put another file in place of $t" >&2; k; }`;
/** Exit status of a validation that said no. */
const INVALID = 65;

/** The one command that writes. Tells `backup_file`; or `validate_rc` and `validate_stdout`. */
export function writeCommand(write: Write): Command {
  const neighbour = 't=$(mktemp "${d%/*}/.ftl2.XXXXXXXX")';
  const made = write.unsafe
    ? `${neighbour.slice(0, -1)} 2>/dev/null) || t=$(mktemp) || exit 1`
    : `${neighbour} || exit 1`;
  const lines = ["d=$1", made, 'k() { rm -f -- "$t"; exit "${1:-1}"; }', HOLD];
  if (write.validate !== undefined || write.backup) lines.unshift(TELL.trimEnd());
  if (!(write.content instanceof Uint8Array)) {
    lines.push(`cat <${quote(write.content.from)} >&9 || k`);
  } else if (write.content.length > 0) {
    // If we die while the content is on its way, the host sees an early end of it: the count tells.
    lines.push("cat >&9 || k");
    lines.push(`[ "$(wc -c <"$f")" -eq ${write.content.length} ] || { echo "content cut short" >&2; k; }`);
  }
  if (write.keep !== undefined) {
    lines.push(
      `{ [ -O "$f" ] && [ -G "$f" ] && [ -O "$d" ] && [ -G "$d" ]; } || ${owned(write.keep)} 2>/dev/null || :`,
    );
  }
  if (write.owner !== undefined) lines.push(`${owned(write.owner)} || k`);
  // A program that is written to cannot be run by its validation.
  lines.push(`${permitted(chmodText(write.bits))} || k`, "exec 9>&-");
  if (write.validate !== undefined) lines.push(...validation(write.validate));
  if (write.first !== undefined) lines.push(`( ${write.first}\n) </dev/null || k "$?"`);
  if (write.backup) {
    const beside = write.backupBeside === undefined ? '"$d"' : quote(write.backupBeside);
    lines.push(backupName(beside), 'cp -p -- "$d" "$b" || k', 'e backup_file "$b"');
  }
  const into = '{ [ -f "$d" ] && cat <"$t" >"$d" && rm -f -- "$t"; }';
  lines.push(write.unsafe ? `mv -f -- "$t" "$d" 2>/dev/null || ${into} || k` : 'mv -f -- "$t" "$d" || k');
  const argv = ["sh", "-c", lines.join("\n"), "sh", write.dest];
  return write.content instanceof Uint8Array && write.content.length > 0 ? { argv, stdin: write.content } : { argv };
}

/** Gives the file that is held to an owner, a word of shell. A shell that hands no such file on, or a system without /proc, goes by the name. */
export function owned(owner: string): string {
  return `chown ${owner} "$f" 2>/dev/null || chown -h ${owner} "$t"`;
}

/** The same for its mode. */
export function permitted(mode: string): string {
  return `chmod ${mode} "$f" 2>/dev/null || chmod ${mode} "$t"`;
}

/**
 * Sets `b` to a free name for a backup beside a path (a word of shell), as Ansible names it. The number is the session's,
 * not the deed's: it counts on where the second brought a backup already, so that none is written over.
 */
export function backupName(path: string): string {
  const name = `b=${path}".$n.$(date +%Y-%m-%d@%H:%M:%S)~"`;
  return `n=$$; while ${name}; [ -e "$b" ] || [ -L "$b" ]; do n=$((n + 1)); done`;
}

function validation(validate: string): string[] {
  const words = splitWords(validate).map((word) =>
    word.split("%s").map((part) => part === "" ? "" : quote(part.replaceAll("%%", "%"))).join('"$t"') || "''"
  );
  const no = `e validate_rc "$r" validate_stdout "$o"; k ${INVALID}`;
  return [
    `o=$(${words.join(" ")} </dev/null; r=$?; printf .; exit "$r"); r=$?; o=\${o%.}`,
    `[ "$r" -eq 0 ] || { ${no}; }`,
  ];
}

/** What is wrong with a `validate` parameter; undefined when nothing is. */
export function validateProblem(validate: string | undefined): string | undefined {
  if (validate === undefined) return undefined;
  if (!validate.includes("%s")) return `validate must contain %s: ${validate}`;
  const open = wordsProblem(validate);
  return open === undefined ? undefined : `validate: ${open}`;
}

/** A look at the path that a result names (`path`, else `dest`), to run after the deed. */
export function reportPath(predicted: ModuleResult): Command | undefined {
  const path = predicted.path ?? predicted.dest;
  if (typeof path !== "string") return undefined;
  return { argv: ["sh", "-c", `${LOOK}look result ${quote(path)}`] };
}

/** The predicted result with what the host has now; or the failure, in Ansible's words for a validation. */
export function concludePath(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const fields = new Fields(output.stdout);
  const validateRc = fields.number("validate_rc");
  if (validateRc !== undefined) {
    const told = { exit_status: validateRc, stdout: fields.raw("validate_stdout") ?? "", stderr: output.stderr };
    const { rc: _, ...failed } = failedResult(predicted, output);
    return {
      ...failed,
      changed: false,
      ...told,
      msg: `failed to validate: rc:${validateRc} error:${told.stderr.trim()}`,
    };
  }
  if (output.rc !== 0) return failedResult(predicted, output);
  const backup = fields.raw("backup_file");
  const info = pathInfo(pathFacts(fields, "result"));
  return { ...predicted, ...info, ...(backup === undefined ? {} : { backup_file: backup }) };
}

/** The same for copy and template, which say of a validation only that it failed. */
export function concludeCopy(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const result = concludePath(predicted, output);
  return result.exit_status === undefined ? result : { ...result, msg: "failed to validate" };
}
