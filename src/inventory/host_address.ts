// Addresses of hosts as Ansible's parse_address takes them: a name, IPv4 or IPv6; with a port, with ranges.

const NUMBERS = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const HEX_NUMBERS = String.raw`\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]`;
const LETTERS = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const BYTE = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${NUMBERS})`;
const WORD = `(?:[0-9a-f]{1,4}|${HEX_NUMBERS})`;
const LABEL = String.raw`(?:[\p{L}\p{N}_]|${LETTERS})(?:[\p{L}\p{N}_\-]|${LETTERS})*(?<![_\-])`;

// One after the other: "[1:3]:22" is the port 3 of a host "1".
const WITH_PORT = [/^\[([^\n]+)\]:([0-9]+)$/, /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/];
const IPV4 = new RegExp(`^(?:${BYTE}\\.){3}${BYTE}$`, "iu");
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, "iu");
// As Ansible has it, only the last alternative must reach the end: `::`, and whatever follows a prefix with `::` in it, is an address.
const IPV6 = new RegExp(
  `^(?:${
    [
      `(?:${WORD}:){7}${WORD}`,
      `(?:${WORD}:){1,6}:`,
      ...[6, 5, 4, 3, 2, 1].map((most, before) => `(?:${WORD}:){${before + 1}}(?::${WORD}){1,${most}}`),
      `:(?::${WORD}){1,6}`,
      `${WORD}?::`,
      `(?:0:){6}(?:${WORD}\\.){3}${WORD}`,
      `::(?:ffff:)?(?:${WORD}\\.){3}${WORD}`,
      `(?:0:){5}ffff:(?:${WORD}\\.){3}${WORD}$`,
    ].join("|")
  })`,
  "iu",
);

/** Whether `parse_address(text, allow_ranges=True)` takes it: a host's name or address, perhaps with a port. */
export function isAddress(text: string): boolean {
  const { host } = cut(text);
  return [IPV4, IPV6, NAME].some((form) => form.test(host));
}

/** A name, and the port behind it. A text that is no address is a name as it is. */
export function splitPort(text: string): { host: string; port?: number } {
  return isAddress(text) ? cut(text) : { host: text };
}

function cut(text: string): { host: string; port?: number } {
  let found: { host: string; port?: number } = { host: text };
  for (const form of WITH_PORT) {
    const [, host, port] = form.exec(found.host) ?? [];
    if (host !== undefined) found = { host, port: Number(port) };
  }
  return found;
}
