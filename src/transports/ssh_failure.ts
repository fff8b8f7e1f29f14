// Why a host could not be entered: what ssh says, turned into a sentence that says what to do. It goes on after "web1 cannot be reached: ".
import { CannotEnter } from "../model/errors.ts";
import type { Way } from "../model/way.ts";
import { timeoutOf } from "./connect_timeout.ts";
import { jumpOf, scanOf } from "./ssh_destination.ts";

/** What an ssh that ended left behind. */
export interface Ending {
  /** Its stderr. */
  said: string;
  /** What the host printed instead of the mark. */
  printed: string;
  code: number;
}

interface Known {
  /** What ssh says. Of several lines that match, the last counts. */
  says: RegExp;
  means(found: RegExpExecArray, about: About): Told | string | Promise<Told | string>;
}

/** Why, and what to do. */
type Told = readonly [why: string, mend: string];

interface About {
  way: Way;
  password: boolean;
  said: string;
}

/** ssh, or the host, ended before login. `password` says that one was at hand. */
export async function failureOf(
  ending: Ending,
  way: Way,
  { password }: { password: boolean },
  options?: ErrorOptions,
): Promise<CannotEnter> {
  const told = await sentenceOf(ending, way, { password });
  return typeof told === "string" ? new CannotEnter(told, "", options) : new CannotEnter(told[0], told[1], options);
}

async function sentenceOf(
  { said, printed, code }: Ending,
  way: Way,
  { password }: { password: boolean },
): Promise<Told | string> {
  const lines = said.replaceAll("\r", "").trim();
  const about = { way, password, said: lines };
  for (const { says, means } of KNOWN) {
    const found = [...lines.matchAll(new RegExp(says, "gm"))].at(-1);
    if (found !== undefined) return await means(found as RegExpExecArray, about);
  }
  // Whatever ssh itself cannot do ends with 255; everything else is the end of what the login shell did.
  if (code === 255) return lines === "" ? "ssh ended without a word" : `ssh says: ${shown(lines)}`;
  const words = shown([lines, printed.trim()].filter((text) => text !== "").join("; "));
  return [
    `it lets ${userOf(way)} in, and starts no POSIX shell for us${words === "" ? "" : ` (it says: ${words})`}:`,
    "the user's login shell has to run commands, and sh has to be in its PATH",
  ];
}

/** Whether sshd ended the connection before it said who it is, as it does when too many logins are under way. */
export function cutOff(said: string): boolean {
  const times = [...said.matchAll(CUT_OFF)].length;
  // Behind a proxy that ends, our own ssh says it, too.
  return times > (/^Connection closed by UNKNOWN port 65535/m.test(said) ? 1 : 0);
}

/** Whether a password was asked for and not accepted, as far as can be told. */
export function passwordRefused(said: string): boolean {
  return /: Permission denied \(.*\b(password|keyboard-interactive)\b.*\)\.\s*$/m.test(said);
}

/** A password that is not tried once more. */
export function refusedBefore(way: Way): CannotEnter {
  return new CannotEnter(
    `the password of ${
      userOf(way)
    } was refused a moment ago, and is not tried again within a minute, so that the account is not locked:`,
    "check ansible_password (or -k, --connection-password-file)",
  );
}

const CUT_OFF = /^(kex_exchange_identification|ssh_exchange_identification): .*Connection (closed|reset)/gm;

/** Connected, and no login shell after so many seconds more than connecting may take. */
export function slowLogin(way: Way, seconds: number): string {
  return `it takes the connection, and logging in is not over after ${
    timeoutOf(way) + seconds
  } s: its login shell may wait for ` +
    `something (\`ssh ${
      way.address ?? way.host
    } true\` shows it), or the host is overloaded; ansible_timeout gives it longer`;
}

/** Logged in, and the shell does not say what it is on within so many seconds. */
export function slowShell(seconds: number): string {
  return `its shell has not begun to work after ${seconds} s: the user's home folder, or /tmp, may be on a file system that hangs`;
}

/** What inventories call the machine they are on. */
const HERE: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

const KNOWN: readonly Known[] = [
  {
    says:
      /^(?:kex_exchange_identification|ssh_exchange_identification|Connection (?:closed|timed out)).*\n?.* UNKNOWN port 65535/,
    means: async (_, { said, way }) =>
      `the way to it is broken (ProxyJump or ProxyCommand): ${
        shown(said.split("\n").filter((line) => !CLOSED.test(line)).join("\n"))
      }; ${await jumpOf(way)}`,
  },
  {
    says: /Could not resolve hostname (.+?): (.*)$/,
    means: ([, name, why]) => [
      `its name ${JSON.stringify(name)} cannot be resolved (${shown(why!)}):`,
      "set ansible_host to its address, or add the name to DNS, /etc/hosts or ~/.ssh/config",
    ],
  },
  {
    says: /^ssh: connect to host (.+) port (\d+): Connection refused$/,
    means: ([, host, port], { way }) => [
      `${host} refuses connections on port ${port}:`,
      `is sshd running there, and is ansible_port right?${
        HERE.has(way.host) ? " For this machine without ssh write ansible_connection=local, or -c local" : ""
      }`,
    ],
  },
  {
    says: /^ssh: connect to host (.+) port (\d+): (.*timed out.*)$/,
    means: ([, host, port], { way }) => [
      `${host} does not answer on port ${port} within ${timeoutOf(way)} s:`,
      "is it up, and does every firewall let us through? ansible_timeout gives it longer",
    ],
  },
  {
    says: /^ssh: connect to host (.+) port (\d+): (.*)$/,
    means: ([, host, port, why]) => `no connection to ${host} port ${port}: ${shown(why!)}`,
  },
  {
    says: /^Connection timed out during banner exchange$|^Connection to (.+) port (\d+) timed out$/,
    means: ([, host, port], { way }) => [
      `${host === undefined ? "it" : `${host} port ${port}`} takes the connection and says nothing for ${
        timeoutOf(way)
      } s:`,
      "is that an SSH server, and is it well? ansible_timeout gives it longer",
    ],
  },
  {
    says:
      /REMOTE HOST IDENTIFICATION HAS CHANGED|^(?:Host key for|\S+ host key for) .* has changed and you have requested/,
    means: (_, { said, way }) => changedKey(said, way),
  },
  { says: /^Host key verification failed\.$/, means: (_, { said, way }) => unknownKey(said, way) },
  {
    says: /^(?:(.+)@)?(\S+): Permission denied \((.*)\)\.$/,
    means: ([, user, , methods], { way, password, said }) =>
      denied({ user: user ?? userOf(way), methods: methods! }, password, said),
  },
  {
    says: /Too many authentication failures/,
    means: (_, { way }) => [
      `it refuses ${userOf(way)} after too many keys that it does not take:`,
      "name the right one (ansible_ssh_private_key_file, with IdentitiesOnly yes in ~/.ssh/config)",
    ],
  },
  {
    says: /^Unable to negotiate with .*$/,
    means: ([words]) => `it and our ssh have no way of encrypting in common: ${shown(words!)}`,
  },
  {
    says: /^(?:kex_exchange_identification|ssh_exchange_identification): (.*)$/,
    means: ([, why]) => [
      `its sshd ends each connection at once (${shown(why!)}), however often we come:`,
      "too many logins at a time (MaxStartups in its sshd_config; --forks makes them fewer), or it does not want us",
    ],
  },
];

const CLOSED = /^(Connection (closed|timed out)|kex_exchange_identification|ssh_exchange_identification).*$/;

async function changedKey(said: string, way: Way): Promise<Told> {
  const [, file, line] = /^Offending \S+ key in (.+):(\d+)$/m.exec(said) ?? [];
  const name = /^(?:Host key|\S+ host key) for (\S+) has changed/m.exec(said)?.[1] ?? way.address ?? way.host;
  return [
    `its host key is another one than ${
      file === undefined ? "the known one" : `${file}:${line} has`
    }: the host was installed anew, or somebody stands between.`,
    `When you know which, take the old key away (\`ssh-keygen ${
      file === undefined ? "" : `-f '${file}' `
    }-R '${name}'\`) and add the new one (\`${await scanOf(
      way,
    )}\`)`,
  ];
}

async function unknownKey(said: string, way: Way): Promise<Told | string> {
  const revoked = /^.*revoked.*$/m.exec(said)?.[0];
  if (revoked !== undefined) return `its host key is revoked: ${shown(revoked)}`;
  return [
    "its host key is not known here.",
    `Add it when you have compared it with the host's own (\`${await scanOf(
      way,
    )}\`), or pass --host-key accept-new, which takes the key of a host that was never seen`,
  ];
}

function denied({ user, methods }: { user: string; methods: string }, password: boolean, said: string): Told {
  const takesPasswords = /\b(password|keyboard-interactive)\b/.test(methods);
  const trouble = /^(Warning: Identity file .*|Load key .*|Permissions .* are too open\.)$/m.exec(said)?.[0];
  const keys = trouble === undefined ? "" : ` (${shown(trouble)})`;
  if (password && takesPasswords) {
    return [
      `it takes neither the password nor a key of ${user}${keys}:`,
      "check ansible_user and ansible_password (or -k, --connection-password-file)",
    ];
  }
  if (password) {
    return [
      `it lets ${user} in by ${methods} only, and takes no passwords${keys}:`,
      "set ansible_ssh_private_key_file",
    ];
  }
  return [
    `it takes no key of ours for ${user}${keys}; it would take: ${methods}.`,
    `Check ansible_user and ansible_ssh_private_key_file, or what \`ssh-add -l\` lists${
      takesPasswords ? "; a password goes into ansible_password or -k" : ""
    }`,
  ];
}

function userOf({ user }: Way): string {
  return user === undefined ? "our user" : user;
}

/** Foreign words in one line that a terminal shows as they are. */
function shown(words: string): string {
  const line = words.trim().split(/\s*\n\s*/).join("; ");
  const safe = line.replace(/[\p{Cc}\p{Cf}]/gu, (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, "0")}`);
  return safe.length <= 300 ? safe : `${safe.slice(0, 300)}…`;
}
