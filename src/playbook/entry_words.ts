// The keywords that say how a host is entered: over what and as whom.
import type { Value } from "../model/value.ts";
import { type Entry, valueOf } from "../templates/document.ts";
import { nearest } from "../templates/nearest.ts";
import { toPlain } from "../templates/value.ts";
import type { Parsing } from "./parsing.ts";
import type { EntryWords } from "./playbook.ts";
import { checkTemplates, holdsTemplate } from "../templates/template_places.ts";

/** Nothing is said: inventory and flags decide. */
export const NO_ENTRY_WORDS: EntryWords = {
  connection: null,
  remoteUser: null,
  port: null,
  become: null,
  becomeUser: null,
  becomeMethod: null,
  becomeFlags: null,
  becomeExe: null,
};

/** Ansible's names of them. */
export const ENTRY_KEYS = [
  "connection",
  "remote_user",
  "port",
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "become_exe",
] as const;

/** How hosts are entered, by the names of Ansible's connections. */
export const CONNECTIONS = new Map<string, "ssh" | "local">([
  ["ssh", "ssh"],
  ["smart", "ssh"],
  ["paramiko", "ssh"],
  ["paramiko_ssh", "ssh"],
  ["local", "local"],
]);

/** How another user is become, by Ansible's names of it. */
export const BECOME_METHODS = ["sudo", "su", "doas"] as const;

/** The words that hold inside something with these keys; the same object where they say nothing new. */
export function entryWords(outer: EntryWords, keys: Map<string, Entry>, parsing: Parsing): EntryWords {
  const written = ENTRY_KEYS.filter((key) => keys.has(key));
  if (written.length === 0) return outer;
  const own = Object.fromEntries(written.map((key) => [NAMES[key], read(key, keys.get(key)!, parsing)]));
  return { ...outer, ...own };
}

function read(key: keyof typeof NAMES, entry: Entry, parsing: Parsing): Value {
  const { document, complaints } = parsing;
  checkTemplates(entry.value, parsing);
  const value = complaints.try(() => valueOf(entry.value, document)) ?? null;
  const plain = toPlain(value);
  if (value === null || holdsTemplate(plain)) return value;
  const wrong = CHECKS[key](plain);
  if (wrong !== undefined) complaints.add(wrong, document.place(entry.value ?? entry.keyNode));
  return value;
}

const NAMES = {
  connection: "connection",
  remote_user: "remoteUser",
  port: "port",
  become: "become",
  become_user: "becomeUser",
  become_method: "becomeMethod",
  become_flags: "becomeFlags",
  become_exe: "becomeExe",
} as const;

function text(key: string): (value: unknown) => string | undefined {
  return (value) => typeof value === "string" ? undefined : `"${key}" is a text`;
}

const CHECKS: Record<keyof typeof NAMES, (value: unknown) => string | undefined> = {
  connection: (value) => unknownConnection(String(value)),
  remote_user: text("remote_user"),
  port: (value) => isPort(value) ? undefined : '"port" is a number from 1 to 65535',
  become: (value) =>
    typeof value === "boolean" || /^(y|yes|n|no|on|off|true|false|[01])$/i.test(String(value))
      ? undefined
      : '"become" is true or false',
  become_user: text("become_user"),
  become_method: (value) => unknownMethod(String(value)),
  become_flags: text("become_flags"),
  become_exe: text("become_exe"),
};

/** Whether a value can be a port of TCP. */
export function isPort(value: unknown): boolean {
  const port = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** The sentence for a connection that is none of ours; undefined for one that is. */
export function unknownConnection(name: string): string | undefined {
  if (CONNECTIONS.has(short(name))) return undefined;
  const close = nearest(name, ["ssh", "local"]);
  const hint = close === undefined ? 'write "ssh" or "local"' : `did you mean "${close}"?`;
  return `There is no connection "${name}" here: ${hint}`;
}

/** The sentence for a way to become another user that is none of ours; undefined for one that is. */
export function unknownMethod(name: string): string | undefined {
  if (BECOME_METHODS.some((method) => method === short(name))) return undefined;
  const close = nearest(name, BECOME_METHODS);
  const hint = close === undefined ? 'write "sudo", "su" or "doas"' : `did you mean "${close}"?`;
  return `There is no become_method "${name}" here: ${hint}`;
}

/** A plugin's name without `ansible.builtin.` and the like. */
export function short(name: string): string {
  return name.replace(/^(ansible\.(builtin|legacy|netcommon|posix)|community\.general)\./, "");
}
