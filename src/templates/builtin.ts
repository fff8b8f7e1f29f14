// Node's crypto and buffer, loaded when first used: imported at the top they cost every start 17 ms, since a bundle hoists them.
import type { Buffer as NodeBuffer } from "node:buffer";
import type { createHash as CreateHash } from "node:crypto";

/** `createHash` of node:crypto. */
export function createHash(type: string): ReturnType<typeof CreateHash> {
  return process.getBuiltinModule("node:crypto").createHash(type);
}

/** `Buffer` of node:buffer. */
export function buffers(): typeof NodeBuffer {
  return process.getBuiltinModule("node:buffer").Buffer;
}
