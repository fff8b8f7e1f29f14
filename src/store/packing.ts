// Contents hashed and compressed, without Node's crypto (25 ms to load) and, for what is short, without its zlib (35 ms): most
// runs keep a playbook and a few templates.
import { InputError } from "../model/errors.ts";
import type { OutputsTable } from "./tables.ts";

/** A content as `outputs` has it. */
export type Packed = Pick<OutputsTable, "hash" | "bytes" | "encoding" | "content">;

/** Bytes. What is shorter saves a page or two of the database when it is compressed, and costs every run the loading of zlib. */
const WORTH_COMPRESSING = 16 * 1024;

/** What a lease's kept files need. */
export interface Packing {
  /** SHA-256, lower-case hex. */
  sha256(content: Uint8Array): string;
  /** A row of `outputs`, compressed where it is long and that is smaller. */
  pack(hash: string, content: Uint8Array): Packed;
}

/** Loads what it takes; only who works on a loop pays for it. */
export async function loadPacking(): Promise<Packing> {
  const [{ sha256 }, { bytesToHex }] = await Promise.all([
    import("@noble/hashes/sha2.js"),
    import("@noble/hashes/utils.js"),
  ]);
  return {
    sha256: (content) => bytesToHex(sha256(content)),
    pack: (hash, content) => {
      const zipped = content.length < WORTH_COMPRESSING ? content : zlib().gzipSync(content);
      return zipped.length < content.length
        ? { hash, bytes: content.length, encoding: "gzip", content: new Uint8Array(zipped) }
        : { hash, bytes: content.length, encoding: "plain", content: content.slice() };
    },
  };
}

/** The content of a row of `outputs`. Throws InputError for one that somebody has damaged. */
export function unpack({ encoding, content }: Pick<Packed, "encoding" | "content">): Uint8Array {
  try {
    // Anybody may have written something else there.
    if (!(content instanceof Uint8Array)) throw new Error("it is no BLOB");
    return encoding === "gzip" ? new Uint8Array(zlib().gunzipSync(content)) : content;
  } catch (error) {
    throw new InputError(
      `The record is damaged: a long output or a file that it keeps cannot be unpacked (${
        (error as Error).message
      }); cancel the loop and start it anew, or go back to a backup`,
    );
  }
}

function zlib() {
  return process.getBuiltinModule("node:zlib");
}
