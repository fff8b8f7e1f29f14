// An owner of leases in words.

/** `web1, process 42` of `web1/<boot>/42/<start>/<namespace>`; any other name as it is. */
export function ownerWords(owner: string): string {
  const parts = owner.split("/");
  const pid = parts[2];
  return parts.length >= 4 && /^\d+$/.test(pid ?? "") ? `${parts[0]}, process ${pid}` : owner;
}
