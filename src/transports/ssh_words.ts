// The words of ssh's command line for one way. Everything else is as ~/.ssh/config says, which ssh reads by itself.
import { InputError } from "../model/errors.ts";
import type { Way } from "../model/way.ts";
import { timeoutOf } from "./connect_timeout.ts";
import { quoteAll } from "./quoting.ts";

/** A connection on which nothing comes any more is asked every so many seconds whether it is there. */
const ALIVE_S = 10;
/** It is given up at the next question after so many unanswered ones: 30 s after the host fell silent. */
const UNANSWERED = 2;

/** What a session of ssh is for, beside its way. */
export interface SshSession {
  /** The socket of the connection, and whether this session makes it. */
  control: { socket: string; master: boolean };
  /** Whether somebody answers when ssh asks for a password. */
  password: boolean;
}

/**
 * Words for ssh, up to the host. The way's own arguments come before ours where both may be: ssh takes what it is told first. Throws
 * InputError for an address or a user that ssh, or the shell of a ProxyCommand, would take for something else.
 */
export function sshWords(way: Way, { control, password }: SshSession): string[] {
  const { user, port, keyFile, hostKeys } = way;
  const address = addressOf(way);
  if (user !== undefined) demandPlain("ansible_user", user, /^-|^$|[\s'"`;&<>|(){}$]|\\$|\p{Cc}/u);
  const options = [
    password ? "NumberOfPasswordPrompts=1" : "BatchMode=yes",
    ...(hostKeys === "accept-new" ? ["StrictHostKeyChecking=accept-new"] : []),
    `ConnectTimeout=${Math.max(1, Math.ceil(timeoutOf(way)))}`,
    `ServerAliveInterval=${ALIVE_S}`,
    `ServerAliveCountMax=${UNANSWERED}`,
    "RemoteCommand=none",
    "LogLevel=INFO",
  ];
  return [
    ...optionWords([
      `ControlMaster=${control.master ? "yes" : "no"}`,
      `ControlPath=${control.socket}`,
      "ControlPersist=no",
    ]),
    ...way.arguments ?? [],
    // A terminal would change what passes through it.
    "-T",
    ...port === undefined ? [] : ["-p", String(port)],
    ...user === undefined ? [] : ["-l", user],
    ...keyFile === undefined ? [] : identityWords(keyFile),
    ...optionWords(options),
    "--",
    address,
  ];
}

/** What ssh is told to go to. Throws InputError. */
export function addressOf({ host, address = host }: Way): string {
  demandPlain(address === host ? "The name of a host" : "ansible_host", address, /^-|^$|[\s'"`;&<>|(){}$\\*?]|\p{Cc}/u);
  return address;
}

/**
 * Words for a login shell, which may be sh, csh or fish: starts an `sh`, which prints `mark` and becomes the program. What goes wrong before
 * is the login shell's, and comes before the mark.
 */
export function remoteCommand(mark: string, words: readonly string[]): string {
  return `exec sh -c ${quoteForAll(`echo ${mark}; exec ${quoteAll(words)}`)}`;
}

/** One word for sh, csh and fish, as long as it is on one line: a backslash within quotes is not the same to all of them. */
function quoteForAll(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (char) => `'\\${char}'`)}'`;
}

/** ssh fills in %h and the like; `-i` alone says when the file is not there, and cannot be told of a % that means itself. */
function identityWords(keyFile: string): string[] {
  if (!keyFile.includes("%")) return ["-i", keyFile];
  return optionWords([`IdentityFile="${keyFile.replaceAll("%", "%%").replaceAll(/["\\]/g, "\\$&")}"`]);
}

function optionWords(options: readonly string[]): string[] {
  return options.flatMap((option) => ["-o", option]);
}

function demandPlain(what: string, text: string, odd: RegExp): void {
  if (!odd.test(text)) return;
  throw new InputError(
    `${what} is ${
      JSON.stringify(text)
    }, which is not passed on to ssh: it is empty, begins with "-", or holds a space or a character that ` +
      "shells act on. Write a plain name or address; options for ssh go into ansible_ssh_common_args",
  );
}
