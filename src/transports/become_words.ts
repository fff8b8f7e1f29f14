// The words that start a shell as another user, and what that shell says when it is there.
import type { Become } from "../model/way.ts";
import { quote, quoteAll } from "./quoting.ts";

/** What the words print and ask, by a text that nobody else prints. */
export interface Signs {
  /** Begins the lines `MARK home HOME`, `MARK missing`, `MARK here` and `MARK ready`; random, of letters and digits. */
  mark: string;
  /** What sudo asks the password with. */
  prompt: string;
}

/** What the words wait for: until then nobody may listen to what their program asks. */
export const GO = "go\n";

/** Signs for one try. */
export function newSigns(): Signs {
  const mark = crypto.randomUUID().replaceAll("-", "");
  return { mark, prompt: `ftl2-${mark.slice(16)}:` };
}

/**
 * First as the user that one is: waits for a line (GO), tells its home folder, then starts the method's program. Where that is not there and one is the user already,
 * a plain shell will do. All on one line and without `!`, for whatever login shell it goes through.
 */
export function becomeWords(
  become: Become,
  { shell, signs, withPassword }: { shell: readonly string[]; signs: Signs; withPassword: boolean },
): string[] {
  const [first, second] = halves(signs);
  // Without `$`, which `sudo -i` leaves to a shell before.
  const inner = [...shell, "-c", `printf '%s%s here\\n' ${first} ${second}; exec ${quoteAll(shell)}`];
  const outer =
    `read -r x || exit; printf '%s%s home %s\\n' ${first} ${second} "\${HOME:-}"; command -v "$1" >/dev/null 2>&1 || { ` +
    `[ "$(id -un)" = ${quote(become.user)} ] && exec ${quoteAll(inner)}; ` +
    `printf '%s%s missing\\n' ${first} ${second}; exit 127; }; exec "$@"`;
  return [...shell, "-c", outer, "sh", ...methodWords(become, { signs, withPassword, inner })];
}

/**
 * What a shell that is `here` is told first: to leave a folder that its user may not read for the home folder, and to go on as an `sh` in a
 * process group of its own, so that a command in it can be ended without the method's program. That one says `ready`.
 */
export function settling(shell: readonly string[], signs: Signs): string {
  return `{ [ -r . ] && [ -x . ]; } || cd "\${HOME:-/}" 2>/dev/null || cd /; _ftl2_s=; ` +
    `{ read -r _ftl2_p </proc/$$/stat; } 2>/dev/null && { set -- \${_ftl2_p##*) }; ` +
    `[ "$3" = $$ ] || _ftl2_s=$(command -v setsid); }; ` +
    `exec $_ftl2_s ${quoteAll(shell)} -c ${
      quote(`printf '%s%s ready\\n' ${halves(signs).join(" ")}; exec ${quoteAll(shell)}`)
    }\n`;
}

/** Apart, so that words which are printed back are not taken for a sign. */
function halves({ mark }: Signs): [string, string] {
  return [mark.slice(0, 8), mark.slice(8)];
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
  const asking = own.flatMap(withoutN);
  const chosen = withPassword
    ? [...asking, ...has(asking, "S", "--stdin") ? [] : ["-S"], "-p", signs.prompt]
    : [...own, ...has(own, "n", "--non-interactive") ? [] : ["-n"]];
  return [...program, ...chosen, "-u", user, "--", ...inner];
}

/** A flag of sudo without the wish never to be asked: with a password it may ask. */
function withoutN(flag: string): string[] {
  if (flag === "-n" || flag === "--non-interactive") return [];
  return [/^-[A-Za-z]+$/.test(flag) ? flag.replaceAll("n", "") : flag];
}

/** Whether a flag is among them, in a word of its own or with others. */
function has(flags: readonly string[], letter: string, long: string): boolean {
  return flags.some((flag) => flag === long || /^-[A-Za-z]+$/.test(flag) && flag.includes(letter));
}
