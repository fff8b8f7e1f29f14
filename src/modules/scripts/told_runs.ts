// How a script on a host tells what programs said: standard output, standard error and exit status apart, while it looks and while it acts.
import type { Command, CommandResult } from "../../model/command.ts";
import { type Fields, TELL } from "./fields.ts";

/** Shell function `r NAME PROGRAM WORD…`: runs it and tells all three under the name; `err` and `rc` are set afterwards. Nothing is written on the host. */
export const RUNS = `${TELL}LC_ALL=C LANG=C; export LC_ALL LANG
r() { k=$1; shift; n "$k.out"; { err=$("$@" 2>&1 >&3 3>&- </dev/null); rc=$?; } 3>&1; z; e "$k.err" "$err" "$k.rc" "$rc"; }
`;

/** What a program said. */
export interface Run {
  rc: number;
  out: string;
  err: string;
}

/** What was told under a name; undefined where nothing was run. */
export function toldRun(fields: Fields, name: string): Run | undefined {
  const rc = fields.number(`${name}.rc`);
  if (rc === undefined) return undefined;
  return { rc, out: fields.raw(`${name}.out`) ?? "", err: fields.raw(`${name}.err`) ?? "" };
}

/** A sign that no tool prints (record separator): it stands around the name of a step, on both outputs. */
const MARK = "\x1e";
const ANNOUNCE = `printf '\\036%s\\036' "$1"; printf '\\036%s\\036' "$1" >&2; shift
LC_ALL=C LANG=C; export LC_ALL LANG
`;

/** A command of a plan that says its name first, so that what it says can be told from what others say. */
export function step(name: string, argv: readonly string[]): Command {
  return stepScript(name, '"$@"', argv);
}

/** The same of a script; its words are `$1` and so on. */
export function stepScript(name: string, script: string, words: readonly string[] = []): Command {
  return { argv: ["sh", "-c", `${ANNOUNCE}${script}`, "sh", name, ...words] };
}

/** What the steps said, in order; the last has the exit status of the whole, those before it ended well. */
export function saidSteps(
  { rc, stdout, stderr }: Pick<CommandResult, "rc" | "stdout" | "stderr">,
): (Run & { name: string })[] {
  const [out, err] = [parts(stdout), parts(stderr)];
  return out.map(([name, text], at) => {
    const last = at === out.length - 1;
    return { name, rc: last ? rc : 0, out: text, err: err[at]?.[1] ?? "" };
  });
}

function parts(text: string): [string, string][] {
  const [, ...all] = text.split(MARK);
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < all.length; at += 2) found.push([all[at] ?? "", all[at + 1] ?? ""]);
  return found;
}
