// Checksums of contents on the controller; the host's come from its own programs.
import { createHash } from "../templates/builtin.ts";

/** Hex digest of bytes. */
export function digest(algorithm: "md5" | "sha1", content: Uint8Array): string {
  return createHash(algorithm).update(content).digest("hex");
}

/** Shell that sets `h` to the SHA-1 of the file that the word names, by whichever program the host has. */
export function sha1Script(word: string): string {
  return `h=$(sha1sum <${word} 2>/dev/null) || h=$(shasum <${word} 2>/dev/null) || h=$(sha1 -q <${word}); h=\${h%% *}\n`;
}
