// Unix passwords hashed with SHA-256 or SHA-512 (crypt's $5$ and $6$), after Ulrich Drepper's description.
import { buffers, createHash } from "./builtin.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Rounds where none are said; the hash then does not name them. */
export const DEFAULT_ROUNDS = 5000;

/** The hash of a password, as it stands in /etc/shadow. The salt is at most 16 characters long. */
export function shaCrypt(
  type: "sha256" | "sha512",
  password: string,
  { salt, rounds }: { salt: string; rounds: number },
): string {
  const secret = bytes(password);
  const salting = bytes(salt);
  const digest = (...parts: Bytes[]): Bytes => {
    const hash = createHash(type);
    for (const part of parts) hash.update(part);
    return Uint8Array.from(hash.digest());
  };
  const inner = digest(secret, salting, secret);
  const mixing: Bytes[] = [];
  for (let left = secret.length; left > 0; left >>= 1) mixing.push(left & 1 ? inner : secret);
  let found = digest(secret, salting, filled(inner, secret.length), ...mixing);
  const p = filled(digest(...Array<Bytes>(secret.length).fill(secret)), secret.length);
  const s = filled(digest(...Array<Bytes>(16 + (found[0] ?? 0)).fill(salting)), salting.length);
  for (let n = 0; n < rounds; n++) {
    const parts = [n & 1 ? p : found];
    if (n % 3 !== 0) parts.push(s);
    if (n % 7 !== 0) parts.push(p);
    parts.push(n & 1 ? found : p);
    found = digest(...parts);
  }
  const named = rounds === DEFAULT_ROUNDS ? "" : `rounds=${rounds}$`;
  return `$${type === "sha256" ? 5 : 6}$${named}${salt}$${type === "sha256" ? encoded256(found) : encoded512(found)}`;
}

function bytes(text: string): Bytes {
  return Uint8Array.from(buffers().from(text, "utf8"));
}

// As many bytes as are wanted, from the beginning again where it ends.
function filled(block: Bytes, length: number): Bytes {
  return Uint8Array.from({ length }, (_, n) => block[n % block.length] ?? 0);
}

function encoded256(digest: Bytes): string {
  let out = "";
  for (let n = 0; n < 10; n++) out += letters(turned(digest, [n, n + 10, n + 20], (3 - n % 3) % 3), 4);
  return out + letters([0, digest[31] ?? 0, digest[30] ?? 0], 3);
}

function encoded512(digest: Bytes): string {
  let out = "";
  for (let n = 0; n < 21; n++) out += letters(turned(digest, [n, n + 21, n + 42], n % 3), 4);
  return out + letters([0, 0, digest[63] ?? 0], 2);
}

function turned(digest: Bytes, places: number[], by: number): number[] {
  return places.map((_, n) => digest[places[(n + by) % 3] ?? 0] ?? 0);
}

function letters([high = 0, middle = 0, low = 0]: number[], count: number): string {
  let word = (high << 16) | (middle << 8) | low;
  let out = "";
  for (let n = 0; n < count; n++, word >>= 6) out += ALPHABET.charAt(word & 63);
  return out;
}
