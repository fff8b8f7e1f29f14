// The text form of what ansible-vault encrypted: a line that names format, cipher and label, then digits. Formats 1.1 and 1.2.
import { hexBytes, hexText } from "./hex.ts";

/** What stands in such a text. */
export interface Envelope {
  /** Whose password it is for; `default` in format 1.1, which has none. */
  label: string;
  salt: Uint8Array;
  /** HMAC-SHA256 of the ciphertext. */
  mac: Uint8Array;
  ciphertext: Uint8Array;
}

/** How every such text begins, as Ansible looks at it. */
const MARK = "$ANSIBLE_VAULT";
/** Without a label, as Ansible calls it. */
export const DEFAULT_LABEL = "default";
/** Digits in a line. */
const WIDTH = 80;

/** Whether a text, or a file's content, was encrypted by ansible-vault. */
export function isVaultText(content: string | Uint8Array): boolean {
  if (typeof content === "string") return content.startsWith(MARK);
  return String.fromCharCode(...content.subarray(0, MARK.length)) === MARK;
}

/** Takes it apart, or says in a sentence why it cannot be. */
export function readEnvelope(text: string): Envelope | { wrong: string } {
  const [head = "", ...rest] = text.trim().split(/\r\n|[\n\r]/).map((line) => line.trim());
  const [mark, version, cipher, label] = head.split(";").map((part) => part.trim());
  if (mark !== MARK || version === undefined || cipher === undefined) {
    return { wrong: `Its first line is not ${MARK};1.1;AES256` };
  }
  if (version !== "1.1" && version !== "1.2") {
    return { wrong: "It is of a format that is not 1.1 or 1.2: `ansible-vault rekey` writes it anew" };
  }
  if (cipher !== "AES256") return { wrong: "Its cipher is not AES256, which is the only one of ansible-vault" };
  const parts = asciiOf(hexBytes(rest.join("")))?.split("\n") ?? [];
  const [salt, mac, ciphertext] = parts.map(hexBytes);
  if (parts.length !== 3 || salt === undefined || mac === undefined || ciphertext === undefined) {
    return { wrong: "It was cut or changed: what follows its first line is not what ansible-vault writes" };
  }
  return { label: label ?? DEFAULT_LABEL, salt, mac, ciphertext };
}

/** The text of an envelope, with a line end at its end, as ansible-vault writes it. */
export function writeEnvelope({ label, salt, mac, ciphertext }: Envelope): string {
  const inner = [salt, mac, ciphertext].map(hexText).join("\n");
  const digits = hexText(new TextEncoder().encode(inner));
  const head = label === DEFAULT_LABEL || label === "" ? `${MARK};1.1;AES256` : `${MARK};1.2;AES256;${label}`;
  const lines = digits.match(new RegExp(`.{1,${WIDTH}}`, "g")) ?? [];
  return [head, ...lines, ""].join("\n");
}

function asciiOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder("latin1").decode(bytes);
}
