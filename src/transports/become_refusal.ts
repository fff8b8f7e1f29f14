// Why a user could not be become, in a sentence that says what to write.
import type { Become } from "../model/way.ts";
import { CannotBecome } from "../model/errors.ts";

/**
 * How it ended: `asked` for a password that nobody gave; `again` after one was given; `known`, it was refused a moment ago and is not tried
 * again; `missing`, the program; `over` with words of its own; `late`. Before it began: `nobody` is called so; the password has `lines`.
 */
export type Stop = "asked" | "again" | "known" | "missing" | "over" | "late" | "nobody" | "lines";

/** Where it was tried, and what the host said. */
export interface Attempt {
  host: string;
  become: Become;
  /** The program's words, without its questions. */
  said: string;
  /** The password was handed over. */
  told: boolean;
  /** How long was waited. */
  limitMs: number;
}

/** Where one is written. */
const PASSWORDS = "ansible_become_password, -K or --become-password-file";

/** Words by which programs say why, in the order in which they are looked for. The words of other languages end as what the host said. */
const KNOWN: { said: RegExp; means: (attempt: Attempt) => string }[] = [
  {
    said: /unknown user|does not exist|no passwd entry|user .* not found/i,
    means: ({ become: { user } }) => `there is no user ${user} there. Make the user first, or check become_user`,
  },
  {
    said: /must have a tty|must be run from a terminal|terminal is required/i,
    means: ({ become: { method }, said }) =>
      `${method} there wants a terminal, which a session has none of (${said}). ` +
      (method === "sudo" ? "Write `Defaults !requiretty` for its user in sudoers" : "Use become_method: sudo there"),
  },
  {
    said: /not in the sudoers|not allowed to|may not run|operation not permitted|permission denied/i,
    means: ({ become: { method, user }, said }) =>
      `${method} has no rule there that allows it (${said}). ` +
      (method === "sudo"
        ? `Give the user one in /etc/sudoers.d, such as \`NAME ALL=(${user}) ALL\`, or enter the host as another one (ansible_user)`
        : method === "doas"
        ? `Give the user one in doas.conf, such as \`permit nopass NAME as ${user}\`, or enter the host as another one (ansible_user)`
        : "Enter the host as another user (ansible_user), or use become_method: sudo"),
  },
  {
    said: /not enabled|doas\.conf/i,
    means: ({ said }) => `doas is not set up there (${said}). Write its doas.conf, or use become_method: sudo`,
  },
  {
    said: /(not currently|currently not) available|nologin/i,
    means: ({ become: { user }, said }) =>
      `${user} has no login shell there (${said}). Use become_method: sudo, or, where root becomes it, become_flags: -s /bin/sh`,
  },
];

const ASKS = /password is required|no password was|authentication (is )?required|authorization required/i;
const WRONG = /incorrect password|sorry, try again|authentication failure|authentication failed|incorrect .* attempt/i;

/** What to throw. Nothing of it is secret. */
export function cannotBecome(stop: Stop, attempt: Attempt): CannotBecome {
  const { host, become: { user } } = attempt;
  const name = stop === "nobody" ? JSON.stringify(user) : user;
  return new CannotBecome(`Cannot become ${name} on ${host}: ${reason(stop, attempt)}`);
}

/** Whether it was the password: it is of no use to try it once more. */
export function wrongPassword(stop: Stop, { become: { method }, told, said }: Attempt): boolean {
  if (stop === "known") return true;
  if (!told || method === "doas") return false;
  return stop === "again" && method === "sudo" || stop === "over" && WRONG.test(said);
}

function reason(stop: Stop, attempt: Attempt): string {
  const { become: { method, user, exe }, said, limitMs, told } = attempt;
  const program = exe ?? method;
  if (stop === "nobody") return "no user is called so. Check become_user";
  if (stop === "lines") return `its password has more than one line. Write it on one, in ${PASSWORDS}`;
  if (stop === "missing") {
    return `${program} is not installed there. Install it, or choose another become_method (sudo, su, doas)`;
  }
  if (stop === "late") {
    return `${program} did not answer within ${limitMs / 1000} s${quoted(said)}. ` +
      "Try it there by hand, or wait longer (-T, ansible_timeout)";
  }
  if (
    method === "doas" && (stop === "asked" || WRONG.test(said) || ASKS.test(said) || /a tty is required/i.test(said))
  ) {
    return "doas asks for a password, and reads it only from a terminal, which a session has none of. " +
      `Write \`permit nopass NAME as ${user}\` in its doas.conf, or use become_method: sudo or su`;
  }
  if (wrongPassword(stop, attempt)) {
    return `Incorrect ${method} password. Check ${PASSWORDS}: ${
      method === "su" ? `su wants the password of ${user}` : "sudo wants the password of the user who entered the host"
    }`;
  }
  if (stop === "again") return `${program} asks for more than a password${quoted(said)}. Try it there by hand`;
  const known = KNOWN.find((each) => each.said.test(said));
  if (known !== undefined) return known.means(attempt);
  if (stop === "asked" || !told && (ASKS.test(said) || WRONG.test(said))) {
    return `Missing ${method} password: ${program} asks for one and none was given. Write ${PASSWORDS}`;
  }
  return `${program} ended${said === "" ? " without a word" : quoted(said)}. Try it there by hand`;
}

function quoted(said: string): string {
  return said === "" ? "" : `: ${said}`;
}
