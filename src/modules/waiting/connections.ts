// TCP addresses as Linux writes them in /proc/net/tcp and tcp6.

/** States of a connection by the kernel's numbers. */
export const CONNECTION_STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: "01",
  FIN_WAIT1: "04",
  FIN_WAIT2: "05",
  SYN_RECV: "03",
  SYN_SENT: "02",
  TIME_WAIT: "06",
};

/** An IPv4 address as the two files have it, the second mapped into IPv6; an IPv6 one as tcp6 has it. Empty for what is no address. */
export function addressHex(address: string): string[] {
  const four = bytesOf4(address);
  if (four !== undefined) {
    const own = hexOf(four);
    return [own, `0000000000000000FFFF0000${own}`];
  }
  const six = bytesOf6(address);
  return six === undefined ? [] : [hexOf(six)];
}

/** A port, four digits. */
export function portHex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

/** Words of four bytes, each with its lowest byte first: x86 and ARM. */
function hexOf(bytes: number[]): string {
  const hex = bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
  const words: string[] = [];
  for (let at = 0; at < hex.length; at += 4) words.push(hex.slice(at, at + 4).reverse().join(""));
  return words.join("");
}

function bytesOf4(address: string): number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined;
  const bytes = address.split(".").map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function bytesOf6(address: string): number[] | undefined {
  const plain = address.replace(/%.*$/, "").replace(/(?<=:)\d+\.\d+\.\d+\.\d+$/, (four) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytesOf4(four) ?? [];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  if (!/^[\da-fA-F:]+$/.test(plain) || !plain.includes(":")) return undefined;
  const [head = "", tail, more] = plain.split("::");
  const groups = (text: string) => text === "" ? [] : text.split(":");
  const [first, last] = [groups(head), groups(tail ?? "")];
  const missing = 8 - first.length - last.length;
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const all = [...first, ...new Array<string>(missing).fill("0"), ...last];
  if (!all.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return undefined;
  return all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}
