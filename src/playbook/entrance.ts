// How a task's host is entered: Ansible's connection variables and keywords, as they stand where the task does.
import { TemplateError } from "../model/errors.ts";
import type { Secret } from "../model/secret.ts";
import type { Scope, Value } from "../model/value.ts";
import type { Entrance, Way } from "../model/way.ts";
import { pyStr } from "../templates/python_text.ts";
import { splitWords } from "../templates/shlex.ts";
import { BECOME_METHODS, CONNECTIONS, isPort, short, unknownConnection, unknownMethod } from "./entry_words.ts";
import type { EntryWords } from "./playbook.ts";
import { Said } from "./said.ts";
import type { HostVariables, Surroundings } from "./variables.ts";

/** Where a way begins: a play, or one of its tasks, on a host. */
export interface Entering {
  /** The host whose variables say how: the errand's own, or the one that it is delegated to. */
  variables: HostVariables;
  /** What they are there. */
  scope: Scope;
  /** What play and task say. */
  words: EntryWords;
  /** What that is templated with: the variables of the errand's own host. Absent: those of the host that is entered. */
  own?: Scope;
}

/**
 * The entrance, by Ansible's precedence: variables over keywords over flags. The same object wherever it is the same. Throws TemplateError where
 * one of its variables cannot be worked out.
 */
export function entranceOf({ variables, scope, words, own = scope }: Entering): Entrance {
  const { host, surroundings } = variables;
  const said = new Said(host, { variables: scope, words: own });
  const { reach, passwords } = surroundings;
  const connection = connectionOf(said, words) ?? reach.connection ?? "ssh";
  const become = becomeOf(said, words, surroundings);
  const python = pythonOf(said);
  const way: Way = {
    host,
    ...(connection === "local" ? { connection } : sshWay(host, said, { words, from: surroundings })),
    ...(become === undefined ? {} : { become }),
    ...(python === undefined ? {} : { python }),
  };
  const password = connection === "local" ? undefined : said.secret(PASSWORD_NAMES) ?? passwords.connection;
  const becomePassword = become === undefined
    ? undefined
    : said.secret(becomePasswordNames(become.method)) ?? passwords.become;
  return theSame(withSecrets({ way, password, becomePassword }), surroundings);
}

/** A way with those of its secrets that there are. */
export function withSecrets(
  { way, password, becomePassword }: { way: Way; password: Secret | undefined; becomePassword: Secret | undefined },
): Entrance {
  return {
    way,
    ...(password === undefined ? {} : { password }),
    ...(becomePassword === undefined ? {} : { becomePassword }),
  };
}

/** Variables with the password of a connection; the first that is there counts. */
export const PASSWORD_NAMES = ["ansible_ssh_password", "ansible_ssh_pass", "ansible_password"];

/** Variables with the password of another user. */
export function becomePasswordNames(method: string): string[] {
  return [`ansible_${method}_pass`, "ansible_become_pass", "ansible_become_password"];
}

function connectionOf(said: Said, words: EntryWords): "ssh" | "local" | undefined {
  const name = said.text(["ansible_connection"], words.connection);
  if (name === undefined) return undefined;
  const wrong = unknownConnection(name);
  if (wrong !== undefined) throw new TemplateError(`How to enter ${said.host}: ${wrong}`);
  return CONNECTIONS.get(short(name));
}

function sshWay(
  host: string,
  said: Said,
  { words, from }: { words: EntryWords; from: Surroundings },
): Omit<Way, "host" | "become"> {
  const { reach, playbook, files } = from;
  const address = said.text(["ansible_ssh_host", "ansible_host"]);
  const port = portOf(said, words);
  const user = said.text(["ansible_ssh_user", "ansible_user"], words.remoteUser) ?? reach.user;
  const key = said.text(["ansible_ssh_private_key_file", "ansible_private_key_file"]);
  const keyFile = key === undefined ? reach.keyFile : absolute(key, playbook.folder, files.env("HOME"));
  const args = [
    said.text(["ansible_ssh_args"]),
    said.text(["ansible_ssh_common_args"]) ?? reach.commonArgs,
    said.text(["ansible_ssh_extra_args"]) ?? reach.extraArgs,
  ].flatMap((text) => text === undefined ? [] : splitWords(text));
  const timeout = secondsOf(said) ?? reach.timeout;
  const hostKeys = acceptsNew(said) ? "accept-new" : reach.hostKeys;
  return {
    connection: "ssh",
    ...(address === undefined || address === host ? {} : { address }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(keyFile === undefined ? {} : { keyFile }),
    ...(args.length === 0 ? {} : { arguments: args }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(hostKeys === undefined ? {} : { hostKeys }),
  };
}

/** Nobody's way in depends on it: one that cannot be worked out (`{{ ansible_playbook_python }}`) is looked for on the host. */
function pythonOf(said: Said): string | undefined {
  try {
    return said.text(["ansible_python_interpreter"]);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return undefined;
  }
}

function portOf(said: Said, words: EntryWords): number | undefined {
  const text = said.text(["ansible_ssh_port", "ansible_port"], words.port);
  if (text === undefined || isPort(text)) return text === undefined ? undefined : Number(text);
  throw new TemplateError(
    `How to enter ${said.host}: the port is ${JSON.stringify(text)}, not a number from 1 to 65535`,
  );
}

function secondsOf(said: Said): number | undefined {
  const text = said.text(["ansible_ssh_timeout", "ansible_timeout"]);
  if (text === undefined || Number(text) > 0) return text === undefined ? undefined : Number(text);
  throw new TemplateError(
    `How to enter ${said.host}: ansible_timeout is ${JSON.stringify(text)}, not a number of seconds`,
  );
}

/** Who switches the check off wants at least hosts that are new to be entered. */
function acceptsNew(said: Said): boolean {
  const checks = said.value(["ansible_ssh_host_key_checking", "ansible_host_key_checking"]);
  return checks !== undefined && !isTrue(checks);
}

function becomeOf(said: Said, words: EntryWords, { reach }: Surroundings): Way["become"] {
  if (!isTrue(said.value(["ansible_become"], words.become) ?? reach.become ?? false)) return undefined;
  const name = said.text(["ansible_become_method"], words.becomeMethod) ?? reach.becomeMethod ?? "sudo";
  const method = BECOME_METHODS.find((each) => each === short(name));
  if (method === undefined) {
    throw new TemplateError(`How to become another user on ${said.host}: ${unknownMethod(name)}`);
  }
  const user = said.text([`ansible_${method}_user`, "ansible_become_user"], words.becomeUser) ?? reach.becomeUser;
  const exe = said.text([`ansible_${method}_exe`, "ansible_become_exe"], words.becomeExe);
  const flags = said.text([`ansible_${method}_flags`, "ansible_become_flags"], words.becomeFlags);
  return {
    method,
    user: user ?? "root",
    ...(exe === undefined ? {} : { exe }),
    ...(flags === undefined ? {} : { flags: splitWords(flags) }),
  };
}

/** Ansible's `boolean`. */
function isTrue(value: Value): boolean {
  return typeof value === "boolean" ? value : /^(y|yes|on|1|true|t|1\.0)$/i.test(pyStr(value).trim());
}

function absolute(path: string, folder: string, home: string | undefined): string {
  if (path.startsWith("~/") && home !== undefined) return `${home}${path.slice(1)}`;
  return path.startsWith("/") || path.startsWith("~") ? path : `${folder}/${path}`;
}

/** The object that says the same already, where there is one: it is the key of a shell. */
function theSame(entrance: Entrance, surroundings: Surroundings): Entrance {
  const known = kept.get(surroundings) ?? new Map<string, Entrance>();
  kept.set(surroundings, known);
  const { way, password, becomePassword } = entrance;
  const key = JSON.stringify([way, password?.reveal() ?? null, becomePassword?.reveal() ?? null]);
  const same = known.get(key);
  if (same === undefined) known.set(key, entrance);
  return same ?? entrance;
}

const kept = new WeakMap<Surroundings, Map<string, Entrance>>();
