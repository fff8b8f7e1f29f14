// Text and bytes as words of a POSIX shell, so that they arrive exactly.
import { InputError } from "../model/errors.ts";

const encoder = new TextEncoder();
const apostrophe = 0x27;
const nameOfVariable = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names that bash or dash refuse to assign. */
const readOnly = new Set(["PPID", "UID", "EUID", "BASHOPTS", "SHELLOPTS", "BASH_VERSINFO"]);

/** One shell word. Throws InputError for a NUL byte, which no argument can hold. */
export function quote(text: string): string {
  if (text.includes("\0")) {
    throw new InputError(`Cannot pass ${JSON.stringify(text.slice(0, 80))} to a command: it holds a NUL byte`);
  }
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words in a row. */
export function quoteAll(words: readonly string[]): string {
  return words.map(quote).join(" ");
}

/** Bytes without NUL as one shell word. */
export function quoteBytes(bytes: Uint8Array): Uint8Array {
  const apostrophes = bytes.reduce((count, byte) => byte === apostrophe ? count + 1 : count, 0);
  const word = new Uint8Array(bytes.length + 3 * apostrophes + 2);
  const escaped = encoder.encode("'\\''");
  let at = 0;
  word[at++] = apostrophe;
  for (const byte of bytes) {
    if (byte === apostrophe) {
      word.set(escaped, at);
      at += escaped.length;
    } else {
      word[at++] = byte;
    }
  }
  word[at] = apostrophe;
  return word;
}

/** `export A='1' B='2' || exit 1; `, or nothing. Throws InputError for a name that a shell cannot set. */
export function exports(env: Record<string, string>): string {
  const names = Object.keys(env);
  if (names.length === 0) return "";
  const words = names.map((name) => {
    if (!nameOfVariable.test(name) || readOnly.has(name)) {
      throw new InputError(
        `Cannot set the environment variable ${JSON.stringify(name)}: ` +
          (readOnly.has(name)
            ? "shells keep it read-only"
            : "expected letters, digits and _, not starting with a digit"),
      );
    }
    return `${name}=${quote(env[name] ?? "")}`;
  });
  return `export ${words.join(" ")} || exit 1; `;
}

/** `cd` into a folder literally: no CDPATH, no option, no `-`. */
export function changeFolder(cwd: string): string {
  return `CDPATH= cd -- ${quote(literalPath(cwd))} || exit 1; `;
}

/** A path that no program takes for an option. */
export function literalPath(path: string): string {
  return path.startsWith("/") ? path : `./${path}`;
}
