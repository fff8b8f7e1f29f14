// Lines of an authorized_keys file: what each says, and what becomes of them. Lines that are not concerned stay as they are, byte for byte.
import { strip } from "../../templates/characters.ts";

const TYPES = new Set(
  ("sk-ecdsa-sha2-nistp256@openssh.com sk-ecdsa-sha2-nistp256-cert-v01@openssh.com webauthn-sk-ecdsa-sha2-nistp256@openssh.com " +
    "ecdsa-sha2-nistp256 ecdsa-sha2-nistp256-cert-v01@openssh.com ecdsa-sha2-nistp384 ecdsa-sha2-nistp384-cert-v01@openssh.com " +
    "ecdsa-sha2-nistp521 ecdsa-sha2-nistp521-cert-v01@openssh.com sk-ssh-ed25519@openssh.com sk-ssh-ed25519-cert-v01@openssh.com " +
    "ssh-ed25519 ssh-ed25519-cert-v01@openssh.com ssh-dss ssh-rsa ssh-xmss@openssh.com ssh-xmss-cert-v01@openssh.com rsa-sha2-256 " +
    "rsa-sha2-512 ssh-rsa-cert-v01@openssh.com rsa-sha2-256-cert-v01@openssh.com rsa-sha2-512-cert-v01@openssh.com " +
    "ssh-dss-cert-v01@openssh.com").split(" "),
);

/** What one line allows. */
export interface Key {
  type: string;
  /** The key itself, by which two lines are of the same one. */
  blob: string;
  options: string[];
  comment: string;
}

/** A word that ends at a blank outside of quotes, as sshd reads options; a backslash before a quote takes it along. */
const WORD = /(?:[^ \t\r\n"]|"(?:\\"|[^"])*"?)+/gy;
/** Of ASCII only: a character stands for a byte here, and some bytes of UTF-8 would pass for a blank. */
const ASCII_BLANKS = " \t\r\n";
const BLANKS = /[ \t\r\n]+/;

/** What a line says; undefined for a comment, a blank line and one that is no key. */
export function keyOf(line: string): Key | undefined {
  const text = strip(line, ASCII_BLANKS);
  if (text === "" || text.startsWith("#")) return undefined;
  for (let from = 0; from < text.length;) {
    WORD.lastIndex = from;
    const word = WORD.exec(text)?.[0] ?? "";
    if (TYPES.has(word)) {
      const [blob, ...comment] = strip(text.slice(from + word.length), ASCII_BLANKS).split(BLANKS);
      if (blob === undefined || blob === "") return undefined;
      return {
        type: word,
        blob,
        options: optionsOf(strip(text.slice(0, from), ASCII_BLANKS)),
        comment: comment.join(" "),
      };
    }
    from += word.length;
    while (BLANKS.test(text.charAt(from))) from++;
  }
  return undefined;
}

/** Options, apart at the commas outside of quotes. */
export function optionsOf(text: string): string[] {
  return (text.match(/(?:[^,"']|"(?:\\"|[^"])*"?|'[^']*'?)+/g) ?? []).filter((option) => option !== "");
}

/** What is wanted of a file. */
export interface KeyEdit {
  state: "present" | "absent";
  keys: Key[];
  /** Nothing else may be there. */
  exclusive: boolean;
}

interface Line {
  text: string;
  key: Key | undefined;
}

/** Pure: the file's text afterwards; the same where all is as it should be. */
export function editKeys(before: string, { state, keys, exclusive }: KeyEdit): string {
  let lines: Line[] = (before.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((text) => ({ text, key: keyOf(text) }));
  let changed = false;
  const isOf = ({ key }: Line, { blob }: Key) => key?.blob === blob;
  for (const key of keys) {
    const last = lines.findLast((line) => isOf(line, key))?.key;
    const matched = last !== undefined && (state === "absent" || alike(last, key));
    if (state === "present" ? matched : !matched) continue;
    lines = lines.filter((line) => !isOf(line, key));
    if (state === "present") lines.push({ text: keyLine(key), key });
    changed = true;
  }
  if (state === "present" && exclusive) {
    const kept = lines.filter((line, at) =>
      keys.some((key) => isOf(line, key)) && !lines.slice(at + 1).some((other) => line.key && isOf(other, line.key))
    );
    changed ||= kept.length < lines.length;
    lines = kept;
  }
  if (!changed) return before;
  return lines.map(({ text }, at) => text.endsWith("\n") || at === lines.length - 1 ? text : `${text}\n`).join("");
}

function alike(one: Key, other: Key): boolean {
  const sorted = ({ options }: Key) => options.toSorted().join(",");
  return one.type === other.type && one.comment === other.comment && sorted(one) === sorted(other);
}

function keyLine({ type, blob, options, comment }: Key): string {
  return `${options.length === 0 ? "" : `${options.join(",")} `}${type} ${blob} ${comment}\n`;
}
