// A short number that tells texts apart, the same in every pass.

/** FNV-1a, 32 bits, in hexadecimal digits. */
export function fingerprint(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum.toString(16);
}
