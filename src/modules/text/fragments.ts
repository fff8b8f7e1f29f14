// Fragments of a file joined to one, by the rules of Ansible's assemble.
import { inBytes, joined, toBytes } from "./byte_text.ts";

/** A fragment's name and bytes. */
export interface Fragment {
  name: string;
  content: Uint8Array;
}

/**
 * The fragments' contents in order. A newline ends each that lacks one, save the last. The delimiter, with Python's escapes
 * (`\n`, `\x41`), stands between them, ended by a newline; where `always`, it gets one even if it has one, which is what
 * Ansible does with fragments of the controller.
 */
export function joinFragments(fragments: readonly Fragment[], delimiter: string, always: boolean): Uint8Array {
  const parts: Uint8Array[] = [];
  const newline = Uint8Array.of(10);
  let between = inBytes(delimiter);
  let ended = true;
  for (const [at, { content }] of fragments.entries()) {
    if (!ended) parts.push(newline);
    if (at > 0 && between !== "") {
      // Ansible takes the escapes away again for every fragment.
      between = unescaped(between);
      parts.push(toBytes(between));
      if (always || !between.endsWith("\n")) parts.push(newline);
    }
    parts.push(content);
    ended = content.at(-1) === 10;
  }
  return joined(parts);
}

const ESCAPES: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

/** As Python reads a literal of bytes; a backslash before anything else stays. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|([^]))/g, (whole, hex, octal, letter) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return ESCAPES[letter] ?? whole;
  });
}
