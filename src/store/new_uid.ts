// Names for what lies on hosts: random, so that no two databases share one.

/** 64 random bits, hex: names a loop's receipts, or a machine's leases. */
export function newUid(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
