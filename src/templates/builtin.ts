// Node's crypto, buffer and zlib, loaded when first used: imported at the top they cost every start 17 ms, since a bundle hoists them.
import type { Buffer as NodeBuffer } from "node:buffer";
import type * as Crypto from "node:crypto";

/** `createHash` of node:crypto. */
export function createHash(type: string): ReturnType<typeof Crypto.createHash> {
  return process.getBuiltinModule("node:crypto").createHash(type);
}

/** The whole of node:crypto. */
export function cryptography(): typeof Crypto {
  return process.getBuiltinModule("node:crypto");
}

/** `Buffer` of node:buffer. */
export function buffers(): typeof NodeBuffer {
  return process.getBuiltinModule("node:buffer").Buffer;
}

/** A zlib stream's text, as UTF-8. Throws where it is none, and where it would be longer than `most` bytes. */
export function inflated(bytes: Uint8Array, most: number): string {
  const whole = process.getBuiltinModule("node:zlib").inflateSync(bytes, { maxOutputLength: most });
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(whole);
}
