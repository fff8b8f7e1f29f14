// The words that start a shell as another user, and what that shell says when it is there.
import type { Become } from "../model/way.ts";
import { quote, quoteAll } from "./quoting.ts";

/** What the words print and ask, by a text that nobody else prints. */
export interface Signs {
  /** Begins the lines `MARK home HOME`, `MARK missing` and `MARK ready`; random, of letters and digits. */
  mark: string;
  /** What sudo asks the password with. */
  prompt: string;
}

/** Signs for one try. */
export function newSigns(): Signs {
  const mark = crypto.randomUUID().replaceAll("-", "");
  return { mark, prompt: `ftl2-${mark.slice(16)}:` };
}

/**
 * First as the user that one is: tells its home folder, then starts the method's program. Where that is not there and one is the user already,
 * a plain shell will do. All on one line and without `!`, for whatever login shell it goes through.
 */
export function becomeWords(
  become: Become,
  { shell, signs, withPassword }: { shell: readonly string[]; signs: Signs; withPassword: boolean },
): string[] {
  const halves = [signs.mark.slice(0, 8), signs.mark.slice(8)];
  const inner = [...shell, "-c", arrival(shell), "sh", ...halves];
  const outer = `printf '%s%s home %s\\n' "$1" "$2" "\${HOME:-}"; command -v "$3" >/dev/null 2>&1 || { ` +
    `[ "$(id -un)" = ${quote(become.user)} ] && exec ${quoteAll(inner)}; ` +
    `printf '%s%s missing\\n' "$1" "$2"; exit 127; }; shift 2; exec "$@"`;
  return [...shell, "-c", outer, "sh", ...halves, ...methodWords(become, { signs, withPassword, inner })];
}

/**
 * Says that it is there, and becomes the `sh` that reads commands: in a process group of its own, so that a command in it can be ended without
 * the method's program. A folder that the user may not read is left for the home folder.
 */
function arrival(shell: readonly string[]): string {
  return `{ [ -r . ] && [ -x . ]; } || cd "\${HOME:-/}" 2>/dev/null || cd /; s=; ` +
    `{ read -r p </proc/$$/stat; } 2>/dev/null && { set -- "$1" "$2" \${p##*) }; [ "$5" = $$ ] || s=$(command -v setsid); }; ` +
    `printf '%s%s ready\\n' "$1" "$2"; exec $s ${quoteAll(shell)}`;
}

interface Start {
  signs: Signs;
  withPassword: boolean;
  /** The words to run as the other user. */
  inner: readonly string[];
}

/** As Ansible puts them, save that `--` ends sudo's own. */
function methodWords(become: Become, { signs, withPassword, inner }: Start): string[] {
  const { method, user, flags } = become;
  // `sudo su -` is a program of that kind, too.
  const program = become.exe === undefined ? [method] : become.exe.split(/\s+/).filter((word) => word !== "");
  if (method === "su") return [...program, ...flags ?? [], user, "-c", `exec ${quoteAll(inner)}`];
  if (method === "doas") {
    const own = flags ?? [];
    return [...program, ...own, ...own.includes("-n") ? [] : ["-n"], "-u", user, ...inner];
  }
  const own = flags ?? ["-H", "-S", "-n"];
  const asking = withPassword ? [...own.flatMap(withoutN), "-S", "-p", signs.prompt] : [...own, ...silent(own)];
  return [...program, ...asking, "-u", user, "--", ...inner];
}

/** A flag of sudo without the wish never to be asked: with a password it may ask. */
function withoutN(flag: string): string[] {
  if (flag === "-n" || flag === "--non-interactive") return [];
  return [/^-[A-Za-z]+$/.test(flag) ? flag.replaceAll("n", "") : flag];
}

/** Nobody would answer. */
function silent(flags: readonly string[]): string[] {
  const has = flags.some((flag) => flag === "--non-interactive" || /^-[A-Za-z]*n[A-Za-z]*$/.test(flag));
  return has ? [] : ["-n"];
}
