// Addresses that only this machine reaches.

/** Whether an address, as one listens on it (no brackets), is one. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
