// Contents hashed and compressed, with modules that are loaded only by who works on a loop: zlib alone costs 20 ms, which
// `status` must not pay. Imported by name at run time, since a bundle moves every other import to the program's start.
import type { OutputsTable } from "./tables.ts";

/** What a lease's kept files need. */
export interface Packing {
  /** SHA-256, lower-case hex. */
  sha256(content: Uint8Array): string;
  /** A row of `outputs`, compressed where that is smaller. */
  pack(hash: string, content: Uint8Array): OutputsTable;
  /** The content of such a row. */
  unpack(row: Pick<OutputsTable, "encoding" | "content">): Uint8Array;
}

/** Loads what it takes. */
export async function loadPacking(): Promise<Packing> {
  const [{ createHash }, { gunzipSync, gzipSync }] = await Promise.all([import("node:crypto"), import("node:zlib")]);
  return {
    sha256: (content) => createHash("sha256").update(content).digest("hex"),
    pack: (hash, content) => {
      const zipped = gzipSync(content);
      return zipped.length < content.length
        ? { hash, bytes: content.length, encoding: "gzip", content: new Uint8Array(zipped) }
        : { hash, bytes: content.length, encoding: "plain", content: content.slice() };
    },
    unpack: ({ encoding, content }) => encoding === "gzip" ? new Uint8Array(gunzipSync(content)) : content,
  };
}
