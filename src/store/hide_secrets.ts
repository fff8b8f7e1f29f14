// Variables on their way into the record: what by its name looks like a secret leaves its value behind.
import type { Json } from "../model/json.ts";

/** What is written instead. */
const HIDDEN = "(secret)";

/** `askpass` says who asks; `bypass` and `compass` are words. */
const SECRET = /passw(or)?d|passphrase|(?<!ask_?|by|com)pass(?![a-z])|secret|token|private_?key|credential/i;

/** Paths of keys, which are no keys. */
const PATHS = ["ansible_ssh_private_key_file", "ansible_private_key_file"];

/** Whether a variable, or a key within one, is called as secrets are. */
export function looksSecret(name: string): boolean {
  return SECRET.test(name) && !PATHS.includes(name);
}

/**
 * The value of a variable of this name as it may be on record; keys within it count as names, too. Null and booleans are nobody's secret. Returns the
 * very same value where nothing in it is one.
 */
export function hideSecrets(name: string, value: Json): Json {
  if (value === null || typeof value === "boolean") return value;
  if (looksSecret(name)) return HIDDEN;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const shown = value.map((each) => hideSecrets("", each));
    return shown.every((each, index) => each === value[index]) ? value : shown;
  }
  const shown = Object.entries(value).map(([key, each]) => [key, hideSecrets(key, each)] as const);
  return shown.every(([key, each]) => each === value[key]) ? value : Object.fromEntries(shown);
}
