// Checksums of contents on the controller; the host's come from its own programs.
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { createHash } from "../../templates/builtin.ts";

/** Bytes. Node's own is ten times as fast, once it is loaded, which takes 40 ms. */
const WORTH_LOADING = 1024 * 1024;

/** Hex digest of bytes. */
export function digest(algorithm: "md5" | "sha1", content: Uint8Array): string {
  if (content.length >= WORTH_LOADING) return createHash(algorithm).update(content).digest("hex");
  return bytesToHex((algorithm === "md5" ? md5 : sha1)(content));
}

/** Shell that sets `h` to the SHA-1 of the file that the word names, by whichever program the host has. */
export function sha1Script(word: string): string {
  return `h=$(sha1sum <${word} 2>/dev/null) || h=$(shasum <${word} 2>/dev/null) || h=$(sha1 -q <${word}); h=\${h%% *}\n`;
}
