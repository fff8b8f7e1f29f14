// Tokens, compared in constant time: what differs is never seen in how long it takes.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { PageToken } from "../../ports/page_world.ts";

/** A token that lets somebody in, without its text. */
export interface Key extends Pick<PageToken, "name" | "role"> {
  /** SHA-256 of the token's text. */
  hash: Uint8Array;
}

/** Throws nothing; two of one name are two keys. */
export function keysOf(tokens: readonly PageToken[]): Key[] {
  return tokens.map(({ name, role, token }) => ({ name, role, hash: hashOf(token) }));
}

/** Whose token it is; undefined: nobody's. All of them are looked at, by their hashes. */
export function keyFor(token: string, keys: readonly Key[]): Key | undefined {
  const hash = hashOf(token);
  return keys.reduce<Key | undefined>((found, key) => isEqual(hash, key.hash) ? key : found, undefined);
}

/** SHA-256 of a text. */
export function hashOf(text: string): Uint8Array {
  return sha256(utf8ToBytes(text));
}

/** HMAC-SHA-256 of a text under a key, in hexadecimal digits. What a key signs for one purpose is good for no other. */
export function sign(purpose: string, text: string, { hash }: Key): string {
  return hmac(sha256, hash, utf8ToBytes(`${purpose}\n${text}`)).toHex();
}

/** In a time that depends on the first one's length alone. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  a.forEach((byte, at) => difference |= byte ^ (b[at] ?? 0));
  return difference === 0;
}
