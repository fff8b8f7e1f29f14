// ansible-vault's AES256: keys by PBKDF2, AES-256 in counter mode, HMAC-SHA256 over the ciphertext. About 10 ms a password.
import { cryptography } from "./builtin.ts";
import type { Envelope } from "./vault_text.ts";

/** Rounds of PBKDF2. */
const ROUNDS = 10_000;
/** Bytes of a key; the counter's beginning has half as many. */
const KEY = 32;
const BLOCK = 16;

/** The plaintext; undefined where the password is another one, or the text was changed. */
export function unsealed({ salt, mac, ciphertext }: Envelope, password: Uint8Array): Uint8Array | undefined {
  const { createDecipheriv, timingSafeEqual } = cryptography();
  const keys = keysOf(password, salt);
  const own = macOf(ciphertext, keys);
  if (mac.length !== own.length || !timingSafeEqual(mac, own)) return undefined;
  return withoutPadding(through(createDecipheriv("aes-256-ctr", keys.cipher, keys.counter), ciphertext));
}

/** The plaintext under a password. The same salt must not be used for two texts. */
export function sealed(
  plain: Uint8Array,
  password: Uint8Array,
  { label, salt }: Pick<Envelope, "label" | "salt">,
): Envelope {
  const keys = keysOf(password, salt);
  const padding = BLOCK - plain.length % BLOCK;
  const padded = new Uint8Array(plain.length + padding).fill(padding, plain.length);
  padded.set(plain);
  const cipher = cryptography().createCipheriv("aes-256-ctr", keys.cipher, keys.counter);
  const ciphertext = bytesOf(through(cipher, padded));
  return { label, salt, mac: macOf(ciphertext, keys), ciphertext };
}

/** The whole text at once. A cipher that is not ended is kept by the process for ever. */
function through(
  cipher: { update(bytes: Uint8Array): Uint8Array; final(): Uint8Array },
  bytes: Uint8Array,
): Uint8Array {
  const changed = cipher.update(bytes);
  cipher.final();
  return changed;
}

/** Bytes for a salt. */
export function newSalt(): Uint8Array {
  return bytesOf(cryptography().randomBytes(KEY));
}

interface Keys {
  cipher: Uint8Array;
  mac: Uint8Array;
  counter: Uint8Array;
}

function keysOf(password: Uint8Array, salt: Uint8Array): Keys {
  const bytes = bytesOf(cryptography().pbkdf2Sync(password, salt, ROUNDS, 2 * KEY + BLOCK, "sha256"));
  return { cipher: bytes.subarray(0, KEY), mac: bytes.subarray(KEY, 2 * KEY), counter: bytes.subarray(2 * KEY) };
}

function macOf(ciphertext: Uint8Array, { mac }: Keys): Uint8Array {
  return bytesOf(cryptography().createHmac("sha256", mac).update(ciphertext).digest());
}

/** As PKCS#7 has it; undefined where it has none. */
function withoutPadding(plain: Uint8Array): Uint8Array | undefined {
  const padding = plain.at(-1) ?? 0;
  if (padding < 1 || padding > BLOCK || plain.length % BLOCK !== 0) return undefined;
  if (!plain.subarray(-padding).every((byte) => byte === padding)) return undefined;
  return new Uint8Array(plain.subarray(0, plain.length - padding));
}

function bytesOf(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer);
}
